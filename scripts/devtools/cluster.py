"""The project's private PostgreSQL: one cluster for `make run`, one for tests.

With PGHOST set, the server named there is used and nothing is started.
"""

import contextlib
import fcntl
import hashlib
import os
import pwd
import subprocess
import time
from pathlib import Path

import psycopg2

from .env import LOCAL, ROOT, Failure, found, say

# Durable, as a database should be that somebody may keep something in.
RUN_SETTINGS = {"shared_buffers": "256MB"}
# Never for data that matters: a test database is made again in seconds.
TEST_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "autovacuum": "on",
}
ROLE = "fieldwork"
# A socket's address is at most 107 bytes long on Linux.
LONGEST_SOCKET_DIR = 107 - len("/.s.PGSQL.5432.lock")


class Cluster:
    def __init__(self, kind: str):
        assert kind in ("run", "test")
        self.kind = kind
        self.external = bool(os.environ.get("PGHOST"))
        self.bin = Path(found("PG_BIN") or "/usr/bin")
        # PostgreSQL refuses to run as root; Debian's package makes this user.
        self.user = "postgres" if os.geteuid() == 0 else None
        self._base = None

    # -- places ---------------------------------------------------------------

    @property
    def base(self) -> Path:
        """Where data and socket live: in the project's folder, unless the user
        that runs the server cannot get there (a root's home is closed to
        `postgres`) or the path is too long for a socket."""
        if self._base is None:
            home = LOCAL / f"postgres-{self.kind}"
            if self._reachable(home):
                self._base = home
            else:
                digest = hashlib.sha256(str(ROOT).encode()).hexdigest()[:10]
                self._base = Path(f"/var/tmp/fieldwork-{digest}-{self.kind}")
        return self._base

    def _reachable(self, path: Path) -> bool:
        if len(str(path)) > LONGEST_SOCKET_DIR:
            return False
        if not self.user:
            return True
        LOCAL.mkdir(exist_ok=True)
        return self._as_user(["test", "-x", str(LOCAL)]).returncode == 0

    @property
    def data(self) -> Path:
        return self.base / "data"

    def _as_user(self, command, **kwargs):
        if self.user:
            entry = pwd.getpwnam(self.user)
            kwargs.update(user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])
            kwargs.setdefault("env", {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"})
        # The caller's folder may be closed to that user too.
        return subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, **kwargs
        )

    # -- connecting -----------------------------------------------------------

    def environment(self) -> dict[str, str]:
        """Variables that bring libpq, and so Odoo, to this server."""
        if self.external:
            return {}
        return {"PGHOST": str(self.base), "PGPORT": "5432", "PGUSER": ROLE}

    def connect(self, database: str = "postgres"):
        params = {}
        if not self.external:
            params = {"host": str(self.base), "port": 5432, "user": ROLE}
        connection = psycopg2.connect(dbname=database, **params)
        connection.autocommit = True
        return connection

    def answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg2.OperationalError:
            return False
        return True

    def sessions(self) -> int:
        """How many others are connected."""
        with contextlib.closing(self.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend' AND pid != pg_backend_pid()"
            )
            return cursor.fetchone()[0]

    # -- life -----------------------------------------------------------------

    @contextlib.contextmanager
    def in_use(self):
        """The server, for as long as the block runs: stopped at the end if it was
        started here and nobody else has come meanwhile."""
        started = self.start()
        try:
            yield self
        finally:
            # It may be on its way down already, by somebody else's hand.
            with contextlib.suppress(psycopg2.OperationalError):
                if started and not self.sessions():
                    self.stop()

    def start(self) -> bool:
        """:return: whether it had to be started"""
        if self.external:
            if not self.answers():
                raise Failure(
                    f"the PostgreSQL server {os.environ['PGHOST']} refuses us.\n"
                    "  Check PGHOST, PGPORT, PGUSER and PGPASSWORD, or leave PGHOST out"
                    " for a private server."
                )
            return False
        LOCAL.mkdir(exist_ok=True)
        with open(LOCAL / f"postgres-{self.kind}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.answers():
                return False
            if not (self.data / "PG_VERSION").exists():
                self._create()
            self._check_version()
            self._configure()
            self._drop_stale_pid()
            self._launch()
        return True

    def _create(self) -> None:
        self.base.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.user:
            entry = pwd.getpwnam(self.user)
            os.chown(self.base, entry.pw_uid, entry.pw_gid)
        elif self.base.stat().st_uid != os.geteuid():
            raise Failure(f"{self.base} belongs to somebody else; remove it.")
        say(f"* Making a private PostgreSQL cluster ({self.kind})")
        command = [self.bin / "initdb", "-D", self.data, "-U", ROLE, "-A", "trust"]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
        if self.kind == "test":
            command.append("--no-sync")
        done = self._as_user([str(part) for part in command])
        if done.returncode:
            raise Failure(f"initdb failed:\n{done.stderr.decode()}")

    def _check_version(self) -> None:
        made = (self.data / "PG_VERSION").read_text().strip()
        done = self._as_user([str(self.bin / "postgres"), "--version"])
        have = done.stdout.decode().split()[2].split(".")[0]
        if made != have:
            raise Failure(
                f"the databases in {self.base} were made by PostgreSQL {made}, and"
                f" {have} is installed now.\n"
                f"  Install postgresql-{made} again, or start afresh: rm -r {self.base}"
            )

    def _configure(self) -> None:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.base),
            # Who may use the server is who may enter its folder.
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": "200",
            **(TEST_SETTINGS if self.kind == "test" else RUN_SETTINGS),
        }
        if self.kind == "test":
            memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
            settings["shared_buffers"] = "1GB" if memory > 6 << 30 else "256MB"
        text = "".join(f"{key} = '{value}'\n" for key, value in settings.items())
        (self.data / "fieldwork.conf").write_text(text)
        main = self.data / "postgresql.conf"
        include = "include_if_exists = 'fieldwork.conf'\n"
        content = main.read_text()
        if include not in content:
            main.write_text(content + include)

    def _drop_stale_pid(self) -> None:
        """A machine that was switched off leaves a pid file; after a restart the
        number may be another program's, and PostgreSQL would not start."""
        pid_file = self.data / "postmaster.pid"
        try:
            pid = int(pid_file.read_text().split("\n", 1)[0])
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except FileNotFoundError:
            return  # no pid file, or no such process: PostgreSQL copes by itself
        if (
            not command[0].endswith(b"postgres")
            or str(self.data).encode() not in command
        ):
            pid_file.unlink()

    def _launch(self) -> None:
        log = self.data / "server.log"
        # start_new_session: Ctrl-C in the terminal is for Odoo; the server is
        # stopped by us, once Odoo has let go of it.
        done = self._as_user(
            [str(self.bin / "pg_ctl"), "-D", str(self.data), "-l", str(log)]
            + ["-w", "-t", "60", "start"],
            start_new_session=True,
        )
        if done.returncode:
            tail = log.read_text()[-1500:] if log.exists() else done.stderr.decode()
            raise Failure(f"PostgreSQL did not start; the end of {log}:\n{tail}")
        for _attempt in range(50):
            if self.answers():
                return
            time.sleep(0.1)
        raise Failure(f"PostgreSQL started and does not answer; see {log}.")

    def stop(self) -> None:
        if self.external or not (self.data / "postmaster.pid").exists():
            return
        command = [str(self.bin / "pg_ctl"), "-D", str(self.data), "-w", "-m", "fast"]
        self._as_user(command + ["stop"], start_new_session=True)
