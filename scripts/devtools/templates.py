"""Template databases: what takes a minute to install is installed once and cloned.

Two storeys: one with Odoo's own modules, which a change of ours does not touch, and
on it one with our addons, keyed by their content.
"""

import contextlib
import fcntl
import hashlib
import time
from pathlib import Path

from . import addons, logs
from .databases import Databases
from .env import LOAD_LANGUAGE, LOCAL, Failure, found, step
from .odoo import Odoo

PREFIX = "fieldwork_tpl_"
CORE_PREFIX = f"{PREFIX}core_"
# How many stay: those of Odoo's modules are slow to make and seldom change, those with
# our addons the other way round.
KEPT = {True: 24, False: 8}
MAKE_ASSETS = "env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n"


def key(*parts) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


class Templates:
    def __init__(self, databases: Databases):
        self.databases = databases
        self.odoo = Odoo(databases)
        self.folder = LOCAL / databases.cluster.kind / "templates"

    def core(self, modules, demo: bool, languages: bool = True) -> str:
        """A database with these modules of Odoo and our languages."""
        modules = sorted(set(modules) | {"base", "web"})
        name = f"{CORE_PREFIX}{key(found('ODOO_ID'), modules, demo, languages)}"
        title = f"{len(modules)} modules of Odoo" + (" with demo data" if demo else "")
        options = ["--with-demo"] if demo else []
        if languages:
            options.append(LOAD_LANGUAGE)
        return self._made(name, title, None, modules, options)

    def with_addons(
        self, names, demo: bool, extra_core=(), languages: bool = True
    ) -> str:
        """A database with these addons of ours on what they stand on.

        `extra_core`: modules of Odoo that are to be there first, and that none of
        them asks for.
        """
        own, core = addons.below(names)
        everything = sorted({*own, *names})
        base = self.core({*core, *extra_core}, demo, languages)
        if not everything:
            return base
        name = f"{PREFIX}{key(base, addons.content_hash(everything), sorted(names))}"
        title = ", ".join(names) + (" with demo data" if demo else "")
        options = ["--with-demo"] if demo else []
        return self._made(name, title, base, names, options)

    def _made(self, name, title, base, modules, options) -> str:
        self.folder.mkdir(parents=True, exist_ok=True)
        stamp = self.folder / name
        with open(self.folder / f"{name}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self.databases.exists(name):
                self._build(name, title, base, modules, options)
            stamp.touch()
        return name

    def _build(self, name, title, base, modules, options) -> None:
        started = time.monotonic()
        draft = f"{name}_draft"
        log = LOCAL / self.databases.cluster.kind / "log" / f"template-{name}.log"
        if base:
            self.databases.clone(base, draft)
        else:
            self.databases.drop(draft)
        arguments = ["-d", draft, "-i", ",".join(modules), "--stop-after-init"]
        process = self.odoo.start(*arguments, "--no-http", *options, log=log)
        try:
            code = process.wait()
        except BaseException:
            process.kill()
            raise
        # What Odoo's own modules say while they are installed is Odoo's matter.
        noise = logs.unexpected(log) if base else []
        if code or noise:
            report = "\n".join(entry.line for entry in noise[:20]) or tail(log)
            raise Failure(f"installing {title} went wrong; see {log}.\n{report}")
        if base and "--with-demo" in options:
            # Browsers will come: what every page loads is made once, not per clone.
            self.odoo.shell(draft, MAKE_ASSETS)
        self.databases.rename(draft, name)
        step(f"made a template database: {title} ({time.monotonic() - started:.0f} s)")

    def prune(self) -> None:
        """Drop drafts, and templates that nothing has asked for lately."""
        known = [name for name in self.databases.list() if name.startswith(PREFIX)]
        drafts = [name for name in known if name.endswith("_draft")]

        def last_used(name):
            with contextlib.suppress(FileNotFoundError):
                return (self.folder / name).stat().st_mtime
            return 0

        unused = drafts
        for core, kept in KEPT.items():
            whole = [
                name
                for name in known
                if name not in drafts and name.startswith(CORE_PREFIX) == core
            ]
            unused += sorted(whole, key=last_used, reverse=True)[kept:]
        for name in unused:
            self.databases.drop(name)
            (self.folder / name).unlink(missing_ok=True)


def tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-25:])
