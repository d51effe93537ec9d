"""Our addons: their manifests, what they stand on, and what they hold."""

import ast
import hashlib
from functools import cache
from pathlib import Path

from .env import ADDONS, TEST_ADDONS, Failure

# No code, so nothing to test; installed by the other tests all the same.
WITHOUT_TESTS = {"fieldwork_suite"}
# What changes no database, so that editing a test does not rebuild a template.
NOT_INSTALLED = {"tests", "static", "readme", "__pycache__"}


@cache
def ours() -> dict[str, Path]:
    return {
        path.parent.name: path.parent
        for path in sorted(ADDONS.glob("*/__manifest__.py"))
    }


@cache
def test_only() -> dict[str, Path]:
    return {
        path.parent.name: path.parent
        for path in sorted(TEST_ADDONS.glob("*/__manifest__.py"))
    }


def check(names) -> list[str]:
    unknown = sorted(set(names) - set(ours()))
    if unknown:
        raise Failure(
            f"there is no addon {', '.join(unknown)} in addons/."
            f"\n  There are: {', '.join(ours())}."
        )
    return list(names)


@cache
def manifest(name: str) -> dict:
    folder = ours().get(name) or test_only()[name]
    return ast.literal_eval((folder / "__manifest__.py").read_text())


def below(names) -> tuple[list[str], list[str]]:
    """What must be there before these are.

    :return: our own addons they stand on, themselves left out, and Odoo's
    """
    known = {**ours(), **test_only()}
    own, core, todo = set(), set(), list(names)
    while todo:
        for dependency in manifest(todo.pop()).get("depends", []):
            if dependency not in known:
                core.add(dependency)
            elif dependency not in own:
                own.add(dependency)
                todo.append(dependency)
    return sorted(own - set(names)), sorted(core)


def content_hash(names) -> str:
    """Changes when installing these would give another database."""
    digest = hashlib.sha256()
    known = {**ours(), **test_only()}
    for name in sorted(names):
        for path in sorted(known[name].rglob("*")):
            inside = path.relative_to(known[name])
            if path.is_file() and inside.parts[0] not in NOT_INSTALLED:
                digest.update(f"{name}/{inside}\0".encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()


def browser_tests(name: str) -> list[str]:
    """The files of an addon's tests that hold some for a browser."""
    folder = ours().get(name)
    files = folder.glob("tests/**/*.py") if folder else []
    return [text for path in files if '"browser"' in (text := path.read_text())]
