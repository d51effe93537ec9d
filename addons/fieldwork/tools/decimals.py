"""Numbers as exact text, and as people read them."""

from odoo.tools import get_lang


def decimal_text(number, digits=6):
    """Return ``number`` without the noise of floats: ``12.5``, ``3``, ``0``."""
    text = f"{number:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def number_words(env, text, grouping=False):
    """Return an exact text as the language of ``env`` writes numbers: ``12,5``."""
    decimals = len(text.partition(".")[2])
    lang = env["res.lang"].browse(get_lang(env).id)
    return lang.format(f"%.{decimals}f", float(text), grouping=grouping)
