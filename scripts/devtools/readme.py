"""Writes each addon's README.md from the fragments in its readme/ folder.

python -m devtools.readme [--check]
"""

import sys

from . import addons
from .env import main, say

SECTIONS = {
    "DESCRIPTION": None,
    "CONFIGURE": "Configuration",
    "USAGE": "Usage",
    "ROADMAP": "Known issues and roadmap",
    "CONTRIBUTORS": "Contributors",
}


def text(name: str) -> str:
    manifest = addons.manifest(name)
    parts = [
        "<!-- Written by `make format` from the fragments in readme/. -->",
        f"# {manifest['name']}",
    ]
    for fragment, title in SECTIONS.items():
        path = addons.ours()[name] / "readme" / f"{fragment}.md"
        if path.exists():
            if title:
                parts.append(f"## {title}")
            parts.append(path.read_text().strip())
    parts.append(f"## License\n\n{manifest['license']}")
    return "\n\n".join(parts) + "\n"


def run() -> int:
    stale = []
    for name, folder in addons.ours().items():
        path = folder / "README.md"
        if path.exists() and path.read_text() == text(name):
            continue
        if "--check" in sys.argv:
            stale.append(path)
        else:
            path.write_text(text(name))
    for path in stale:
        say(f"{path} does not say what its readme/ says: run make format")
    return 1 if stale else 0


if __name__ == "__main__":
    main(run)
