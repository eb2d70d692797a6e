"""When a language model is asked to describe a table, what it is told, and what is kept of it.

A text is asked for once for what it is made of: names, types, comments, meanings, units and how
near to a person; no counts, shares, samples and codes, of which each scan sees others. What of an
answer can be used is in `model_answers.py`, who asks in `lib/model_descriptions.py`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from onedata_assets.domain.metadata.described import ModelText
from onedata_assets.domain.metadata.findings import ColumnFindings, TableFindings
from onedata_assets.domain.metadata.meaning_catalogue import meanings
from onedata_assets.domain.metadata.model import Column, Table, TableName
from onedata_assets.domain.processing.contract import Sensitivity, Text

COLUMNS = 30
"""So many columns are described by one call: about 3,000 tokens of an answer."""
NAMES = 200
SAMPLES = 5
COMMENT, TYPE = 400, 60
"""More signs of a comment or a type say little and cost as much as a column."""
LENGTH = 12


@dataclass(frozen=True)
class ColumnToWrite:
    """A column as a model is told of it; of personal ones neither samples nor codes."""

    name: str
    type: str
    comment: str
    draft: Text
    samples: tuple[str, ...] = ()


@dataclass(frozen=True)
class ToWrite:
    """One call: columns to describe, and whether the table is too; `names` are those of all."""

    table: TableName
    comment: str
    draft: Text
    wants_table: bool
    names: tuple[str, ...]
    columns: tuple[ColumnToWrite, ...]

    @property
    def texts(self) -> int:
        """Return how many texts are asked for."""
        return len(self.columns) + self.wants_table

    def content(self) -> str:
        """Return what the model is told, as JSON: what comes from the source is data in it."""
        about = {
            "name": str(self.table),
            "comment": self.comment,
            "draft": self.draft.model_dump(),
            "column_names": self.names if self.wants_table else (),
            "describe": self.wants_table,
        }
        columns = [vars(each) | {"draft": each.draft.model_dump()} for each in self.columns]
        return json.dumps({"table": about, "columns": columns}, ensure_ascii=False)


@dataclass(frozen=True)
class Wrote:
    """What of an answer can be used; what is not in it could not be."""

    table: Text | None = None
    columns: Mapping[str, Text] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many texts there are."""
        return len(self.columns) + (self.table is not None)


class Writer(Protocol):
    """Describes tables; it gets masked samples only, and none that may name a person."""

    @property
    def model(self) -> str:
        """Return the name of the model that writes."""
        ...

    def write(self, asked: ToWrite) -> Wrote:
        """Return the descriptions that can be used, each in both languages."""
        ...


def fresh(table: Table, found: TableFindings, hidden: Collection[str]) -> TableFindings:
    """Return the findings of a table without the texts that were made of something else.

    Columns that are `hidden` may be personal, whatever the rules say.
    """
    made_of = _digests(table, found, hidden)

    def kept(text: ModelText | None, name: str) -> ModelText | None:
        return text if text and text.of == made_of.get(name) else None

    columns = tuple(
        replace(each, model_text=kept(each.model_text, each.name)) for each in found.columns
    )
    return replace(found, model_text=kept(found.model_text, ""), columns=columns)


def calls(
    table: Table, found: TableFindings, model: str, hidden: Collection[str]
) -> Iterator[ToWrite]:
    """Yield what a model is asked of a table whose texts are fresh; nothing where all are there.

    What it wrote without use is not asked of it again, but of another model.
    """
    types = {each.name: each for each in table.columns}
    due = [
        _told(types[each.name], each, is_hidden=each.name in hidden)
        for each in found.columns
        if each.name in types and _is_due(each.model_text, model)
    ]
    wants_table = bool(found.columns) and _is_due(found.model_text, model)
    names = tuple(each.name for each in table.columns[:NAMES])
    for start in range(0, max(len(due), int(wants_table)), COLUMNS):
        yield ToWrite(
            table=table.name,
            comment=table.comment[:COMMENT],
            draft=found.description,
            wants_table=wants_table and start == 0,
            names=names,
            columns=tuple(due[start : start + COLUMNS]),
        )


def with_answer(
    table: Table,
    found: TableFindings,
    asked: ToWrite,
    wrote: Wrote,
    *,
    model: str,
    hidden: Collection[str],
) -> TableFindings:
    """Return the findings of a table with what a model wrote of it, and what it could not."""
    made_of = _digests(table, found, hidden)
    names = {each.name for each in asked.columns}
    columns = tuple(
        replace(each, model_text=ModelText(wrote.columns.get(each.name), model, made_of[each.name]))
        if each.name in names
        else each
        for each in found.columns
    )
    if not asked.wants_table:
        return replace(found, columns=columns)
    return replace(found, columns=columns, model_text=ModelText(wrote.table, model, made_of[""]))


def with_texts_of(known: TableFindings, made: TableFindings) -> TableFindings:
    """Return new findings of a table with the texts of earlier ones."""
    texts = {each.name: each.model_text for each in known.columns}
    columns = tuple(replace(each, model_text=texts.get(each.name)) for each in made.columns)
    return replace(made, columns=columns, model_text=known.model_text)


def _is_due(text: ModelText | None, model: str) -> bool:
    return text is None or (text.text is None and text.by != model)


def _told(column: Column, found: ColumnFindings, *, is_hidden: bool) -> ColumnToWrite:
    told = ColumnToWrite(
        column.name, column.type[:TYPE], column.comment[:COMMENT], found.description
    )
    if not is_hidden and found.sensitivity is Sensitivity.NONE:
        return replace(told, samples=found.samples[:SAMPLES])
    title = meanings()[found.meaning.value].title if found.meaning else None
    return replace(told, draft=title or Text(en=column.name, zh=column.name))


def _digests(table: Table, found: TableFindings, hidden: Collection[str]) -> Mapping[str, str]:
    """Return what the text of each column is made of, and under no name that of the table."""
    types = {each.name: each for each in table.columns}
    is_seen = any(each.statistics.rows for each in found.columns)
    about = [table.name.schema, table.name.name, is_seen]
    made = {"": _digest([*about, table.comment, table.primary_key])}
    for each in found.columns:
        if each.name in types:
            facts = _facts(types[each.name], each)
            made[each.name] = _digest([*about, *facts, each.name in hidden])
    return made


def _facts(column: Column, found: ColumnFindings) -> list[object]:
    return [
        column.name,
        column.type,
        column.comment,
        found.logical,
        found.form,
        found.meaning.value if found.meaning else "",
        found.unit.value if found.unit else "",
        found.sensitivity,
        found.code_list,
    ]


def _digest(told: object) -> str:
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:LENGTH]
