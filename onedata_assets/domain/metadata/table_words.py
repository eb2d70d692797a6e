"""Which kinds of things the rows of a table are, by the words of its name.

What that says of its columns is in `table_hints.py` and `name_context.py`.
"""

from __future__ import annotations

from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.name_tokens import tokens
from onedata_assets.domain.metadata.naming import table_name
from onedata_assets.domain.metadata.word_lists import words


def is_of(table: Table, listed: str) -> bool:
    """Tell whether the rows of a table are of a list of `word_lists.yaml`, by its name."""
    told = tokens(table.name.name)
    return any(
        each in {word, f"{word}s"} or (not word.isascii() and word in each)
        for word in words(listed)
        for each in told
    )


def are_rows_of(table: Table, listed: str) -> bool:
    """Tell whether the last word of a table's name is of a list: the rows of `bank_card` are cards.

    Marks of tables (`dim_`, `_info`, 信息表) say nothing of the rows.
    """
    named = [each for each in table_name(table.name.name) if each != "name"]
    head = next(reversed(named), "")
    return any(head == word or (not word.isascii() and word in head) for word in words(listed))
