"""What definitions tell of tables and columns that were looked at: as text, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from onedata_assets.domain.metadata.findings import SourceFindings

KnownColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Of tables by name and columns by name: description, sensitivity, meaning."""
FORM = 2
"""The form of the text; one without it has columns alone, by table."""


def column_facts(findings: SourceFindings) -> str:
    """Return what definitions tell: descriptions of tables, and of columns their tags too."""
    columns = {
        str(table.table): {
            each.name: {
                "description": str(each.told),
                "sensitivity": each.sensitivity.value,
                "meaning": each.meaning.value if each.meaning else "",
            }
            for each in table.columns
        }
        for table in findings
    }
    tables = {str(each.table): f"{each.told.zh}\n\n{each.told.en}" for each in findings}
    told = {"form": FORM, "tables": tables, "columns": columns}
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
