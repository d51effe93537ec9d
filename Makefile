# The one way in. Each target sets up what it needs and is quick when all is there.
# `make` alone lists them.

.DEFAULT_GOAL := help
.PHONY: help setup run stop test db shell bench lint format i18n wheels clean

# What may be given on the command line goes to the scripts through the environment.
export ADDONS TAGS SCENARIOS DB DEMO PORT PYTHON ODOO_SOURCE CHROME
export PYTHONPATH := $(CURDIR)/scripts
export PYTHONDONTWRITEBYTECODE := 1

SETUP := @scripts/setup.sh
DEVTOOLS := @.venv/bin/python -m devtools

help:
	@echo 'make run                      the suite with demo data, served at port 8069 (PORT=)'
	@echo 'make stop                     ends a `make run` from elsewhere'
	@echo 'make test [ADDONS=a,b] [TAGS=expr] [SCENARIOS=expr]'
	@echo 'make db DB=name [ADDONS=a,b] [DEMO=0]   a fresh database'
	@echo 'make shell [DB=name]          odoo shell; standard input is passed through'
	@echo 'make bench                    the benchmarks, one table'
	@echo 'make lint                     all linters, as CI runs them'
	@echo 'make format                   formats the code and fixes what can be fixed'
	@echo 'make i18n                     writes the .pot files and updates the .po files'
	@echo 'make wheels                   builds a wheel of each addon into dist/'
	@echo 'make clean                    removes all that was made here, databases too'
	@echo 'ODOO_SOURCE=dir uses an Odoo 19 that is there; PGHOST a PostgreSQL server.'

setup:
	$(SETUP) server browser tools node

run:
	$(SETUP) server
	$(DEVTOOLS).run

stop:
	$(DEVTOOLS).run --stop

test:
	$(SETUP) server browser tools
	$(DEVTOOLS).test

db:
	$(SETUP) server
	$(DEVTOOLS).db

shell:
	@scripts/setup.sh server >&2
	$(DEVTOOLS).shell

bench:
	$(SETUP) server
	$(DEVTOOLS).bench

lint:
	$(SETUP) tools node
	@scripts/lint.sh

format:
	$(SETUP) tools node
	@scripts/format.sh

i18n:
	$(SETUP) server tools
	@.venv-tools/bin/python -m devtools.i18n

wheels:
	$(SETUP) tools
	@scripts/wheels.sh

clean:
	@scripts/clean.sh
