"""The one written form of what was signed: the same text in Python and in the browser.

Sorted keys, no blanks, no floats (their text differs between languages): numbers with
decimals travel as text. The twin is ``static/src/my_day/canonical.js``.
"""

import hashlib
import json

# Beyond these JavaScript cannot tell neighbouring integers apart.
MAX_INTEGER = 2**53 - 1


def canonical(value):
    """Return ``value`` as canonical JSON.

    :raise TypeError: it holds a float, or something that JSON does not know
    :raise ValueError: an integer is out of JavaScript's reach
    """
    _check(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(text):
    """Return the SHA-256 of a text as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def _check(value):
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("the keys of a canonical object are texts")
        for item in value.values():
            _check(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _check(item)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise ValueError(f"{value} is out of reach of JavaScript")
    elif not (value is None or isinstance(value, str)):
        raise TypeError(f"{type(value).__name__} has no canonical form")
