"""The mails that a served database sent."""

import email
import email.policy
import shutil
import time
from pathlib import Path


class Mailbox:
    def __init__(self, folder: Path):
        self.folder = folder

    def clear(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def messages(self) -> list[email.message.EmailMessage]:
        """All mails, oldest first."""
        return [
            email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            for path in sorted(self.folder.glob("*.eml"))
        ]

    def to(self, address: str) -> list[email.message.EmailMessage]:
        return [mail for mail in self.messages() if address in str(mail["To"])]

    def wait_for(self, address: str, subject: str = "", timeout: float = 30):
        """The newest mail to that address whose subject holds that text."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            for mail in reversed(self.to(address)):
                if subject in str(mail["Subject"]):
                    return mail
            time.sleep(0.2)
        there = [f"{mail['To']}: {mail['Subject']}" for mail in self.messages()]
        raise AssertionError(
            f"no mail to {address} with {subject!r}; there is: {there}"
        )


def text_of(mail) -> str:
    """The mail's body, HTML where it has one."""
    body = mail.get_body(preferencelist=("html", "plain"))
    return body.get_content() if body else ""


def attachment(mail, ending: str) -> bytes:
    """The first attached (or inline) file of that kind, such as '.ics'."""
    for part in mail.walk():
        name = part.get_filename() or ""
        if name.endswith(ending) or (
            ending == ".ics" and part.get_content_type() == "text/calendar"
        ):
            return part.get_payload(decode=True)
    raise AssertionError(f"no {ending} in the mail {mail['Subject']!r}")
