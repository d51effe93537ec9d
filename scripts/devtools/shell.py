"""make shell: `odoo shell` on a database; standard input is passed through."""

import os
import subprocess

from .cluster import Cluster
from .databases import Databases
from .env import ROOT, Failure, main
from .odoo import Odoo


def shell() -> int:
    name = os.environ.get("DB") or "fieldwork"
    with Cluster("run").in_use() as cluster:
        databases = Databases(cluster)
        if not databases.exists(name):
            raise Failure(
                f"there is no database {name}.\n  Make one: make db DB={name}"
                " (or make run, for the database fieldwork)"
            )
        odoo = Odoo(databases)
        command = odoo.command(
            "-d", name, "--no-http", "--log-level=warn", subcommand="shell"
        )
        return subprocess.run(command, env=odoo.environment(), cwd=ROOT).returncode


if __name__ == "__main__":
    main(shell)
