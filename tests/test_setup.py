"""What stands in the way of the commands is said in a sentence, with the remedy."""

import os
import socket
import subprocess
from pathlib import Path

import pytest

from devtools.env import ROOT


def said(command, **variables):
    """Run a command that must fail; return what it says."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "scripts"), **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode, done.stdout
    assert "Error: " in done.stdout, done.stdout
    assert "Traceback" not in done.stdout, done.stdout
    return done.stdout


def set_up(**variables):
    return said(["scripts/setup.sh", "server"], **variables)


def run(**variables):
    python = str(ROOT / ".venv" / "bin" / "python")
    return said([python, "-m", "devtools.run"], **variables)


def test_source_without_odoo(tmp_path):
    text = set_up(ODOO_SOURCE=str(tmp_path))
    assert f"there is no Odoo in {tmp_path}" in text


def test_source_that_is_no_folder(tmp_path):
    text = set_up(ODOO_SOURCE=str(tmp_path / "none"))
    assert "is no folder" in text


def test_odoo_of_another_series(tmp_path):
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = (18, 0, 0, 'final', 0, '')\n")
    (tmp_path / "odoo-bin").touch()
    text = set_up(ODOO_SOURCE=str(tmp_path))
    assert f"Odoo 18.0 was found in {tmp_path}" in text
    assert "ODOO_SOURCE=dir" in text


@pytest.fixture
def poor_path(tmp_path):
    """The machine's programs without `file`, for a user who may install nothing."""
    for folder in ("/usr/bin", "/bin", "/usr/sbin", "/sbin"):
        for program in Path(folder).iterdir():
            link = tmp_path / program.name
            if program.name not in ("file", "sudo", "id") and not link.exists():
                link.symlink_to(program)
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)
    return str(tmp_path)


def test_no_right_to_install_tells_the_line(poor_path):
    text = set_up(PATH=poor_path)
    assert "apt-get install --no-install-recommends" in text
    assert " file" in text


def test_port_taken():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        text = run(PORT=str(port))
    assert f"port {port} is taken" in text
    assert "make run PORT=" in text


def test_server_that_is_not_there(tmp_path):
    text = run(PORT="0", PGHOST=str(tmp_path))
    assert f"the PostgreSQL server {tmp_path} refuses us" in text
    assert "PGPASSWORD" in text
