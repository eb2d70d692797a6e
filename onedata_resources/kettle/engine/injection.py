"""Metadata put into the XML of a template's steps, as Kettle puts it into their settings."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

import polars as pl

from onedata_resources.kettle.engine.graph import plan_of
from onedata_resources.kettle.engine.injection_values import items_of, old_written, put, written
from onedata_resources.kettle.engine.stream import StepError, Stream
from onedata_resources.kettle.injection.catalogue import INJECTABLE
from onedata_resources.kettle.injection.keys import FIELDS, Key, Kind
from onedata_resources.kettle.model import Step, Transformation
from onedata_resources.kettle.settings.metadata_injection import Injected
from onedata_resources.kettle.values.convert import to_text
from onedata_resources.kettle.values.types import Field
from onedata_resources.kettle.xml import Element

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Metadata:
    """The rows of one input step: values to inject, and the same as texts."""

    fields: tuple[Field, ...]
    values: pl.DataFrame
    texts: pl.DataFrame

    @classmethod
    def of(cls, stream: Stream, rows: pl.DataFrame) -> Metadata:
        """Return the rows of the stream."""
        texts = rows.select(
            to_text(pl.col(each.name), each).alias(each.name) for each in stream.fields
        )
        return cls(stream.fields, rows, texts)

    def field(self, name: str) -> Field | None:
        """Return the field of that name, in whatever case; None where there is none."""
        return next((each for each in self.fields if each.name.lower() == name.lower()), None)


def injected_into(
    template: Transformation,
    wanted: Sequence[Injected],
    sources: Mapping[str, Metadata],
    tell: Tell,
) -> Transformation:
    """Return the template with the metadata in its steps; what cannot be injected is told.

    Raises:
        StepError: A value does not fit its key, or the keys of a step type are not known here.
    """
    active = {step.name.lower() for step in plan_of(template).steps}
    for name in dict.fromkeys(each.target for each in wanted):
        if name.lower() not in active:
            tell(f"Target step '{name}' is not used in transformation '{template.name}'.")
    steps = []
    for step in template.steps:
        mine = [each for each in wanted if each.target.lower() == step.name.lower()]
        known = mine and step.name.lower() in active
        steps.append(_changed(step, mine, sources, tell) if known else step)
    return replace(template, steps=tuple(steps))


def _changed(
    step: Step, wanted: list[Injected], sources: Mapping[str, Metadata], tell: Tell
) -> Step:
    keys = INJECTABLE.get(step.type)
    if keys is None:
        raise StepError(
            f"Metadata cannot be injected here into {step.name!r}, a step of type {step.type}."
            f" Types that take it: {', '.join(sorted(INJECTABLE))}.",
            f"此处不支持向类型为 {step.type} 的步骤 {step.name!r} 注入元数据。"
            f"支持的类型：{'、'.join(sorted(INJECTABLE))}。",
        )
    xml = deepcopy(step.xml)
    inject = (_Old if keys.old else _New)(xml, keys.keys, sources, tell)
    try:
        inject.all(wanted)
    except ValueError as error:
        raise StepError(
            f"Metadata does not fit step {step.name!r}: {error}",
            f"元数据与步骤 {step.name!r} 不符：{error}",
        ) from error
    return replace(step, xml=xml)


@dataclass(frozen=True)
class _Injection:
    """One step's XML, the keys of its type, the rows to inject, and who is told of failures."""

    xml: Element
    keys: Mapping[str, Key]
    sources: Mapping[str, Metadata]
    tell: Tell

    def fill(self, key: Key, texts: list[str | None]) -> None:
        """Set the key in the step, or in as many items of its list; None leaves what is there."""
        items = items_of(self.xml, key.items, len(texts)) if key.items else [self.xml]
        for item, text in zip(items, texts, strict=False):
            if text is not None:
                put(item, key, text)


class _New(_Injection):
    """Injects value by value; a null or an empty text leaves what is there."""

    def all(self, wanted: list[Injected]) -> None:
        """Inject the values of fields, then the constants: these go into every item there is."""
        for each in wanted:
            metadata = self.sources.get(each.source) if each.source else None
            if metadata is None or not metadata.values.height:
                continue
            key, field = self._key(each), metadata.field(each.field)
            if field is None:
                self.tell(f"Source field '{each.field}' is not there.")
            elif key is not None:
                values = metadata.values[field.name].to_list()
                values = values if key.items else values[:1]
                self.fill(key, [self._written(key, field, value) for value in values])
        for each in wanted:
            key = self._key(each) if not each.source else None
            if key is not None and (each.field or key.kind is Kind.LENGTH):
                for element in self._existing(key):
                    put(element, key, written(key, each.field, Field("constant")))

    def _key(self, each: Injected) -> Key | None:
        if each.key not in self.keys:
            self.tell(f"Target key '{each.key}' is not known to step '{each.target}'.")
        return self.keys.get(each.key)

    def _written(self, key: Key, field: Field, value: object) -> str | None:
        given = key.kind is Kind.LENGTH or value not in {None, ""}
        return written(key, value, field) if given else None

    def _existing(self, key: Key) -> list[Element]:
        return self.xml.findall(key.items) if key.items else [self.xml]


class _Old(_Injection):
    """Injects as older steps do: a list is built anew, and what has no value is emptied.

    The texts of a grid fill lines as wide as the fields that are injected, or as one.
    """

    def all(self, wanted: list[Injected]) -> None:
        """Inject what has rows; a list is as long as the rows of its first key."""
        given = [(self.keys[each.key], self._texts(each)) for each in wanted if self._given(each)]
        built: dict[str, int] = {}
        for key, texts in given:
            if key.items and key.kind is not Kind.CELL and key.items not in built:
                built[key.items] = len(texts)
                self._rebuilt(key.items, len(texts))
        for key, texts in given:
            if key.kind is Kind.CELL:
                self._lines(key, texts, max(built.get(FIELDS, 0), 1))
            else:
                most = built.get(key.items, 1)
                self.fill(key, [old_written(key, text) for text in texts[:most]])

    def _given(self, each: Injected) -> bool:
        metadata = self.sources.get(each.source)
        return each.key in self.keys and metadata is not None and metadata.values.height > 0

    def _texts(self, each: Injected) -> list[str | None]:
        metadata = self.sources[each.source]
        field = metadata.field(each.field)
        empty: list[str | None] = [None] * metadata.values.height
        return empty if field is None else metadata.texts[field.name].to_list()

    def _lines(self, key: Key, texts: list[str | None], width: int) -> None:
        """Make lines of that many texts; too few for one more line are left out."""
        lines = [texts[at : at + width] for at in range(0, len(texts) - width + 1, width)]
        if lines:
            self._rebuilt(key.items, len(lines))
        for line, cells in zip(items_of(self.xml, key.items, len(lines)), lines, strict=True):
            for cell, text in zip(items_of(line, key.path, width), cells, strict=True):
                cell.text = text

    def _rebuilt(self, items: str, count: int) -> None:
        """Put that many new items in the place of those of the list."""
        for element in self.xml.findall(items):
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)
        items_of(self.xml, items, count)
