"""A glossary as a file: CSV for spreadsheets, YAML for repositories. Both hold the same.

Texts of CSV never are formulas: what begins as one has an apostrophe in front, which reading takes
away. Several synonyms or related terms in one cell are parted by `;`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from onedata_assets.domain.metadata.field_faults import words
from onedata_assets.domain.metadata.glossary import Term, TermError

MOST_TERMS = 5000
SHOWN = 40
LISTS = ("synonyms", "related")
COLUMNS = tuple(Term.model_fields)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class FileKind(StrEnum):
    """How a glossary is written down."""

    CSV = "csv"
    YAML = "yaml"


def written(terms: Iterable[Term], kind: FileKind) -> str:
    """Return the terms as the text of a file."""
    if kind is FileKind.YAML:
        import yaml

        plain = [each.model_dump(exclude_defaults=True) for each in terms]
        return yaml.safe_dump(plain, allow_unicode=True, sort_keys=False)
    lines = io.StringIO()
    lines.write("\ufeff")
    rows = csv.writer(lines)
    rows.writerow(COLUMNS)
    for term in terms:
        rows.writerow([_cell(value) for value in term.model_dump().values()])
    return lines.getvalue()


def read(text: str, kind: FileKind) -> list[Term]:
    """Return the terms of a file.

    Raises:
        TermError: It is no such file; the text names the line or the term and what is wrong.
    """
    entries = _yaml(text) if kind is FileKind.YAML else _csv(text)
    if len(entries) > MOST_TERMS:
        raise TermError(
            f"The file has {len(entries)} terms; {MOST_TERMS} are read at once: split it.",
            f"文件有 {len(entries)} 个术语，一次最多读入 {MOST_TERMS} 个：请拆分。",
        )
    terms = [_term(where, entry) for where, entry in entries]
    names = [each.name for each in terms]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise TermError(
            f"These terms stand twice in the file: {', '.join(twice)}.",
            f"文件中这些术语重复：{'、'.join(twice)}。",
        )
    return terms


def _csv(text: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
    if "\0" in text:
        raise TermError(
            "This is no CSV file: save it as CSV (UTF-8).", "不是 CSV 文件：请另存为 CSV（UTF-8）。"
        )
    lines = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True)
    try:
        names = lines.fieldnames or ()
    except csv.Error as error:
        raise TermError(
            f"Line 1 is no CSV: {error}.", f"第 1 行不是有效的 CSV：{error}。"
        ) from error
    unknown = set(names) - set(COLUMNS)
    if unknown or "name" not in names:
        raise TermError(
            f"The first line names the columns {', '.join(COLUMNS)}; `name` is needed"
            + (f" and {_short(min(map(str, unknown)))} is none of them." if unknown else "."),
            f"首行应为列名 {'、'.join(COLUMNS)}，其中 name 必填"
            + (f"，{_short(min(map(str, unknown)))} 不在其中。" if unknown else "。"),
        )
    try:
        return [(f"line {lines.line_num}", _of_row(row)) for row in lines if any(row.values())]
    except csv.Error as error:
        raise TermError(
            f"line {lines.line_num}: {error}", f"第 {lines.line_num} 行：{error}"
        ) from error


def _short(written: str) -> str:
    """Return the beginning of what a file says: it may be any file."""
    return repr(written if len(written) <= SHOWN else f"{written[:SHOWN]}…")


def _of_row(row: Mapping[str | None, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {}
    for name, value in row.items():
        if name is None:
            raise csv.Error("it has more cells than the first line")
        text = _text(value or "")
        if text:
            parts = [part.strip() for part in text.replace("；", ";").split(";")]
            entry[name] = [part for part in parts if part] if name in LISTS else text
    return entry


def _yaml(text: str) -> Sequence[tuple[str, Mapping[str, Any]]]:
    import yaml

    try:
        told = yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        at_en, at_zh = (
            (f" (line {mark.line + 1})", f"（第 {mark.line + 1} 行）") if mark else ("", "")
        )
        raise TermError(
            f"This is no YAML{at_en}: write a list of terms, each with name, title_zh and so on.",
            f"不是有效的 YAML{at_zh}：术语文件应为列表，每个术语包含 name、title_zh 等。",
        ) from error
    if not isinstance(told, list) or not all(isinstance(each, dict) for each in told):
        raise TermError(
            "The file is a list of terms, each with name, title_zh and so on.",
            "文件应为术语列表，每个术语包含 name、title_zh 等。",
        )
    return [(f"term {number}", each) for number, each in enumerate(told, 1)]


def _term(where: str, entry: Mapping[str, Any]) -> Term:
    try:
        return Term.model_validate(entry)
    except ValidationError as error:
        en, zh = words(error.errors()[0], "term")
        named = str(entry.get("name", ""))[:80]
        raise TermError(f"{where} {named}: {en}.", f"{where} {named}：{zh}。") from error


def _cell(value: object) -> str:
    text = ";".join(map(str, value)) if isinstance(value, list) else str(value or "")
    return f"'{text}" if text.startswith(("'", *_FORMULA)) else text


def _text(cell: str) -> str:
    text = cell.strip()
    return text.removeprefix("'")
