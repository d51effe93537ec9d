"""make i18n: writes each addon's .pot from a database that has it, and brings the
.po files of our languages in line with it.

The files carry no dates and are sorted by text, so that running it again changes
nothing that did not change.
"""

import subprocess

from . import addons
from .cluster import Cluster
from .databases import Databases
from .env import ADDONS, LANGUAGES, ROOT, Failure, main, step
from .odoo import Odoo
from .templates import Templates

DATABASE = "fieldwork_i18n"


def export(databases: Databases, templates: Templates, name: str) -> bytes:
    """The addon's texts as Odoo exports them."""
    odoo = Odoo(databases)
    template = templates.with_addons([name], demo=False)
    databases.clone(template, DATABASE)
    command = odoo.command(
        *["-d", DATABASE, "-o", "-", name],
        subcommand="i18n",
    )
    # `i18n export`, with the options after the verb.
    command.insert(command.index("i18n") + 1, "export")
    done = subprocess.run(
        command, env=odoo.environment(), cwd=ROOT, capture_output=True
    )
    databases.drop(DATABASE)
    if done.returncode:
        raise Failure(f"{name} could not be exported:\n{done.stderr.decode()[-3000:]}")
    return done.stdout


def run() -> int:
    with Cluster("test").in_use() as cluster:
        databases = Databases(cluster)
        templates = Templates(databases)
        for name in addons.ours():
            path = ADDONS / name / "i18n" / f"{name}.pot"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(export(databases, templates, name))
            step(f"{name}: {path.relative_to(ROOT)}")
    command = [ROOT / ".venv-tools" / "bin" / "python", "-m", "devtools.po"]
    return subprocess.run([*map(str, command), *LANGUAGES]).returncode


if __name__ == "__main__":
    main(run)
