"""Rows as commands print them: a table whose head `texts.yaml` names, or JSON."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.markup import escape
from rich.table import Table

from onedata_assets.cli.say import console, text


def print_rows(
    rows: Sequence[Mapping[str, object]],
    texts: str,
    *,
    as_json: bool,
    names: Sequence[str] | None = None,
) -> None:
    """Print rows as a table, or as JSON.

    `texts` is the part of `texts.yaml` with the heads and what is said of no rows; `names` are the
    columns of the table where it has not all.
    """
    if as_json:
        console.print_json(json.dumps(rows, ensure_ascii=False, default=_written))
        return
    if not rows:
        console.print(text(f"{texts}.none"))
        return
    names = list(rows[0]) if names is None else names
    table = Table()
    for name in names:
        table.add_column(text(f"{texts}.{name}"), overflow="fold")
    for row in rows:
        table.add_row(*(escape(cell(row.get(name))) for name in names))
    console.print(table)


def cell(value: object) -> str:
    """Return a value as a cell shows it: a moment in this machine's zone, as options take it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _written(value: object) -> str:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else str(value)
