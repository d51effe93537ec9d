"""Rules of this repository that no linter knows."""

import re
import subprocess

from . import addons
from .env import ROOT, main, say

FRAGMENTS = ["DESCRIPTION", "CONFIGURE", "USAGE", "ROADMAP", "CONTRIBUTORS"]
TEXT = re.compile(
    r"\.(py|sh|xml|js|cjs|scss|css|csv|json|toml|ya?ml|conf|txt|md|po|pot)$"
)
# Somebody's own machine has no place in the repository.
MACHINE = re.compile(r"/(?:home|Users)/\w+/|/root/")
# No downloads are recorded with their host: each machine has its own mirror.
LOCKED_HOST = re.compile(r'"resolved": "https?://')


def files() -> list[str]:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def in_text_files():
    for name in files():
        if not TEXT.search(name):
            continue
        text = (ROOT / name).read_text()
        if text and not text.endswith("\n"):
            yield f"{name}: no newline at its end"
        if "\r" in text:
            yield f"{name}: a carriage return"
        if re.search(r"^(<<<<<<<|>>>>>>>) ", text, re.MULTILINE):
            yield f"{name}: an unfinished merge"
        if name != "scripts/devtools/repository.py" and (match := MACHINE.search(text)):
            yield f"{name}: a path of one machine: {match[0]}"
        if name == "package-lock.json" and LOCKED_HOST.search(text):
            yield f"{name}: a download's host (npm's omit-lockfile-registry-resolved)"


def in_addons():
    own, _core = addons.below(["fieldwork_suite"])
    for name, folder in addons.ours().items():
        manifest = addons.manifest(name)
        for fragment in FRAGMENTS:
            if not (folder / "readme" / f"{fragment}.md").exists():
                yield f"{folder}: no readme/{fragment}.md"
        for path in ("pyproject.toml", "static/description/icon.png"):
            if not (folder / path).exists():
                yield f"{folder}: no {path}"
        if not manifest["version"].startswith("19.0."):
            yield f"{folder}: version {manifest['version']} is not of the 19.0 series"
        country = re.fullmatch(r"fieldwork_einvoice_[a-z]{2}", name)
        if name not in own and name != "fieldwork_suite" and not country:
            yield f"fieldwork_suite does not depend on {name}"


def check() -> int:
    found = [*in_text_files(), *in_addons()]
    for line in found:
        say(line.replace(f"{ROOT}/", ""))
    return 1 if found else 0


if __name__ == "__main__":
    main(check)
