"""Places and findings: where things are, and what the set-up script found."""

import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCAL = ROOT / ".local"
ADDONS = ROOT / "addons"
TEST_ADDONS = ROOT / "tests" / "addons"
LANGUAGES = {"es": "es_ES", "it": "it_IT", "pt_BR": "pt_BR"}
# The first one becomes everybody's default.
LOAD_LANGUAGE = f"--load-language={','.join(['en_US', *LANGUAGES.values()])}"


class Failure(Exception):
    """An error told to the person in one sentence, with a remedy."""


def found(key: str, default: str = "") -> str:
    """What scripts/setup.sh left in .local/env."""
    try:
        lines = (LOCAL / "env").read_text().splitlines()
    except FileNotFoundError:
        return default
    for line in lines:
        name, _, value = line.partition("=")
        if name == key:
            return value
    return default


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def step(text: str) -> None:
    say(f"* {text}")


def _interrupt(*_args):
    raise KeyboardInterrupt


def main(function) -> None:
    """Run a command's main function; tell a failure in a sentence."""
    # A supervisor, a closed terminal and `make stop` end it as Ctrl-C does: in order.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    try:
        code = function()
    except Failure as failure:
        sys.stderr.write(f"Error: {failure}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
    sys.exit(code or 0)


def flag(name: str, default: bool) -> bool:
    """A 0/1 variable of the command line (make db DEMO=0)."""
    value = os.environ.get(name, "")
    return default if value == "" else value.lower() not in ("0", "no", "false")


def names(name: str) -> list[str]:
    """A comma separated variable of the command line (ADDONS=a,b)."""
    return [
        part.strip() for part in os.environ.get(name, "").split(",") if part.strip()
    ]
