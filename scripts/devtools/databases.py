"""Databases with their files: clone, rename, drop."""

import contextlib
import os
import shutil
from pathlib import Path

from psycopg2 import sql

from .cluster import Cluster
from .env import LOCAL


class Databases:
    def __init__(self, cluster: Cluster):
        self.cluster = cluster
        self.data_dir = LOCAL / cluster.kind / "data"

    def _execute(self, statement: str, *identifiers: str) -> None:
        query = sql.SQL(statement).format(*map(sql.Identifier, identifiers))
        with contextlib.closing(self.cluster.connect()) as connection:
            connection.cursor().execute(query)

    def list(self) -> list[str]:
        with contextlib.closing(self.cluster.connect()) as connection:
            cursor = connection.cursor()
            cursor.execute("SELECT datname FROM pg_database WHERE NOT datistemplate")
            return [row[0] for row in cursor.fetchall()]

    def exists(self, name: str) -> bool:
        return name in self.list()

    def filestore(self, name: str) -> Path:
        return self.data_dir / "filestore" / name

    def drop(self, name: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def clone(self, source: str, target: str) -> None:
        self.drop(target)
        # A copy of the files beats replaying them through the log for databases of
        # this size.
        self._execute(
            "CREATE DATABASE {} TEMPLATE {}" + self._strategy(), target, source
        )
        if self.filestore(source).exists():
            # The filestore's files are named by their content and never changed in
            # place, so links do for copies.
            shutil.copytree(
                self.filestore(source), self.filestore(target), copy_function=os.link
            )

    def _strategy(self) -> str:
        with contextlib.closing(self.cluster.connect()) as connection:
            newer = connection.server_version >= 150000
        return " STRATEGY FILE_COPY" if newer else ""

    def rename(self, old: str, new: str) -> None:
        self.drop(new)
        self._execute("ALTER DATABASE {} RENAME TO {}", old, new)
        if self.filestore(old).exists():
            self.filestore(old).rename(self.filestore(new))

    def query(self, name: str, statement: str, *values):
        with contextlib.closing(self.cluster.connect(name)) as connection:
            cursor = connection.cursor()
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else None
