"""Each addon builds as a wheel that holds what the addon needs."""

import subprocess
import zipfile

from devtools import addons
from devtools.env import ROOT


def test_each_addon_builds_as_a_wheel(tmp_path):
    subprocess.run(
        [ROOT / "scripts" / "wheels.sh", tmp_path],
        check=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )
    inside = set()
    for wheel in tmp_path.glob("*.whl"):
        inside.update(zipfile.ZipFile(wheel).namelist())
    for name, folder in addons.ours().items():
        assert f"odoo/addons/{name}/__manifest__.py" in inside
        for data in addons.manifest(name).get("data", []):
            assert f"odoo/addons/{name}/{data}" in inside, folder / data
