"""make i18n: writes each addon's .pot from a database that has them all, and brings
the .po files of our languages in line with it."""

import tempfile
from pathlib import Path

from . import addons, po
from .cluster import Cluster
from .databases import Databases
from .env import LANGUAGES, ROOT, main, step
from .odoo import Odoo
from .templates import Templates

DATABASE = "fieldwork_i18n"
EXPORT = """
from pathlib import Path
from odoo.tools.translate import trans_export

for name in {names!r}:
    with (Path({folder!r}) / f"{{name}}.pot").open("wb") as stream:
        trans_export(False, [name], stream, "po", env)
"""


def exported(databases: Databases, templates: Templates) -> dict[str, str]:
    """Each addon's .pot as it should be, made stable."""
    names = list(addons.ours())
    template = templates.with_addons(names, demo=False)
    databases.clone(template, DATABASE)
    with tempfile.TemporaryDirectory() as folder:
        Odoo(databases).shell(DATABASE, EXPORT.format(names=names, folder=folder))
        texts = {name: po.stable(name, Path(folder) / f"{name}.pot") for name in names}
    databases.drop(DATABASE)
    return texts


def run() -> int:
    with Cluster("test").in_use() as cluster:
        databases = Databases(cluster)
        texts = exported(databases, Templates(databases))
    for name, text in texts.items():
        template = addons.ours()[name] / "i18n" / f"{name}.pot"
        template.parent.mkdir(exist_ok=True)
        po.write(template, text)
        left = {
            language: po.merge(template, name, language, locale)
            for language, locale in LANGUAGES.items()
        }
        missing = ", ".join(f"{count} in {key}" for key, count in left.items() if count)
        step(
            f"{template.relative_to(ROOT)}"
            + (f": left to translate: {missing}" if missing else "")
        )
    return 0


if __name__ == "__main__":
    main(run)
