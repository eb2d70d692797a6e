"""The rows of one step through its JavaScript: batches out as JSON, batches back as frames.

What the script finds there is in `scripts/`; how its text is read is in `script_text.py`.
"""

from __future__ import annotations

import html.entities
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import orjson
import polars as pl

from onedata_resources.kettle.engine.javascript import JavaScript
from onedata_resources.kettle.engine.script_columns import plain_values, typed_column
from onedata_resources.kettle.engine.stream import StepError, free_name
from onedata_resources.kettle.script_loops import plain_script
from onedata_resources.kettle.script_text import LANGUAGE, row_script
from onedata_resources.kettle.script_tokens import tokens
from onedata_resources.kettle.settings.script import ScriptSettings
from onedata_resources.kettle.values.types import Field

SCRIPTS = Path(__file__).parent / "scripts"
PARTS = ("java.js", "functions.js", "values.js", "rows.js")
WHOLE_ROW = frozenset({"row", "createRowCopy", "putRow", "_step_", "rowMeta"})
STOPPED, FAILED = -1, -2


@dataclass(frozen=True)
class Layout:
    """The fields that arrive and leave, and where each result of the script goes."""

    arriving: tuple[Field, ...]
    leaving: tuple[Field, ...]
    places: tuple[int, ...]


def layout_of(settings: ScriptSettings, arriving: tuple[Field, ...]) -> Layout:
    """Return the layout of the step; a replaced field keeps its place and its mask.

    Raises:
        StepError: A field to replace does not arrive.
    """
    leaving = [replace(each, lazy=False) for each in arriving]
    places = []
    for result in settings.results:
        if not result.replaces:
            taken = [each.name for each in leaving]
            places.append(len(leaving))
            leaving.append(replace(result.field, name=free_name(result.field.name, taken)))
            continue
        at = _place(leaving, (result.name, result.rename))
        changed = result.field
        leaving[at] = replace(
            leaving[at], type=changed.type, length=changed.length, precision=changed.precision
        )
        places.append(at)
    return Layout(arriving, tuple(leaving), tuple(places))


def _place(fields: Sequence[Field], names: Sequence[str]) -> int:
    known = [each.name.lower() for each in fields]
    for name in names:
        if name.lower() in known:
            return known.index(name.lower())
    raise StepError(
        f"The field to replace ({names[-1] or names[0]}) does not arrive at this step.",
        f"要替换的字段（{names[-1] or names[0]}）不在输入行中。",
    )


@dataclass(frozen=True)
class Batch:
    """What the script made of a batch: rows by their place in it, and what it said and set."""

    frame: pl.DataFrame
    bad: list[tuple[int, str]]
    status: int
    logs: list[tuple[str, str]]
    variables: list[tuple[str, str, str]]


class RowScripts:
    """One copy of one step's scripts in their sandbox."""

    def __init__(
        self,
        settings: ScriptSettings,
        layout: Layout,
        run: Mapping[str, object],
        *,
        rejects: bool,
    ) -> None:
        self.layout = layout
        self._settings = settings
        self._sandbox = JavaScript()
        for part in PARTS:
            self._sandbox.run((SCRIPTS / part).read_text(encoding="utf-8"))
        self._sent = self._chosen()
        self._sandbox.call("$prepare", json.dumps(self._plan(run, rejects=rejects)))

    def _chosen(self) -> list[dict[str, Any]]:
        """Return the fields that the script may use; Kettle looks for their names in its text."""
        script = self._settings.script
        every = self._whole_row
        return [
            {"at": at, "named": each.name in script, "global": _global(each.name)}
            for at, each in enumerate(self.layout.arriving)
            if every or each.name in script
        ]

    @property
    def _whole_row(self) -> bool:
        used = {
            each.text
            for text in (self._settings.script, self._settings.start, self._settings.end)
            for each in tokens(text)
            if each.kind == "name"
        }
        return bool(used & WHOLE_ROW)

    def _plan(self, run: Mapping[str, object], *, rejects: bool) -> dict[str, object]:
        arriving = {each.name for each in self.layout.arriving}
        renamed = {name: _global(name) for name in arriving & LANGUAGE}
        script = row_script(self._settings.script, renamed)
        escapes = re.search(r"[eE]scapeHtml", self._settings.script) is not None
        names = html.entities.name2codepoint if escapes else {}
        return {
            "compatible": self._settings.compatible,
            "input": [_described(each) for each in self.layout.arriving],
            "output": [_described(each) for each in self.layout.leaving],
            "results": [
                {"name": renamed.get(each.name, each.name), "type": str(each.field.type)}
                for each in self._settings.results
            ],
            "sent": self._sent,
            "row": self._whole_row,
            "body": script.body,
            "names": script.names,
            "functions": script.functions,
            "start": plain_script(self._settings.start),
            "end": plain_script(self._settings.end),
            "errors": rejects,
            "entities": {name: chr(code) for name, code in names.items()},
            "run": {
                **run,
                "tabs": {name: plain_script(text) for name, text in self._settings.tabs},
            },
        }

    def process(self, batch: pl.DataFrame) -> Batch:
        """Return what the script makes of the typed rows, in order.

        Raises:
            ScriptError: The script failed on a row, and no error hop takes it.
        """
        names = [self.layout.arriving[each["at"]].name for each in self._sent]
        columns = [plain_values(batch[name]) for name in names]
        text = orjson.dumps({"rows": batch.height, "columns": columns}).decode()
        return self._read(batch, self._sandbox.call("$process", text))

    def finish(self, empty: pl.DataFrame) -> Batch:
        """Run the end script, which may put out rows of its own."""
        return self._read(empty, self._sandbox.call("$finish", ""))

    def close(self) -> None:
        """Give the sandbox's memory back."""
        self._sandbox.close()

    def _read(self, batch: pl.DataFrame, text: str) -> Batch:
        told = json.loads(text)
        frame = self._good(batch, told)
        if told["extra"]:
            frame = self._with_extra(frame, told)
        return Batch(frame, told["bad"], told["status"], told["logs"], told["sets"])

    def _good(self, batch: pl.DataFrame, told: Mapping[str, Any]) -> pl.DataFrame:
        """Return the rows that the script let pass, with its results and its changes in place."""
        kept = [at for at in told["src"] if at >= 0]
        rows = batch[kept] if kept != list(range(batch.height)) else batch
        columns = [rows[each.name] for each in self.layout.arriving]
        fields = self.layout.arriving
        columns += [pl.Series() for _ in self.layout.leaving[len(columns) :]]
        for place, values in zip(self.layout.places, told["values"], strict=True):
            columns[place] = typed_column(values, self.layout.leaving[place])
        for at, changes in _by_field(told["edits"], told["src"]).items():
            field = self.layout.leaving[at]
            if field.type is not fields[at].type:
                continue
            new = typed_column([value for _, value in changes], field)
            columns[at] = columns[at].scatter([row for row, _ in changes], new)
        return pl.DataFrame(
            [
                each.alias(field.name)
                for each, field in zip(columns, self.layout.leaving, strict=True)
            ]
        )

    def _with_extra(self, frame: pl.DataFrame, told: Mapping[str, Any]) -> pl.DataFrame:
        """Return the rows with those that the script put out itself, each in its place."""
        by_field = zip(*told["extra"], strict=True)
        extra = pl.DataFrame(
            [
                typed_column(list(values), field).alias(field.name)
                for values, field in zip(by_field, self.layout.leaving, strict=True)
            ]
        )
        own = [place for place, at in enumerate(told["src"]) if at < 0]
        good = [place for place, at in enumerate(told["src"]) if at >= 0]
        places = pl.Series([*good, *own], dtype=pl.Int64)
        return pl.concat([frame, extra])[places.arg_sort()]


def _global(name: str) -> str:
    """Return the name of the global that holds the field."""
    return f"$field_{name}" if name in LANGUAGE else name


def _described(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "type": str(field.type),
        "length": field.length,
        "precision": field.precision,
        "mask": field.mask,
        "decimal": field.decimal,
        "group": field.group,
    }


def _by_field(edits: list[Any], src: list[int]) -> dict[int, list[tuple[int, Any]]]:
    """Return the changed values of each field, by the row among those that passed."""
    passed = {place: row for row, place in enumerate(p for p, at in enumerate(src) if at >= 0)}
    found: dict[int, dict[int, Any]] = {}
    for place, at, value in edits:
        found.setdefault(at, {})[passed[place]] = value
    return {at: list(changes.items()) for at, changes in found.items()}
