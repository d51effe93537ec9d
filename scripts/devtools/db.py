"""make db: a fresh database of that name with those addons."""

import os
import time

from . import addons
from .cluster import Cluster
from .databases import Databases
from .env import LOAD_LANGUAGE, LOCAL, Failure, flag, main, names, step
from .odoo import Odoo, stop, tail


def db() -> int:
    name = os.environ.get("DB")
    if not name:
        raise Failure("say which database: make db DB=name [ADDONS=a,b] [DEMO=0]")
    # Modules of Odoo itself may be named too (ADDONS=fieldwork,account).
    wanted = names("ADDONS") or ["fieldwork_suite"]
    started = time.monotonic()
    with Cluster("run").in_use() as cluster:
        databases = Databases(cluster)
        odoo = Odoo(databases)
        databases.drop(name)
        arguments = ["-d", name, "-i", ",".join(wanted), "--stop-after-init"]
        arguments += ["--no-http", LOAD_LANGUAGE]
        if flag("DEMO", True):
            arguments.append("--with-demo")
        log = LOCAL / "run" / f"db-{name}.log"
        step(f"Making the database {name} with {', '.join(wanted)}")
        process = odoo.start(*arguments, log=log)
        try:
            code = process.wait()
        except BaseException:
            stop(process)
            raise
        if code:
            raise Failure(
                f"Odoo could not install them; the end of {log}:\n{tail(log)}"
            )
    unknown = set(wanted) - set(addons.ours())
    ours = f"; of Odoo: {', '.join(sorted(unknown))}" if unknown else ""
    step(f"{name} is there ({time.monotonic() - started:.0f} s){ours}")
    return 0


if __name__ == "__main__":
    main(db)
