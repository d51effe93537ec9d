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


def job(databases: Databases, name: str, *arguments, subcommand=None) -> None:
    """Run Odoo on a database; a failure or an unexpected log line is an error."""
    odoo = Odoo(databases)
    log = LOCAL / "test" / "log" / f"{name}-{next(_numbers)}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    if subcommand:
        command = odoo.command("-d", name, *arguments, subcommand=subcommand[0])
        command.insert(3, subcommand[1])
    else:
        command = odoo.command("-d", name, *arguments)
    with log.open("wb") as stream:
        done = subprocess.run(
            command,
            env=odoo.environment(),
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    noise = [entry.line for entry in logs.unexpected(log)]
    assert not noise, f"unexpected in {log}:\n" + "\n".join(noise)
    assert not done.returncode, f"Odoo ended with {done.returncode}; see {log}"
