"""make run: the database `fieldwork` with everything and demo data, served on the
loopback."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from . import addons
from .cluster import Cluster
from .databases import Databases
from .env import ADDONS, LOAD_LANGUAGE, LOCAL, Failure, main, say, step
from .mailsink import MailSink
from .odoo import Odoo, port_is_free, stop, tail, wait_for_http

DATABASE = "fieldwork"
TOP = "fieldwork_suite"
PID_FILE = LOCAL / "run" / "odoo.pid"
STOP_PATIENCE = 30


def running_pid() -> int | None:
    """The server of an earlier `make run`, if it still lives. The number alone
    proves nothing: it may be another program's by now."""
    try:
        pid = int(PID_FILE.read_text())
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ValueError):
        return None
    return pid if str(LOCAL / "run").encode() in command else None


def logins() -> list[tuple[str, str, str]]:
    """One login per kind of person, as the demo data has them."""
    path = ADDONS / "fieldwork" / "demo" / "logins.txt"
    rows = []
    if path.exists():
        for line in path.read_text().splitlines():
            if line.strip() and not line.startswith("#"):
                kind, login, password = line.split("\t")
                rows.append((kind, login, password))
    return rows or [("administrator", "admin", "admin")]


def prepare(databases: Databases, odoo: Odoo) -> None:
    """Make the database, or bring it up to date with the addons' content."""
    own, _core = addons.below([TOP])
    names = [*own, TOP]
    hashes = {name: addons.content_hash([name]) for name in names}
    stamp = LOCAL / "run" / "installed.json"
    exists = databases.exists(DATABASE)
    before = json.loads(stamp.read_text()) if exists and stamp.exists() else {}
    changed = [name for name in names if before.get(name) != hashes[name]]
    if exists and not changed:
        return
    if exists and before:
        arguments = ["-u", ",".join(changed), "-i", TOP]
        step(f"Updating the database {DATABASE}: {', '.join(changed)}")
    else:
        # What is there was left half made by an interrupted run.
        databases.drop(DATABASE)
        arguments = ["-i", TOP, "--with-demo", LOAD_LANGUAGE]
        step(f"Making the database {DATABASE} with demo data (about a minute)")
    log = LOCAL / "run" / "install.log"
    process = odoo.start(
        "-d", DATABASE, *arguments, "--stop-after-init", "--no-http", log=log
    )
    while True:
        try:
            code = process.wait(timeout=10)
            break
        except subprocess.TimeoutExpired:
            say(f"    {last_module(log)}")
        except BaseException:
            stop(process)
            raise
    if code:
        raise Failure(f"Odoo could not install {TOP}; the end of {log}:\n{tail(log)}")
    stamp.write_text(json.dumps(hashes))


def last_module(log: Path) -> str:
    for line in reversed(log.read_text(errors="replace").splitlines()):
        if "Loading module" in line:
            return line.split("odoo.modules.loading: ")[-1]
    return "starting"


def announce(port: int, mails: Path) -> None:
    rows = logins()
    width = max(len(login) for _kind, login, _password in rows)
    say()
    say(f"Fieldwork is running:  http://127.0.0.1:{port}")
    say()
    for kind, login, password in rows:
        say(f"  {kind:<16} {login:<{width}}  password: {password}")
    say()
    say(f"Mails are not sent but kept in {mails.relative_to(LOCAL.parent)}/")
    say("Ctrl-C stops it (or `make stop` from elsewhere).")


def serve(odoo: Odoo, port: int) -> int:
    log = LOCAL / "run" / "odoo.log"
    mails = LOCAL / "run" / "mails"
    with MailSink(mails) as sink:
        process = odoo.start(
            *["-d", DATABASE, f"--db-filter=^{DATABASE}$", "--http-port", port],
            *["--smtp", "127.0.0.1", "--smtp-port", sink.port],
            log=log,
            # Ctrl-C reaches this program alone, which then stops Odoo in order.
            start_new_session=True,
        )
        PID_FILE.write_text(str(process.pid))
        try:
            wait_for_http(f"http://127.0.0.1:{port}/web/login", process, log)
            announce(port, mails)
            return process.wait()
        finally:
            stop(process)
            PID_FILE.unlink(missing_ok=True)
            say("Stopped.")


def run() -> int:
    port = int(os.environ.get("PORT") or 8069)
    if running_pid():
        raise Failure("`make run` is running already; `make stop` ends it.")
    if not port_is_free(port):
        raise Failure(
            f"port {port} is taken by another program.\n"
            "  Stop that program, or take another port: make run PORT=8070"
        )
    with Cluster("run").in_use() as cluster:
        databases = Databases(cluster)
        odoo = Odoo(databases)
        prepare(databases, odoo)
        try:
            return serve(odoo, port)
        except KeyboardInterrupt:
            return 0


def stop_running() -> int:
    pid = running_pid()
    if not pid:
        say("Nothing is running.")
        return 0
    os.kill(pid, signal.SIGINT)
    # So that what is started next finds the port free.
    deadline = time.monotonic() + STOP_PATIENCE
    while running_pid() and time.monotonic() < deadline:
        time.sleep(0.2)
    if running_pid():
        raise Failure(f"it has not ended within {STOP_PATIENCE} seconds.")
    say("Stopped.")
    return 0


if __name__ == "__main__":
    main(stop_running if "--stop" in sys.argv else run)
