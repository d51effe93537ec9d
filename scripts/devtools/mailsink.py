"""A mail server that delivers nothing: every message becomes a file.

So that mails can be looked at, by a person after `make run` and by the scenarios,
and none ever leaves the machine.
"""

import socketserver
import threading
import time
from pathlib import Path


class _Session(socketserver.StreamRequestHandler):
    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self._say("220 mail sink")
        while line := self.rfile.readline():
            verb = line.strip().upper()
            if verb == b"DATA":
                self._say("354 go on")
                self._keep()
                self._say("250 kept")
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            elif verb.startswith((b"EHLO", b"HELO")):
                self._say("250-mail sink")
                self._say("250 8BITMIME")
            else:
                self._say("250 ok")

    def _keep(self) -> None:
        lines = []
        while (line := self.rfile.readline()) and line.rstrip(b"\r\n") != b".":
            # A leading dot is doubled on the way (RFC 5321, 4.5.2).
            lines.append(line[1:] if line.startswith(b".") else line)
        self.server.keep(b"".join(lines))


class MailSink(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder: Path):
        super().__init__(("127.0.0.1", 0), _Session)
        self.folder = folder
        self.folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._number = 0

    @property
    def port(self) -> int:
        return self.server_address[1]

    def keep(self, content: bytes) -> None:
        with self._lock:
            self._number += 1
            stamp = time.strftime("%Y%m%d-%H%M%S")
            draft = self.folder / f".{stamp}-{self._number:05}.part"
            draft.write_bytes(content)
            draft.rename(self.folder / f"{stamp}-{self._number:05}.eml")

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self.shutdown()
        self.server_close()
