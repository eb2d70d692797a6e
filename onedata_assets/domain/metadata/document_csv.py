"""Tables of documents as people make them in a spreadsheet: read line by line, and written.

Which columns there are, and what other systems call them, is said by each kind: `metric_csv.py`,
`register_csv.py`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.text_encoding import encoding_of

T = TypeVar("T")
MOST_LINES = 5_000
MOST_BYTES = 10 * 1024**2
MOST_NAMES = 10
SHOWN = 40
"""So many signs of a name that is none are told."""
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Refusal:
    """Why a line is refused; line 1 is that of the names."""

    line: int
    column: str
    en: str
    zh: str


@dataclass(frozen=True)
class Accepted(Generic[T]):
    """What a line says."""

    line: int
    item: T


@dataclass
class ReadFile(Generic[T]):
    """What a file says, and which lines it says wrong."""

    encoding: str
    accepted: list[Accepted[T]] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


@dataclass(frozen=True)
class CsvForm(Generic[T]):
    """The columns of a file: ours by name, with other names of each; `build` makes an item.

    `named` is what two lines must not share.
    """

    columns: Mapping[str, tuple[str, ...]]
    required: tuple[str, ...]
    build: Callable[[Mapping[str, str]], T]
    named: Callable[[T], str]

    def read(self, data: bytes) -> ReadFile[T]:
        """Return what a file says.

        Raises:
            DocumentError: It is no CSV file with these columns.
        """
        if len(data) > MOST_BYTES:
            raise DocumentError("The file is larger than 10 MB.", "文件超过 10 MB。")
        encoding = encoding_of([data])
        text = encoding.decode(data).lstrip("\ufeff")
        if "\0" in text:
            raise DocumentError(
                "This is no CSV file: save it as CSV (UTF-8).",
                "不是 CSV 文件：请另存为 CSV（UTF-8）。",
            )
        found: ReadFile[T] = ReadFile(encoding.name)
        names, lines = self._lines(text)
        self._take(names, lines, found)
        return found

    def write(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Return rows as a file that `read` takes; spreadsheets see its encoding by its mark."""
        told = io.StringIO()
        writer = csv.DictWriter(told, list(self.columns), extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _safe(value) for name, value in row.items()} for row in rows)
        return "\ufeff" + told.getvalue()

    def _lines(self, text: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
        first = text.splitlines()[0] if text.strip() else ""
        delimiter = max(_DELIMITERS, key=first.count)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            header = next(reader, [])
        except csv.Error as error:
            raise _malformed(1, error) from error
        return self._names(header), _numbered(reader)

    def _names(self, header: list[str]) -> list[str]:
        ours = {
            other.casefold(): name
            for name, others in self.columns.items()
            for other in (name, *others)
        }
        written = [each.strip() for each in header]
        unknown = [each for each in written if each.casefold() not in ours]
        if unknown:
            raise self._unknown(unknown, is_other=len(unknown) == len(written))
        names = [ours[each.casefold()] for each in written]
        twice = sorted({name for name in names if names.count(name) > 1})
        lacking = [name for name in self.required if name not in names]
        if twice or lacking:
            raise DocumentError(
                f"Line 1: columns named twice: {', '.join(twice) or '—'}; missing:"
                f" {', '.join(lacking) or '—'}.",
                f"第 1 行：重复的列：{'、'.join(twice) or '—'}；"
                f"缺少的列：{'、'.join(lacking) or '—'}。",
            )
        return names

    def _unknown(self, names: list[str], *, is_other: bool) -> DocumentError:
        """Return the error about names in line 1, cut short: it may be any file, of one line."""
        told = ", ".join(repr(_short(each)) for each in names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            told += " …"
        known = ", ".join(self.columns)
        if is_other:
            return DocumentError(
                f"This is no such CSV file: its first line is {told}, and names none of the columns"
                f" {known}. Begin with the template (`export --template`).",
                f"不是这类 CSV 文件：首行为 {told}，不含任何列名。可用的列：{known}。"
                "请从模板开始（`export --template`）。",
            )
        return DocumentError(
            f"Line 1: there is no column {told}; there are: {known}.",
            f"第 1 行：没有列 {told}；可用的列：{known}。",
        )

    def _take(
        self, names: list[str], lines: Iterator[tuple[int, list[str]]], found: ReadFile[T]
    ) -> None:
        seen: dict[str, int] = {}
        for line, cells in lines:
            if not any(cell.strip() for cell in cells):
                continue
            if len(found.accepted) + len(found.refusals) >= MOST_LINES:
                raise DocumentError(
                    f"The file has more than {MOST_LINES} lines: split it.",
                    f"文件超过 {MOST_LINES} 行：请拆分。",
                )
            if len(cells) != len(names):
                en = f"It has {len(cells)} cells, line 1 has {len(names)}."
                zh = f"该行有 {len(cells)} 格，表头为 {len(names)} 格。"
                found.refusals.append(Refusal(line, "", en, zh))
                continue
            told = {name: cell.strip() for name, cell in zip(names, cells, strict=True)}
            try:
                item = self.build({name: cell for name, cell in told.items() if cell})
            except DocumentError as error:
                found.refusals.append(Refusal(line, error.field, error.en, error.zh))
                continue
            name = self.named(item)
            if name in seen:
                en = f"{name} is on line {seen[name]} already."
                zh = f"{name} 与第 {seen[name]} 行重复。"
                found.refusals.append(Refusal(line, "", en, zh))
                continue
            seen[name] = line
            found.accepted.append(Accepted(line, item))


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:  # noqa: ANN401  the csv module's own
    """Yield each row with the line on which it begins: a cell may have several."""
    before = reader.line_num
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _malformed(before + 1, error) from error
        if row is None:
            return
        yield before + 1, row
        before = reader.line_num


def _malformed(line: int, error: csv.Error) -> DocumentError:
    return DocumentError(
        f"Line {line} is no CSV: {error}.", f"第 {line} 行不是有效的 CSV：{error}。"
    )


def _short(name: str) -> str:
    return name if len(name) <= SHOWN else f"{name[:SHOWN]}…"


def _safe(value: Any) -> str:  # noqa: ANN401  whatever a field holds
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"\t{text}" if text[:1] in {"=", "+", "@"} else text
