"""Rows on their way between steps: a lazy frame and the metadata of its fields, in one order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from onedata_resources.errors import BadInputError, OneDataError
from onedata_resources.kettle.values.stored import value_of
from onedata_resources.kettle.values.types import Field, KettleType, free_name


class StepError(Exception):
    """A step cannot go on; the English text is what its log says.

    `kind` is the platform's error that the run ends with.
    """

    def __init__(self, en: str, zh: str, kind: type[OneDataError] = BadInputError) -> None:
        super().__init__(en)
        self.zh = zh
        self.kind = kind


class ConnectionStepError(StepError):
    """The step's connection is what is wrong: its URL, its driver, or the database is away."""


class NoInputError(Exception):
    """A step that needs rows gets none because no step feeds it; as in Kettle it just ends."""


@dataclass(frozen=True)
class Stream:
    """Rows that are not computed yet; `fields` are the frame's columns."""

    frame: pl.LazyFrame
    fields: tuple[Field, ...]

    @property
    def names(self) -> list[str]:
        """Return the names of the fields."""
        return [each.name for each in self.fields]

    def field(self, name: str) -> Field:
        """Return the field of that name; the case decides only between fields that differ in it.

        Raises:
            StepError: There is none.
        """
        exact = [each for each in self.fields if each.name == name]
        found = exact or [each for each in self.fields if each.name.lower() == name.lower()]
        if not found:
            raise StepError(f"Couldn't find field '{name}' in row!", f"行中没有字段 '{name}'。")
        return found[0]

    def has(self, name: str) -> bool:
        """Return whether there is a field of that name."""
        return any(each.name.lower() == name.lower() for each in self.fields)

    def value(self, name: str) -> pl.Expr:
        """Return the typed value of the field."""
        return value_of(self.field(name))

    def with_frame(self, frame: pl.LazyFrame) -> Stream:
        """Return the same fields over another frame."""
        return replace(self, frame=frame)

    def fields_only(self) -> Stream:
        """Return the stream without the columns that a step made beside the fields."""
        return self.with_frame(self.frame.select(self.names))

    def appended(self, columns: Iterable[tuple[Field, pl.Expr]]) -> Stream:
        """Return the stream with fields added; a name that is taken gets `_1`, `_2` and so on."""
        fields, expressions = list(self.fields), []
        for added, expression in columns:
            name = free_name(added.name, [each.name for each in fields])
            fields.append(replace(added, name=name))
            expressions.append(expression.alias(name))
        return Stream(self.frame.with_columns(expressions), tuple(fields))

    def replaced(self, changed: Field, expression: pl.Expr) -> Stream:
        """Return the stream with one field's metadata and values replaced; a text is then read."""
        if changed.type is KettleType.STRING:
            changed = replace(changed, lazy=False)
        fields = tuple(changed if each.name == changed.name else each for each in self.fields)
        return Stream(self.frame.with_columns(expression.alias(changed.name)), fields)

    def of_origin(self, step: str) -> Stream:
        """Return the stream, whose fields that no step is known for come from this one."""
        fields = (each if each.origin else replace(each, origin=step) for each in self.fields)
        return replace(self, fields=tuple(fields))

    def selected(self, columns: Iterable[tuple[Field, pl.Expr]]) -> Stream:
        """Return a stream of only these fields; a repeated name gets `_1`, `_2` and so on."""
        fields: list[Field] = []
        expressions = []
        for each, expression in columns:
            name = free_name(each.name, [known.name for known in fields])
            fields.append(replace(each, name=name))
            expressions.append(expression.alias(name))
        return Stream(self.frame.select(expressions), tuple(fields))


@dataclass(frozen=True)
class Inputs:
    """The streams that reach a step: the usual one, and those that its settings name.

    For settings with `inputs_apart` there is no usual one: `apart` has each input with the name of
    the step that it comes from, in the order of the hops.
    """

    main: Stream | None
    named: Mapping[str, Stream] = field(default_factory=dict)
    apart: tuple[tuple[str, Stream], ...] = ()

    def required(self) -> Stream:
        """Return the usual stream.

        Raises:
            NoInputError: No hop leads to the step, so it has nothing to do.
        """
        if self.main is None:
            raise NoInputError
        return self.main


@dataclass(frozen=True)
class Outputs:
    """What leaves a step: for all next steps, for next steps by name, and for the error hop."""

    main: Stream | None = None
    targets: Mapping[str, Stream] = field(default_factory=dict)
    rejected: Stream | None = None

    def of_origin(self, step: str) -> Outputs:
        """Return the streams, whose fields that no step is known for come from this one."""
        main = None if self.main is None else self.main.of_origin(step)
        targets = {name: stream.of_origin(step) for name, stream in self.targets.items()}
        return Outputs(main, targets, self.rejected)
