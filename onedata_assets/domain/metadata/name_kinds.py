"""What the name of a column is that of: a measure, an ordinal, a text, the row above, many things.

How names are taken apart is in `naming.py`, which has the words.
"""

from __future__ import annotations

from collections.abc import Iterable

from onedata_assets.domain.metadata.naming import (
    Name,
    column_name,
    is_chinese,
    is_unspoken,
    parts_of,
    singular,
    split,
    words,
)

RELATIONS = frozenset(
    {"rela", "rel", "relation", "map", "mapping", "link", "xref", "bind", "binding", "guanxi"}
)
"""What tables are called last whose rows tell which two things belong together."""
NUMBER_MARKS = frozenset({"no", "num", "number", "nr", "hao", "号"})


def is_short_for(name: Name, table: tuple[str, ...]) -> bool:
    """Tell whether a name is `id` after a table's first letters: pid of publication, HBID of hbjl.

    More letters than one are those of pinyin.
    """
    firsts = "".join(word[0] for word in table)
    if not firsts or not name.joined.endswith("id"):
        return False
    before = name.joined.removesuffix("id")
    begun = len(before) > 1 and is_unspoken(before) and "".join(table).startswith(before)
    return before in {firsts, firsts[-1]} or begun


def tells_of(name: Name, table: tuple[str, ...]) -> bool:
    """Tell whether a name is a table's with a word for a text: state_name of state."""
    return is_description(name) and bool(table) and name.words[:-1] == table


def is_relation_of(table: str, columns: Iterable[str]) -> bool:
    """Tell whether a table is called a relation of what the columns number: meter_point_rela."""
    told, names = split(table), [column_name(each) for each in columns]
    named = all(each.marked and each.words and {*told}.issuperset(each.words) for each in names)
    return named and not RELATIONS.isdisjoint(told[-1:])


def is_measure(name: Name) -> bool:
    """Tell whether a column's name is that of a count, an amount or a moment."""
    known = words()
    if name.marked or not name.words:
        return False
    first, last = name.words[0], name.words[-1]
    counted = len(name.words) > 1 and first in known.totals
    counted = counted or (name.words[1:2] == ("of",) and first in known.measures)
    glued = (*known.glued_measures, *known.chinese_measures)
    return counted or last in known.measures or last.endswith(glued)


def is_plural(name: str) -> bool:
    """Tell whether a name ends in a word for many: reps."""
    last = next(reversed(parts_of(name)), "")
    return not set(last).isdisjoint("aeiou") and singular(last) != last


def is_count(name: Name, column: str) -> bool:
    """Tell whether a column counts, measures or numbers something, by its words or its plural."""
    return is_measure(name) or is_ordinal(name) or is_plural(column)


def is_to_refer(name: Name) -> bool:
    """Tell whether a column can only refer: its name has a mark, or is that of the row above."""
    return name.marked or (len(name.words) == 1 and not words().parents.isdisjoint(name.words))


def is_ordinal(name: Name) -> bool:
    """Tell whether a column's name is that of a row's number within something."""
    return bool(name.words) and (
        name.words[-1] in words().ordinals or name.words[-2:] == ("sort", "order")
    )


def is_line_number(name: Name) -> bool:
    """Tell whether a name is an ordinal's with the mark of a number: line_no, line_item_id."""
    if name.marked and name.words == ("line", "item"):
        return True
    numbers = name.mark in NUMBER_MARKS and len(name.words) == 1 and is_ordinal(name)
    return numbers or (name.mark == "num" and name.words == ("order",))


def is_description(name: Name) -> bool:
    """Tell whether a column's name is that of a text which tells of a row."""
    known = words()
    return (
        bool(name.words)
        and not name.marked
        and (
            name.words[-1] in known.descriptions
            or any(name.words[-1].endswith(each) for each in known.descriptions if is_chinese(each))
            or name.words[-1].endswith("description")
        )
    )
