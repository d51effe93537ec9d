"""Stops the private clusters and removes their data, wherever it lies."""

import shutil

from .cluster import Cluster
from .env import main
from .run import running_pid, stop_running


def clean() -> int:
    if running_pid():
        stop_running()
    for kind in ("run", "test"):
        cluster = Cluster(kind)
        if not cluster.external:
            cluster.stop()
            shutil.rmtree(cluster.base, ignore_errors=True)
    return 0


if __name__ == "__main__":
    main(clean)
