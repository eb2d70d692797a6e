"""What `onedata metadata columns` prints: what was found out of the columns of a table, and why."""

from __future__ import annotations

from collections.abc import Iterable

from onedata_assets.cli.metadata import source_versions
from onedata_assets.cli.rows import print_rows
from onedata_assets.cli.say import console, either, said, text
from onedata_assets.domain.metadata.described import Described
from onedata_assets.domain.metadata.findings import SourceFindings
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Finding, TableName
from onedata_resources.errors import BadInputError

NAMED = 20
"""So many tables are named where one is not there."""
BELOW = {"description", "written_by", "draft", "why"}
"""What is printed of a column below the table, which it would make too wide."""


def show_columns(name: str, table: str, *, as_json: bool) -> int:
    """Print what was found out of the columns of a table, each with its reasons.

    The table may be named without its schema where the source has one of that name only.
    """
    with source_versions() as versions:
        findings = SourceFindings(versions.findings(name))
    known = [each.table for each in findings]
    at = _named(table, known)
    found = findings.table(at) if at else None
    if found is None:
        have = ", ".join(map(str, known[:NAMED])) or "—"
        raise BadInputError(
            f"Nothing was found out of a table {table!r} of {name}; there is: {have}.",
            f"{name} 中没有表 {table!r} 的识别结果，现有：{have}。",
        )
    rows = [
        {
            "column": each.name,
            "meaning": each.meaning.value if each.meaning else "",
            "confidence": each.meaning.confidence if each.meaning else None,
            "sensitivity": each.sensitivity.value,
            "unit": each.unit.value if each.unit else "",
            "samples": " · ".join(each.samples),
            "description": said(each.told),
            "written_by": each.written_by,
            "draft": said(each.description),
            "why": _why(each.meaning),
        }
        for each in found.columns
    ]
    if as_json:
        print_rows(rows, "metadata", as_json=True)
        return 0
    kept = [
        {name: row[name] for name in row if name not in BELOW} | {"meaning": _titled(each.meaning)}
        for row, each in zip(rows, found.columns, strict=True)
    ]
    console.print(_described(found), markup=False, soft_wrap=True)
    print_rows(kept, "metadata", as_json=False)
    for each in found.columns:
        console.print(f"  {each.name}: {_described(each)}", markup=False, soft_wrap=True)
        if reasons := _why(each.meaning):
            console.print(f"  {each.name}: {reasons}", markup=False, soft_wrap=True)
    for each in found.dependencies:
        told = "; ".join(map(said, each.evidence))
        line = f"  {', '.join(each.determinant)} → {each.dependent}: {told}"
        console.print(line, markup=False, soft_wrap=True)
    return 0


def _named(written: str, known: Iterable[TableName]) -> TableName | None:
    """Return the table that is called so, or is the only one of that name in its source."""
    tables = list(known)
    exact = [each for each in tables if str(each) == written]
    alike = [each for each in tables if written in {each.name, f"{each.schema}/{each.name}"}]
    found = exact or alike
    return found[0] if len(found) == 1 else None


def _described(what: Described) -> str:
    """Return a description and by whom it is; beside a model's the draft, which has the comment."""
    draft = said(what.description)
    if not what.written_by:
        return text("metadata.drafted", what=draft)
    return text("metadata.written", what=said(what.told), model=what.written_by, draft=draft)


def _titled(found: Finding | None) -> str:
    """Return a meaning as people call it; in Chinese with its code, which tags and JSON have."""
    if found is None:
        return ""
    known = meanings().get(found.value)
    if known is None:
        return found.value
    return either(known.title.en, f"{known.title.zh}（{found.value}）")


def _why(found: Finding | None) -> str:
    return " ".join(said(each) for each in found.evidence) if found else ""
