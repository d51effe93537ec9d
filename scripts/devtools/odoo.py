"""Starting Odoo: command lines, environment, ports."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from .databases import Databases
from .env import ADDONS, LOCAL, ROOT, TEST_ADDONS, Failure, found

# Tests reach nothing but this machine, and so pass or fail the same with a network
# as without: whatever asks for an outside address is refused at once.
OFFLINE = {
    "http_proxy": "http://127.0.0.1:9",
    "https_proxy": "http://127.0.0.1:9",
    "no_proxy": "127.0.0.1,localhost",
}
PYTHON = ROOT / ".venv" / "bin" / "python"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def port_is_free(port: int) -> bool:
    with socket.socket() as probe:
        # A port that only waits for the last packets of a closed connection is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Odoo:
    """Odoo on one of the clusters."""

    def __init__(self, databases: Databases):
        self.databases = databases
        self.kind = databases.cluster.kind

    def config_file(self) -> Path:
        """A configuration of ours, so that the person's own ~/.odoorc has no say."""
        paths = [str(ADDONS)]
        if self.kind == "test":
            paths.append(str(TEST_ADDONS))
        path = LOCAL / self.kind / "odoo.conf"
        text = (
            "[options]\n"
            f"addons_path = {','.join(paths)}\n"
            f"data_dir = {self.databases.data_dir}\n"
            "http_interface = 127.0.0.1\n"
            "list_db = False\n"
            "server_wide_modules = base,rpc,web\n"
            "unaccent = False\n"
            "geoip_city_db = \n"
            "geoip_country_db = \n"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
        return path

    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            **self.databases.cluster.environment(),
            "PYTHONPATH": found("ODOO_HOME"),
            "PYTHONUNBUFFERED": "1",
            **(OFFLINE if self.kind == "test" else {}),
            # Where the browser is linked under a name that Odoo looks for, and the
            # environment's own programs.
            "PATH": f"{LOCAL / 'bin'}:{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}",
        }

    def command(self, *arguments, subcommand: str | None = None) -> list[str]:
        command = [str(PYTHON), found("ODOO_BIN")]
        if subcommand:
            command.append(subcommand)
        command += ["-c", str(self.config_file())]
        return command + [str(argument) for argument in arguments]

    def start(self, *arguments, log: Path, **kwargs) -> subprocess.Popen:
        """Odoo in the background, its log in a file."""
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as stream:
            process = subprocess.Popen(
                self.command(*arguments),
                env=self.environment(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                **kwargs,
            )
        _running.append(process)
        return process

    def shell(self, database: str, code: str, timeout: float = 300) -> str:
        """Run code in `odoo shell`; what it prints comes back."""
        done = subprocess.run(
            self.command(
                "-d", database, "--no-http", "--log-level=warn", subcommand="shell"
            ),
            env=self.environment(),
            cwd=ROOT,
            input=code,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if done.returncode:
            raise Failure(f"odoo shell on {database} failed:\n{done.stderr[-4000:]}")
        return done.stdout


def wait_for_http(url: str, process: subprocess.Popen, log: Path, timeout=120) -> None:
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise Failure(f"Odoo stopped by itself; the end of {log}:\n{tail(log)}")
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                if response.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise Failure(f"Odoo does not answer at {url}; the end of {log}:\n{tail(log)}")


def tail(log: Path, characters: int = 3000) -> str:
    return log.read_text(errors="replace")[-characters:]


_running: list[subprocess.Popen] = []


def stop_all() -> None:
    """End whatever was started here: a command that is interrupted leaves nothing."""
    for process in _running:
        stop(process, patience=5)


def stop(process: subprocess.Popen, patience: float = 20) -> None:
    """End a server as Ctrl-C would; kill it when it does not listen."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
