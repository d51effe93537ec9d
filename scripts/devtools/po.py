"""Translation files that change only when a text did: sorted, without dates."""

from functools import cache
from pathlib import Path

import polib

from . import addons
from .env import found

# Where Odoo itself says what we say ("Created by", "Active"), its word is taken: one
# thing has one name on a screen. The nearest modules first.
CORE = ["base", "web", "mail", "portal", "rating", "resource", "hr", "product"]


def order(entry: polib.POEntry):
    return entry.msgid.casefold(), entry.msgid, entry.msgctxt or ""


def rendered(addon: str, entries, language: str = "") -> str:
    result = polib.POFile(wrapwidth=78)
    kind = "Translation" if language else "Texts"
    result.header = (
        f"{kind} of {addon}.\n"
        "Written by `make i18n`, which keeps the translations that are here."
    )
    # Fixed: what an export writes here are dates and the name of a database.
    result.metadata = {
        "Project-Id-Version": "Odoo Server 19.0",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for entry in sorted(entries, key=order):
        entry.occurrences.sort()
        result.append(entry)
    return f"{str(result).rstrip()}\n"


def stable(addon: str, exported: Path) -> str:
    return rendered(addon, polib.pofile(exported))


def write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


@cache
def of_odoo(locale: str) -> dict[str, str]:
    """Odoo's own translations, by text."""
    words = {}
    home = Path(found("ODOO_HOME"))
    for module in CORE:
        for folder in (home / "odoo" / "addons" / module, home / "addons" / module):
            # it_IT's file is it.po; pt_BR's is pt_BR.po.
            for name in (locale, locale.split("_")[0]):
                path = folder / "i18n" / f"{name}.po"
                if path.exists():
                    for entry in polib.pofile(path):
                        if entry.msgstr and not entry.fuzzy:
                            words.setdefault(entry.msgid, entry.msgstr)
                    break
    return words


def merge(template: Path, addon: str, language: str, locale: str) -> int:
    """Bring one translation in line with the .pot; what is translated stays.

    :return: how many texts are left to translate
    """
    path = template.with_name(f"{language}.po")
    known = {}
    if path.exists():
        known = {(e.msgctxt, e.msgid): e for e in polib.pofile(path) if not e.obsolete}
    merged = []
    for entry in polib.pofile(template):
        old = known.get((entry.msgctxt, entry.msgid))
        entry.msgstr = (old.msgstr if old else "") or of_odoo(locale).get(
            entry.msgid, ""
        )
        if old:
            entry.tcomment = old.tcomment
            if old.fuzzy:
                entry.flags.append("fuzzy")
        merged.append(entry)
    write(path, rendered(addon, merged, language))
    return sum(not entry.msgstr for entry in merged)


def is_current(name: str, text: str) -> bool:
    path = addons.ours()[name] / "i18n" / f"{name}.pot"
    return path.exists() and path.read_text() == text
