"""make bench: the benchmarks of tests/bench, on a database made for them, one table.

A benchmark is a function in tests/bench/bench_*.py that takes the Odoo environment:

    from devtools.bench import benchmark

    @benchmark("create 10,000 orders", unit="x the raw insert", at_most=15)
    def create_orders(env):
        ...
        return figure        # or (figure, "a word for the table")

BENCH=expr runs those whose name holds that text. Each runs in a savepoint that is
rolled back, unless it says `keep=True` (data that later ones read).
"""

import importlib
import os
import subprocess
import sys
import time
from dataclasses import dataclass

from . import addons
from .cluster import Cluster
from .databases import Databases
from .env import ROOT, main, say, step
from .odoo import Odoo
from .templates import Templates

BENCHES = ROOT / "tests" / "bench"
DATABASE = "fieldwork_bench"
# Modules of Odoo that none of ours asks for, with pages that ours are measured by.
YARDSTICKS = ("sale",)
REGISTRY = []


@dataclass
class Benchmark:
    name: str
    function: object
    unit: str
    at_most: float | None
    at_least: float | None
    keep: bool

    def holds(self, figure: float) -> bool:
        if self.at_most is not None and figure > self.at_most:
            return False
        return self.at_least is None or figure >= self.at_least

    @property
    def limit(self) -> str:
        if self.at_most is not None:
            return f"<= {self.at_most:g}"
        return f">= {self.at_least:g}" if self.at_least is not None else "-"


def benchmark(name, unit="ms", at_most=None, at_least=None, keep=False):
    def register(function):
        REGISTRY.append(Benchmark(name, function, unit, at_most, at_least, keep))
        return function

    return register


def inside(env) -> None:
    """Runs in `odoo shell`, where the registry of models is."""
    # Under its own name, so that the benchmark files register with this very module.
    wanted = os.environ.get("BENCH", "")
    sys.path.insert(0, str(BENCHES))
    for path in sorted(BENCHES.glob("bench_*.py")):
        # By name: a file that another one imports registers once.
        importlib.import_module(path.stem)
    rows, failed = [], 0
    for bench in REGISTRY:
        if wanted not in bench.name and not bench.keep:
            continue
        figure, note, ok, seconds = measure(env, bench)
        failed += not ok
        shown = "-" if figure is None else f"{figure:,.2f}"
        rows.append([bench.name, shown, bench.unit, bench.limit, verdict(ok), note])
        rows[-1].append(f"{seconds:.0f} s")
        sys.stderr.write(f"  {bench.name}: {shown} {bench.unit} ({verdict(ok)})\n")
    table(rows)
    if failed or not rows:
        sys.exit(1)


def verdict(ok: bool) -> str:
    return "ok" if ok else "MISSED"


def forget(env):
    """Take back what a benchmark did, with what was cached of it."""
    env.cr.rollback()
    env.registry.clear_all_caches()
    env.invalidate_all()


def measure(env, bench: Benchmark):
    started = time.monotonic()
    try:
        result = bench.function(env)
        env.flush_all()
    except Exception as error:  # told in the table; the others still run
        forget(env)
        note = f"{type(error).__name__}: {error}".splitlines()[0]
        return None, note, False, 0
    if bench.keep:
        env.cr.commit()
    else:
        forget(env)
    env.invalidate_all()
    figure, note = result if isinstance(result, tuple) else (result, "")
    return figure, note, bench.holds(figure), time.monotonic() - started


def table(rows: list[list[str]]) -> None:
    head = ["benchmark", "figure", "unit", "limit", "", "note", "took"]
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    for row in [head, ["-" * width for width in widths], *rows]:
        cells = [
            cell.rjust(width) if i in (1, 6) else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        say("  ".join(cells).rstrip())


def bench() -> int:
    if not sorted(BENCHES.glob("bench_*.py")):
        say("There is no benchmark yet: tests/bench/ has no bench_*.py.")
        return 0
    # The durable cluster: what is measured is what a user would see.
    with Cluster("run").in_use() as cluster:
        databases = Databases(cluster)
        templates = Templates(databases)
        own, _core = addons.below(["fieldwork_suite"])
        template = templates.with_addons(
            [*own, "fieldwork_suite"], demo=False, extra_core=YARDSTICKS
        )
        databases.clone(template, DATABASE)
        odoo = Odoo(databases)
        step("Running the benchmarks")
        command = odoo.command(
            *["-d", DATABASE, "--no-http", "--log-level=error"], subcommand="shell"
        )
        environment = odoo.environment()
        environment["PYTHONPATH"] += os.pathsep + str(ROOT / "scripts")
        try:
            done = subprocess.run(
                command,
                env=environment,
                cwd=ROOT,
                input="from devtools import bench; bench.inside(env)\n",
                text=True,
            )
        finally:
            databases.drop(DATABASE)
    return done.returncode


if __name__ == "__main__":
    main(bench)
