"""The regular expressions of settings: a whole name must match, as in Java's `matches`."""

from __future__ import annotations

import re
from functools import lru_cache

from onedata_resources.errors import BadInputError


@lru_cache(maxsize=256)
def pattern(written: str) -> re.Pattern[str]:
    """Return the expression.

    Raises:
        BadInputError: It cannot be read.
    """
    try:
        # Java's possessive quantifiers and atomic groups are Python's too, from 3.11 on.
        return re.compile(written.replace("\\p{Alpha}", "[A-Za-z]").replace("\\z", "\\Z"))
    except re.error as error:
        raise BadInputError(
            f"The regular expression {written!r} cannot be read: {error}. A name with wildcards"
            r" such as *.csv is written .*\.csv.",
            f"正则表达式 {written!r} 无法解析：{error}。*.csv 这样的通配写作 .*\\.csv。",
        ) from error


def matches(written: str, text: str) -> bool:
    """Tell whether the whole text matches the expression; an empty expression matches all."""
    return not written or pattern(written).fullmatch(text) is not None
