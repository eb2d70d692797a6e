"""What definitions tell of tables and columns that were looked at: as text, and back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from onedata_assets.domain.metadata.finding_essence import essence_of
from onedata_assets.domain.metadata.findings import SourceFindings, TableFindings

KnownColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Of tables by name and columns by name: description, sensitivity, meaning."""
FORM = 2
"""The form of the text; one without it has columns alone, by table."""


def essence_and_facts(findings: SourceFindings) -> tuple[str, str]:
    """Return what of findings makes a version, and what definitions tell of their columns.

    Both by one reading of the findings: it takes a millisecond a table.
    """
    facts = _Facts()
    essence = essence_of(facts.noted(findings))
    return essence, facts.text()


class _Facts:
    """Descriptions of tables, and of columns their sensitivity and meaning too."""

    def __init__(self) -> None:
        self._tables: dict[str, str] = {}
        self._columns: dict[str, Mapping[str, Mapping[str, str]]] = {}

    def noted(self, tables: Iterable[TableFindings]) -> Iterator[TableFindings]:
        """Yield each table once what is told of it is noted."""
        for table in tables:
            name = str(table.table)
            self._tables[name] = f"{table.told.zh}\n\n{table.told.en}"
            self._columns[name] = {
                each.name: {
                    "description": str(each.told),
                    "sensitivity": each.sensitivity.value,
                    "meaning": each.meaning.value if each.meaning else "",
                }
                for each in table.columns
            }
            yield table

    def text(self) -> str:
        """Return all of it as a text."""
        told = {"form": FORM, "tables": self._tables, "columns": self._columns}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def columns_from(text: str) -> KnownColumns:
    """Return what a text tells of columns; nothing if it is empty."""
    told = _told(text)
    return told["columns"] if told.get("form") == FORM else told


def descriptions_from(text: str) -> Mapping[str, str]:
    """Return the descriptions of tables that a text tells, by name, in both languages."""
    told = _told(text)
    return told["tables"] if told.get("form") == FORM else {}


def _told(text: str) -> dict[str, Any]:
    return json.loads(text) if text else {}
