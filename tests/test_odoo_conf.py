"""The configuration for production says nothing that Odoo does not know."""

import subprocess

from devtools.cluster import Cluster
from devtools.databases import Databases
from devtools.env import ROOT
from devtools.odoo import PYTHON, Odoo

READ = """
import logging, sys
logging.basicConfig(level=logging.WARNING, stream=sys.stdout)
from odoo.tools import config
config.parse_config(["-c", "odoo.conf"], setup_logging=False)
unknown = set(config._file_options) - set(config.options_index)
print("unknown:", sorted(unknown))
print("workers:", config["workers"], "list_db:", config["list_db"])
"""


def test_odoo_understands_odoo_conf():
    done = subprocess.run(
        [PYTHON, "-c", READ],
        cwd=ROOT,
        env=Odoo(Databases(Cluster("test"))).environment(),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "unknown: []" in done.stdout
    assert "workers: 2 list_db: False" in done.stdout
    # Where addons/ will lie is the other machine's matter.
    lines = (done.stdout + done.stderr).splitlines()
    assert not [x for x in lines if "WARNING" in x and "addons_path" not in x]
