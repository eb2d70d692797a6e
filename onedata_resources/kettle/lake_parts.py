"""Which rows of a lake table a run replaces, and how a caller tells it to Kettle by variables."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

COLUMN = "LAKE_PARTITION_COLUMN"
FROM = "LAKE_PARTITION_FROM"
TO = "LAKE_PARTITION_TO"
VALUES = "LAKE_PARTITION_VALUES"


@dataclass(frozen=True)
class LakePart:
    """Rows whose `column` is one of `values`, or lies from `first` up to, but without, `end`."""

    column: str
    first: str = ""
    end: str = ""
    values: tuple[str, ...] = ()

    @classmethod
    def told(cls, variables: Mapping[str, str], columns: Collection[str]) -> Self | None:
        """Return the part that the variables name; None is the whole table.

        A table that lacks the column is replaced whole.
        """
        column, first, end = (variables.get(name, "") for name in (COLUMN, FROM, TO))
        values = tuple(json.loads(variables.get(VALUES) or "[]"))
        if column not in columns or not (values or (first and end)):
            return None
        return cls(column, first, end, values)

    @property
    def variables(self) -> dict[str, str]:
        """Return the variables that tell it."""
        if self.values:
            return {COLUMN: self.column, VALUES: json.dumps(self.values, ensure_ascii=False)}
        return {COLUMN: self.column, FROM: self.first, TO: self.end}

    @property
    def predicate(self) -> str:
        """Return it as SQL."""
        quoted = '"' + self.column.replace('"', '""') + '"'
        if self.values:
            return f"{quoted} IN ({', '.join(map(_literal, self.values))})"
        return f"{quoted} >= {_literal(self.first)} AND {quoted} < {_literal(self.end)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
