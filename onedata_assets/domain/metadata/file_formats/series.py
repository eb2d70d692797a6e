"""Which files seem to be one series by their names: those that differ by numbers and identifiers.

Whether they have one structure is found out in `onedata_resources/clients/catalog_files.py`.
"""

import re

_NUMBERS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+([-_.:T]?\d+)*")
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_MANY_TO_COME = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    rf"|(?<!\d){_YEAR}([-_.年]){_MONTH}(?!\d)"
    rf"|(?<!\d){_MONTH}[-_.]{_DAY}[-_.]{_YEAR}(?!\d)"
    rf"|(?<!\d){_DAY}[-_.]{_MONTH}[-_.]{_YEAR}(?!\d)"
    r"|(?<!\d)(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:(?:0[1-9]|[12]\d|3[01])(?:T?\d{4,6})?)?(?!\d)"
    r"|=[^/]*\d[^/]*/|(?<![a-z])part-\d"
)
"""A month or day, a random identifier, and how Hive and Spark name folders and parts."""


def pattern_of(path: str) -> str:
    """Return a path with its numbers and identifiers left out, which files of one series share."""
    return _NUMBERS.sub("*", path)


def is_of_series(path: str) -> bool:
    """Tell whether a file is surely one of many to come, though it is the only one so far.

    A bare number or year tells nothing: `top10.csv` and `census_2020.csv` may stay alone.
    """
    return _MANY_TO_COME.search(path) is not None
