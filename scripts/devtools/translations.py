"""Checks that every addon's translations are whole: each text of the .pot in each of
our languages, none fuzzy, with the same placeholders."""

import re

import polib

from . import addons
from .env import LANGUAGES, main, say

PLACEHOLDER = re.compile(r"%(?:\([^)]*\))?[-+ #0]*\d*(?:\.\d+)?[sdifgrxX%]|\{\w*\}")


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def problems(folder, language):
    template = polib.pofile(folder / f"{folder.parent.name}.pot")
    path = folder / f"{language}.po"
    if not path.exists():
        yield f"{path}: missing"
        return
    translation = {
        (entry.msgctxt, entry.msgid): entry
        for entry in polib.pofile(path)
        if not entry.obsolete
    }
    wanted = {(entry.msgctxt, entry.msgid) for entry in template}
    for key in sorted(set(translation) - wanted, key=str):
        yield f"{path}: not in the .pot any more: {key[1]!r}"
    for key in sorted(wanted, key=str):
        entry = translation.get(key)
        if entry is None or not entry.msgstr:
            yield f"{path}: not translated: {key[1]!r}"
        elif entry.fuzzy:
            yield f"{path}: fuzzy: {key[1]!r}"
        elif placeholders(entry.msgid) != placeholders(entry.msgstr):
            yield f"{path}: other placeholders: {key[1]!r} / {entry.msgstr!r}"


def check() -> int:
    found = []
    for name, folder in addons.ours().items():
        i18n = folder / "i18n"
        if not (i18n / f"{name}.pot").exists():
            found.append(f"{i18n / name}.pot: missing (make i18n writes it)")
            continue
        for language in LANGUAGES:
            found.extend(problems(i18n, language))
    for line in found:
        say(line)
    return 1 if found else 0


if __name__ == "__main__":
    main(check)
