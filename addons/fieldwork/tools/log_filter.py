"""Keeps the secrets of public links out of the logs."""

import logging
import re

TOKEN = re.compile(r"(/fieldwork/(?:a|s|t|track)/)[^\s/?#\"']+")


class HideTokens(logging.Filter):
    """Writes ``/fieldwork/…/***`` for the address of a link with its secret."""

    def filter(self, record):
        message = record.getMessage()
        if "/fieldwork/" in message:
            hidden = TOKEN.sub(r"\1***", message)
            if hidden != message:
                record.msg, record.args = hidden, ()
        return True


def hide_tokens():
    """Install the filter where Odoo and its server write the paths of requests."""
    for name in ("werkzeug", "odoo.http"):
        logger = logging.getLogger(name)
        if not any(isinstance(known, HideTokens) for known in logger.filters):
            logger.addFilter(HideTokens())
