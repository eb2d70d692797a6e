"""Which files are one log: `access.log`, `access.log.1`, `access.log-20240101.gz` and the like."""

from __future__ import annotations

import re

PACKED = (".gz", ".bz2", ".xz")
_DATE = r"(?:19|20)\d{2}[-_.]?\d{2}(?:[-_.]?\d{2})?(?:[-_.T]?\d{2}(?:[-_.:]?\d{2}){0,2})?"
_SHORT_DATE = r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{2})?"
_DATED = re.compile(rf"(?<![0-9])[-_.]?(?:{_DATE}|{_SHORT_DATE})(?![0-9])")
_ROTATED = re.compile(r"(?:\.\d{1,4})+$")
_NUMBERED = re.compile(r"\.\d{1,4}(?=\.(?:log|txt|out|err|json|jsonl)$)")
_NUMBERS = re.compile(r"\d+")
_UNNAMED = re.compile(r"^\.?(?:log|txt|out|err|jsonl?|ndjson|csv|tsv)?$")


def log_name(path: str) -> str:
    """Return the name that all files of a log share, below folders whose numbers are left out.

    A name that is nothing but a date is a star.
    """
    folder, slash, name = path.rpartition("/")
    for ending in PACKED:
        name = name.removesuffix(ending)
    bare = _ROTATED.sub("", _DATED.sub("", name))
    bare = _NUMBERED.sub("", bare).lstrip("-_")
    if _UNNAMED.fullmatch(bare):
        bare = f"*.{bare.lstrip('.')}" if bare else "*"
    return _NUMBERS.sub("*", folder) + slash + bare
