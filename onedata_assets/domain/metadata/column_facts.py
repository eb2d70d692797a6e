"""What definitions tell of columns that were looked at: as text, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from onedata_assets.domain.metadata.findings import SourceFindings

KnownColumns = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Of tables by name and columns by name: description, sensitivity, meaning."""


def column_facts(findings: SourceFindings) -> str:
    """Return what definitions tell of columns: description and tags, by table and name."""
    told = {
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
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def columns_from(text: str) -> KnownColumns:
    """Return what a text tells of columns; nothing if it is empty."""
    return json.loads(text) if text else {}
