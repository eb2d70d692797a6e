"""Whether a mail address is well formed, as commons-validator 1.3.1 of Kettle tells."""

from __future__ import annotations

import re

_SPACE = r"[ \t\n\r\f]"
_SIGN = r"""[^ \t\n\r\f\x00-\x1f()<>@,;:'\\".\[\]\x7f]"""
_ATOM = f"{_SIGN}+"
_WORD = rf"""((?:{_SIGN}|')+|"[^"]*")"""
_ASCII = re.compile(r"[\x00-\x7f]+$")
_WHOLE = re.compile(r"(.+)@(.+)$")
_USER = re.compile(rf"{_SPACE}*{_WORD}(\.{_WORD})*$")
_DOMAIN = re.compile(rf"{_ATOM}(\.{_ATOM})*{_SPACE}*$")
_IP = re.compile(r"\[(\d{1,3})[.](\d{1,3})[.](\d{1,3})[.](\d{1,3})\]$", re.ASCII)
_TOP = re.compile(r"[a-zA-Z]{2,}$")
_COMMENT = re.compile(
    r'((?:[^"\\]|\\.)*(?:"(?:[^"\\]|\\.)*"(?:[^"\\]|\\.)*)*)\((?:[^()\\]|\\.)*\)', re.DOTALL
)
MAX_SEGMENTS = 10
"""More parts of a domain than these are more than the validator has room for."""


def well_formed(address: str) -> bool:
    """Return whether the address is well formed.

    Raises:
        ValueError: The validator fails, as it does where a domain has too many parts.
    """
    if not _ASCII.match(address):
        return False
    found = _WHOLE.match(_without_comments(address))
    if not found or found.string.endswith("."):
        return False
    user, domain = found.groups()
    return bool(_USER.match(user)) and _is_domain(domain)


def _is_domain(text: str) -> bool:
    numbers = _IP.match(text)
    if numbers:
        return all(int(each) <= 255 for each in numbers.groups())
    if not _DOMAIN.match(text):
        return False
    parts = text.split(".")
    if len(parts) > MAX_SEGMENTS:
        why = f"java.lang.ArrayIndexOutOfBoundsException: {MAX_SEGMENTS}"
        raise ValueError(why)
    return len(parts) > 1 and bool(_TOP.match(parts[-1].rstrip(" \t\n\r\f")))


def _without_comments(text: str) -> str:
    """Return the text with a blank in place of each comment, that is what stands in brackets."""
    while "(" in text:
        stripped = _COMMENT.sub(r"\1 ", text, count=1) if _COMMENT.match(text) else text
        if stripped == text:
            break
        text = stripped
    return text
