"""Numbers as exact text."""


def decimal_text(number, digits=6):
    """Return ``number`` without the noise of floats: ``12.5``, ``3``, ``0``."""
    text = f"{number:.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
