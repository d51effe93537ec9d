"""make test: every addon's tests and the scenarios that span them, two at a time.

First the addons' tests in Odoo beside those that drive a browser; then the tests of
tests/ (pytest), in parts: whoever is free takes the next. At the end one table and one
line that sums up.

    ADDONS=a,b    the tests of these addons alone
    TAGS=expr     Odoo's own --test-tags, within ADDONS when given
    SCENARIOS=x   only the scenarios that pytest -k finds
"""

import os
import re
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from . import addons, logs
from .cluster import Cluster
from .databases import Databases
from .env import LOCAL, ROOT, Failure, main, names, say, step
from .odoo import Odoo, free_port, stop, stop_all
from .templates import Templates

LOGS = LOCAL / "test" / "log"
HELPERS = ["fieldwork_test_assets"]
LANES = 2
# These install and uninstall in databases with names of their own, so that they can run
# beside the scenarios; both take minutes.
APART = {
    "life cycle": "tests/test_lifecycle.py",
    "uninstallation": "tests/test_uninstall.py",
}
# Odoo's own syntax: [-][tag][/module][:class][.method]
TAG = re.compile(
    r"^(?P<sign>[-+]?)(?P<tag>\w*)(?P<module>/[^:]*)?(?P<test>:(?P<class>\w*).*)?$"
)


@dataclass
class Part:
    """What one part of the run came to."""

    name: str
    passed: int = 0
    skipped: int = 0
    failures: list[str] = field(default_factory=list)
    seconds: float = 0
    per_addon: dict[str, int] = field(default_factory=dict)

    def fail(self, what: str, report: str = "") -> None:
        self.failures.append(f"{what}\n{report}".rstrip())
        say(f"  FAILED [{self.name}] {what}")


def parsed(tags: str) -> list[re.Match]:
    matches = [TAG.match(tag.strip()) for tag in tags.split(",")]
    if not all(matches):
        raise Failure(f"TAGS={tags} is no expression of Odoo's --test-tags.")
    return matches


def unit_tags(tags: str, selected: list[str]) -> str:
    """What the unit tests run of these tags, each kept to the selected addons."""
    wanted = [match for match in parsed(tags) if match["tag"] != "browser"]
    parts = [
        f"{match['sign']}{match['tag']}{module}{match['test'] or ''}"
        for match in wanted
        for module in ([match["module"]] if match["module"] else slashed(selected))
    ]
    return ",".join([*parts, "-browser"]) if parts else ""


def browser_tags(tags: str, selected: list[str]) -> str:
    """What the browser tests run of them: what carries the tag `browser`."""
    parts = []
    for match in parsed(tags):
        if match["tag"] not in ("", "browser"):
            continue
        for module in [match["module"]] if match["module"] else slashed(selected):
            sources = addons.browser_tests(module.strip("/"))
            if any((match["class"] or "") in source for source in sources):
                parts.append(f"{match['sign']}browser{module}{match['test'] or ''}")
    return ",".join(parts)


def slashed(names: list[str]) -> list[str]:
    return [f"/{name}" for name in names]


class Run:
    def __init__(self):
        self.asked = addons.check(names("ADDONS"))
        self.tags = os.environ.get("TAGS", "")
        self.scenarios = os.environ.get("SCENARIOS", "")
        self.databases = Databases(Cluster("test"))
        self.odoo = Odoo(self.databases)
        self.templates = Templates(self.databases)
        self.processes = []

    @property
    def whole(self) -> bool:
        return not (self.asked or self.tags or self.scenarios)

    @property
    def selected(self) -> list[str]:
        return self.asked or list(addons.ours())

    # -- parts ----------------------------------------------------------------

    def unit_tests(self) -> Part:
        """Install the addons with their tests on: at_install and post_install, all
        but those that drive a browser."""
        part = Part("unit tests")
        tags = unit_tags(self.tags, self.selected)
        if not tags:
            return part
        below, core = addons.below(self.selected)
        # What is below is installed without its tests.
        base = (
            self.templates.with_addons(below, demo=False, extra_core=core)
            if below
            else self.templates.core(core, demo=False)
        )
        # The first test that speaks HTTP has Odoo build every bundle.
        installed = ",".join([*self.selected, *HELPERS])
        # What installs itself is there already when what it joins is below it.
        again = ",".join(self.selected)
        self._odoo_tests(part, base, tags, ["-i", installed, "-u", again])
        return part

    def browser_tests(self) -> Part:
        """Tours and Hoot suites; they make what they need, as unit tests do."""
        part = Part("browser tests")
        tags = browser_tags(self.tags, self.selected)
        if not tags:
            return part
        base = self.templates.with_addons([*self.selected, *HELPERS], demo=False)
        self._odoo_tests(part, base, tags, [])
        return part

    def _odoo_tests(self, part: Part, base: str, tags: str, arguments: list) -> None:
        name = f"fieldwork_{part.name.replace(' ', '_')}"
        log = LOGS / f"{name}.log"
        started = time.monotonic()
        self.databases.clone(base, name)
        process = self.odoo.start(
            *["-d", name, *arguments, "--test-tags", tags],
            *["--http-port", free_port(), "--stop-after-init"],
            log=log,
        )
        self._watch(part, process, log)
        result = logs.outcome(log)
        part.passed = result.passed
        part.skipped = len(result.skipped)
        part.per_addon = {addon: len(run) for addon, run in result.started.items()}
        for test, report in result.failed.items():
            part.fail(test, report)
        for entry in result.noise:
            part.fail(
                f"unexpected in the log: {entry.line.splitlines()[0]}", entry.text
            )
        if process.returncode and not part.failures:
            part.fail(f"Odoo ended with {process.returncode}", _tail(log))
        elif not result.finished and not part.failures:
            part.fail("Odoo reported no result", _tail(log))
        elif result.reported_failures and not result.failed:
            part.fail(f"Odoo counts {result.reported_failures} failures", _tail(log))
        part.seconds = time.monotonic() - started
        self.databases.drop(name)

    def _watch(self, part: Part, process, log: Path) -> None:
        """A sign of life every 30 seconds."""
        started = time.monotonic()
        while True:
            try:
                process.wait(timeout=30)
                return
            except subprocess.TimeoutExpired:
                done = logs.outcome(log).count
                minutes, seconds = divmod(int(time.monotonic() - started), 60)
                say(f"  {part.name}: {done} tests so far, {minutes}:{seconds:02}")

    def scenario_tests(self) -> Part:
        """The tests of tests/ that SCENARIOS finds; without it, all that serve
        databases of their own."""
        if self.scenarios:
            return self._pytest("scenarios", ["tests", "-k", self.scenarios])
        others = [f"--ignore={path}" for path in APART.values()]
        return self._pytest("scenarios", ["tests", *others])

    def apart(self, name: str):
        """Return the function that runs one of ``APART``."""

        def run() -> Part:
            return self._pytest(name, [APART[name]])

        run.__name__ = name
        return run

    def _pytest(self, name: str, arguments: list) -> Part:
        part = Part(name)
        started = time.monotonic()
        report = LOCAL / "test" / f"{name.replace(' ', '_')}.xml"
        report.unlink(missing_ok=True)
        command = [ROOT / ".venv-tools" / "bin" / "python", "-m", "pytest", *arguments]
        command += ["-q", "--color=no", f"--junitxml={report}"]
        process = subprocess.Popen(
            [str(argument) for argument in command],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT / "scripts")},
        )
        self.processes.append(process)
        lines = []
        for line in process.stdout:
            lines.append(line)
            say(f"  | {line.rstrip()}")
        code = process.wait()
        if report.exists():
            self._read_junit(part, report)
        if code and not part.failures:
            part.fail(f"pytest ended with {code}", "".join(lines[-30:]))
        part.seconds = time.monotonic() - started
        return part

    def _read_junit(self, part: Part, report: Path) -> None:
        for case in ElementTree.parse(report).iter("testcase"):
            name = f"{case.get('classname')}.{case.get('name')}"
            broken = case.find("failure")
            if broken is None:
                broken = case.find("error")
            if broken is not None:
                part.fail(name, broken.text or "")
            elif case.find("skipped") is not None:
                part.skipped += 1
            else:
                part.passed += 1

    # -- the whole ------------------------------------------------------------

    def parts(self) -> list:
        """Return the functions that run the parts, in the order they are begun."""
        if self.scenarios:
            return [self.scenario_tests]
        parts = [self.unit_tests, self.browser_tests]
        if self.whole:
            parts += [self.scenario_tests, *map(self.apart, APART)]
        return parts

    def run(self) -> list[Part]:
        parts, problems = [], []
        waiting = iter(self.parts())

        def run_one(function):
            try:
                parts.append(function())
            except Exception as error:  # told below, after the other lane's end
                part = Part(function.__name__.replace("_", " "))
                part.fail(str(error).splitlines()[0], str(error))
                parts.append(part)
                if not isinstance(error, Failure):
                    problems.append(error)

        def work():
            # Whether one is left is asked and answered at once: two lanes may ask.
            while function := next(waiting, None):
                run_one(function)

        threads = [threading.Thread(target=work, daemon=True) for _lane in range(LANES)]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                while thread.is_alive():
                    thread.join(1)
        except BaseException:
            for process in self.processes:
                stop(process)
            stop_all()
            raise
        if problems:
            raise problems[0]
        return parts

    def untested(self, parts: list[Part]) -> list[str]:
        started = any(part.per_addon for part in parts)
        if self.tags or self.scenarios or not started:
            return []
        tested = {addon for part in parts for addon, n in part.per_addon.items() if n}
        return sorted(set(self.selected) - tested - addons.WITHOUT_TESTS)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-30:])


def report(parts: list[Part], untested: list[str]) -> int:
    if untested:
        part = Part("coverage")
        for addon in untested:
            part.fail(f"the addon {addon} has no test")
        parts.append(part)
    for part in parts:
        for failure in part.failures:
            say(f"\n--- {part.name}: {failure}")
    say()
    for part in parts:
        say(
            f"{part.name:<14} {part.passed:>5} passed {len(part.failures):>4} failed"
            f" {part.skipped:>4} skipped {part.seconds:>6.0f} s"
        )
    passed = sum(part.passed for part in parts)
    failed = sum(len(part.failures) for part in parts)
    skipped = sum(part.skipped for part in parts)
    if not (passed + failed):
        say("No test was found that fits.")
        failed = 1
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


def test() -> int:
    started = time.monotonic()
    with Cluster("test").in_use():
        run = Run()
        run.templates.prune()
        step(f"Testing {', '.join(run.selected)}")
        parts = run.run()
        step(f"Tested in {time.monotonic() - started:.0f} s; logs in .local/test/log")
        return report(parts, run.untested(parts))


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT / "scripts"))
    main(test)
