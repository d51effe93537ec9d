"""Odoo served on a database of its own, for as long as a scenario needs it."""

import contextlib
import itertools
import json
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

from devtools import logs
from devtools.databases import Databases
from devtools.env import LOCAL
from devtools.mailsink import MailSink
from devtools.odoo import Odoo, free_port, stop, wait_for_http

from .mailbox import Mailbox


class RpcError(Exception):
    """What Odoo answered instead of a result."""


class Rpc:
    """Calls of one signed-in user, as the web client makes them."""

    def __init__(self, url: str, database: str, login: str, password: str):
        self.url = url
        self._cookies = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(self._cookies)
        )
        answer = self._post(
            "/web/session/authenticate",
            {"db": database, "login": login, "password": password},
        )
        self.uid = answer["uid"]

    def _post(self, path: str, params: dict):
        request = urllib.request.Request(
            self.url + path,
            json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode(),
            {"Content-Type": "application/json"},
        )
        with self._opener.open(request, timeout=120) as response:
            answer = json.load(response)
        if "error" in answer:
            data = answer["error"].get("data") or answer["error"]
            raise RpcError(data.get("message") or str(data))
        return answer.get("result")

    def call(self, model: str, method: str, *args, **kwargs):
        return self._post(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    def search_read(self, model: str, domain=(), fields=(), **kwargs):
        return self.call(
            model, "search_read", list(domain), fields=list(fields), **kwargs
        )

    @property
    def session_id(self) -> str:
        return next(c.value for c in self._cookies if c.name == "session_id")


class Server:
    """`url`, `database`, `mailbox`, `rpc(login)`, `shell(code)`."""

    _numbers = itertools.count(1)

    def __init__(self, databases: Databases, template: str, passwords: dict):
        self.databases = databases
        self.template = template
        self.odoo = Odoo(databases)
        self.database = f"fieldwork_scenario_{next(self._numbers)}"
        self.passwords = passwords
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = LOCAL / "test" / "log" / f"{self.database}.log"
        self.mailbox = Mailbox(LOCAL / "test" / "mails" / self.database)
        self._expected: list[str] = []

    @contextlib.contextmanager
    def serving(self, *arguments):
        self.databases.clone(self.template, self.database)
        # On the first sign-in Odoo would ask a server on the internet about the
        # company.
        self.databases.query(
            self.database, "UPDATE res_company SET iap_enrich_auto_done = true"
        )
        self.mailbox.clear()
        with MailSink(self.mailbox.folder) as sink:
            self._arguments = [
                *["-d", self.database, f"--db-filter=^{self.database}$"],
                *["--http-port", self.port, "--workers", 0],
                *["--smtp", "127.0.0.1", "--smtp-port", sink.port],
                # No job runs by the clock: a scenario calls those it wants.
                *["--max-cron-threads", 0],
                *arguments,
            ]
            try:
                self._start()
                yield self
            finally:
                stop(self._process)
        self.databases.drop(self.database)

    def _start(self) -> None:
        self._process = self.odoo.start(*self._arguments, log=self.log)
        wait_for_http(f"{self.url}/web/login", self._process, self.log)

    def kill_and_restart(self) -> None:
        """Kill the server where it stands, as when the power fails, and start it
        again; who is signed in stays so."""
        self._process.kill()
        self._process.wait()
        self._start()

    def password(self, login: str) -> str:
        return self.passwords.get(login, login)

    def rpc(self, login: str = "admin", password: str | None = None) -> Rpc:
        return Rpc(self.url, self.database, login, password or self.password(login))

    def shell(self, code: str) -> str:
        """Run code in `odoo shell` on the database (about four seconds). `env` is
        there; what is to stay needs env.cr.commit(). Returns what is printed."""
        return self.odoo.shell(self.database, code)

    def run_cron(self, xmlid: str) -> None:
        """Run a scheduled action now, in the background of nobody."""
        module, name = xmlid.split(".")
        rpc = self.rpc("admin")
        found = rpc.search_read(
            "ir.model.data",
            [("module", "=", module), ("name", "=", name)],
            ["res_id"],
        )
        rpc.call("ir.cron", "method_direct_trigger", [found[0]["res_id"]])

    def expect_in_log(self, text: str) -> None:
        """A scenario provokes this refusal, which Odoo logs as a warning."""
        self._expected.append(text)

    def unexpected_log(self) -> list[str]:
        return [
            entry.line
            for entry in logs.unexpected(Path(self.log))
            if not any(text in entry.line for text in self._expected)
        ]
