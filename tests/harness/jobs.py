"""Odoo run to its end on a database that is there for one test."""

import contextlib
import itertools
import subprocess

from devtools import logs
from devtools.databases import Databases
from devtools.env import LOCAL, ROOT
from devtools.odoo import Odoo

_numbers = itertools.count(1)


@contextlib.contextmanager
def only(databases: Databases, template: str, name: str):
    """A clone of a template under a name, dropped at the end."""
    databases.clone(template, name)
    try:
        yield name
    finally:
        databases.drop(name)


def shell(databases: Databases, name: str, code: str) -> None:
    """Run code in `odoo shell`, with what it logs and raises looked at as a job's."""
    job(databases, name, "--no-http", subcommand=["shell"], code=code)


def job(
    databases: Databases, name: str, *arguments, subcommand=None, code: str = ""
) -> None:
    """Run Odoo on a database; a failure or an unexpected log line is an error."""
    odoo = Odoo(databases)
    log = LOCAL / "test" / "log" / f"{name}-{next(_numbers)}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if subcommand:
        command = odoo.command("-d", name, *arguments, subcommand=subcommand[0])
        command[3:3] = subcommand[1:]
    else:
        command = odoo.command("-d", name, *arguments)
    with log.open("wb") as stream:
        done = subprocess.run(
            command,
            env=odoo.environment(),
            cwd=ROOT,
            input=code,
            text=True,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    noise = [entry.line for entry in logs.unexpected(log)]
    assert not noise, f"unexpected in {log}:\n" + "\n".join(noise)
    end = "\n".join(log.read_text(errors="replace").splitlines()[-5:])
    assert not done.returncode, f"Odoo ended with {done.returncode}; see {log}\n{end}"
