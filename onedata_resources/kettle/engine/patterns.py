"""The regular expressions of job entries: a whole name must match, as in Java's `matches`."""

from __future__ import annotations

from onedata_resources.errors import BadInputError


def fits(written: str, text: str) -> bool:
    """Tell whether the whole text matches the expression; an empty one matches only no text.

    Raises:
        BadInputError: Java cannot read it either.
    """
    # Java's expressions bring Polars along, which a server that only checks a job does without.
    from onedata_resources.kettle.values.java_regex import java_pattern
    from onedata_resources.kettle.values.java_regex_sets import JavaRegexError

    try:
        return java_pattern(written).fits(text)
    except JavaRegexError as error:
        raise BadInputError(
            f"{error} A name with wildcards such as *.csv is written .*\\.csv.",
            f"{error.zh} *.csv 这样的通配写作 .*\\.csv。",
        ) from error


def matches(written: str, text: str) -> bool:
    """Tell whether the whole text matches the expression; an empty expression matches all."""
    return not written or fits(written, text)
