"""Reading Odoo's log: what should not be there, and how the tests went.

Any WARNING, ERROR or CRITICAL line that no rule of tests/log-allow-list.txt expects
fails the run that wrote it.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from .env import ROOT

ALLOW_LIST = ROOT / "tests" / "log-allow-list.txt"
LINE = re.compile(
    r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} \d+ (?P<level>[A-Z]+) (?P<db>\S+) "
    r"(?P<logger>[^:]+): (?P<message>.*)$"
)
TEST_LOGGER = re.compile(r"^odoo\.addons\.(?P<addon>\w+)\.tests\.")
STARTING = re.compile(r"^Starting (?P<test>\S+) \.\.\.$")
SKIPPED = re.compile(r"^skipped (?P<test>\S+) : (?P<reason>.*)$")
BROKEN = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(?P<test>.+?)(?: [\[(<].*)?$")
RESULT = re.compile(
    r"(?P<failed>\d+) failed, (?P<errors>\d+) error\(s\) of (?P<run>\d+) tests"
)
# A browser test that was left out tells nothing: without a browser it must not pass.
BROWSER_SKIP = re.compile(
    r"chrome|chromium|browser|websocket-client|devtools", re.IGNORECASE
)


@dataclass
class Entry:
    level: str
    logger: str
    message: str
    more: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join([self.message, *self.more]).rstrip()

    @property
    def line(self) -> str:
        return f"{self.level} {self.logger}: {self.text}"


@cache
def allowed() -> list[re.Pattern]:
    lines = ALLOW_LIST.read_text().splitlines()
    return [re.compile(line, re.DOTALL) for line in lines if line and line[0] != "#"]


def entries(log: Path):
    """The log's records, each with the lines (a traceback) that follow it."""
    current = None
    with log.open(errors="replace") as stream:
        for raw in stream:
            line = raw.rstrip("\n")
            if match := LINE.match(line):
                if current:
                    yield current
                current = Entry(
                    match["level"], match["logger"], match["message"].rstrip()
                )
            elif current:
                current.more.append(line)
    if current:
        yield current


def is_unexpected(entry: Entry) -> bool:
    if entry.level not in ("WARNING", "ERROR", "CRITICAL"):
        return False
    return not any(rule.search(entry.line) for rule in allowed())


def unexpected(log: Path) -> list[Entry]:
    return [entry for entry in entries(log) if is_unexpected(entry)]


@dataclass
class Outcome:
    """What a log of a test run says."""

    started: dict[str, set[str]] = field(default_factory=dict)  # per addon
    failed: dict[str, str] = field(default_factory=dict)  # test: report
    skipped: dict[str, str] = field(default_factory=dict)  # test: reason
    noise: list[Entry] = field(default_factory=list)
    reported_failures: int = 0
    finished: bool = False

    @property
    def count(self) -> int:
        return sum(len(tests) for tests in self.started.values())

    @property
    def passed(self) -> int:
        tests = {test for started in self.started.values() for test in started}
        return len(tests - set(self.failed) - set(self.skipped))


def outcome(log: Path) -> Outcome:
    result = Outcome()
    for entry in entries(log):
        in_test = TEST_LOGGER.match(entry.logger)
        if in_test and (match := STARTING.match(entry.message)):
            test = f"{in_test['addon']}:{match['test']}"
            result.started.setdefault(in_test["addon"], set()).add(test)
        elif in_test and (match := SKIPPED.match(entry.message)):
            test = f"{in_test['addon']}:{match['test']}"
            result.skipped[test] = match["reason"]
            if BROWSER_SKIP.search(match["reason"]):
                result.failed[test] = (
                    f"left out for want of a browser: {match['reason']}"
                )
        elif entry.level == "ERROR" and (match := BROKEN.match(entry.message)):
            addon = in_test["addon"] if in_test else "?"
            test = f"{addon}:{match['test']}"
            result.failed[test] = f"{result.failed.get(test, '')}{entry.text}\n"
        elif entry.logger == "odoo.tests.result" and (
            match := RESULT.search(entry.message)
        ):
            result.reported_failures += int(match["failed"]) + int(match["errors"])
            result.finished = True
        elif is_unexpected(entry):
            result.noise.append(entry)
    for test in result.failed:
        result.skipped.pop(test, None)
    return result
