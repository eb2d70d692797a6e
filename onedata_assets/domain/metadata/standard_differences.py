"""Two standards compared rule by rule, and single rules of one taken over into the other."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard, read_as

WHOLE = ""
"""The rule's name where a column is in one of both only; the column's name for the table's own."""
OF_TABLE = ("title", "key", "naming")
OF_COLUMN = tuple(name for name in ColumnStandard.model_fields if name != "name")


@dataclass(frozen=True)
class RuleChange:
    """One difference; `before` and `after` are as JSON has them, None where nothing is said."""

    column: str
    rule: str
    before: Any
    after: Any

    @property
    def name(self) -> tuple[str, str]:
        """Return by what the change is chosen."""
        return (self.column, self.rule)


def rule_changes(old: TableStandard, new: TableStandard) -> list[RuleChange]:
    """Return what differs, of the table first, then by columns in the order of the newer one."""
    was, now = old.model_dump(mode="json"), new.model_dump(mode="json")
    made = [
        RuleChange(WHOLE, each, was[each], now[each]) for each in OF_TABLE if was[each] != now[each]
    ]
    names = [each.name for each in new.columns]
    names += [each.name for each in old.columns if each.name not in names]
    for name in names:
        made += _of_column(name, old.column(name), new.column(name))
    return made


def _of_column(
    name: str, old: ColumnStandard | None, new: ColumnStandard | None
) -> Iterator[RuleChange]:
    was = old.model_dump(mode="json") if old else None
    now = new.model_dump(mode="json") if new else None
    if was is None or now is None:
        yield RuleChange(name, WHOLE, was, now)
        return
    for rule in OF_COLUMN:
        if was[rule] != now[rule]:
            yield RuleChange(name, rule, was[rule], now[rule])


def with_accepted(
    base: TableStandard, draft: TableStandard, accepted: Collection[tuple[str, str]]
) -> TableStandard:
    """Return the base with those rules of the draft that were accepted, and no others.

    Raises:
        StandardError: Rules that were accepted do not fit those that were not.
    """
    changes = [each for each in rule_changes(base, draft) if each.name in accepted]
    told = base.model_dump(mode="json")
    columns = {each["name"]: each for each in told["columns"]}
    for change in changes:
        if change.column == WHOLE:
            told[change.rule] = change.after
        elif change.rule == WHOLE and change.after is None:
            del columns[change.column]
        elif change.rule == WHOLE:
            columns[change.column] = change.after
        else:
            columns[change.column] = columns[change.column] | {change.rule: change.after}
    order = [each.name for each in draft.columns if each.name in columns]
    order += [name for name in columns if name not in order]
    return standard_from(told | {"columns": [columns[name] for name in order]})


def standard_from(told: object) -> TableStandard:
    """Return the standard that plain data or JSON tell.

    Raises:
        StandardError: They are none; the texts say what to correct.
    """
    return read_as(TableStandard, told, "standard")


def standards_of(contents: Mapping[str, str]) -> Callable[[str], TableStandard | None]:
    """Return what finds the standard of a table among contents by name; None where none is there.

    Raises:
        StandardError: When it is asked for one that is none.
    """
    return lambda name: standard_from(contents[name]) if name in contents else None
