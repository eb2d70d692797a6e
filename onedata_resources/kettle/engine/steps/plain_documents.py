"""YamlInput, LoadFileInput and PropertyInput: rows out of YAML, whole files and properties."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.document_rows import (
    Documents,
    Texts,
    documents,
    expanded,
    read_documents,
    read_files_in_batches,
)
from onedata_resources.kettle.engine.document_values import finished, with_types
from onedata_resources.kettle.engine.failures import unreadable
from onedata_resources.kettle.engine.properties import (
    fetched,
    in_java_order,
    read_ini,
    read_properties,
)
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.yaml_rows import YamlRows
from onedata_resources.kettle.settings.documents import DocumentField
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.plain_documents import (
    LoadFileSettings,
    PropertyInputSettings,
    YamlInputSettings,
)
from onedata_resources.kettle.values.convert import elementwise
from onedata_resources.kettle.values.types import Field, KettleType, made_field
from onedata_resources.kettle.variables import expand

K = KettleType


@step("YamlInput")
def yaml_input(scope: StepScope, settings: YamlInputSettings, inputs: Inputs) -> Outputs:
    """Return one row per map, or per item of a list."""
    source = documents(scope, settings.source, settings.fields, inputs, "YamlInput001")
    source = replace(source, typed=True, counter="output")
    rows = YamlRows(settings)
    if settings.source.column:
        frame = expanded(scope, source, rows.of_value)
    else:
        frame = read_files_in_batches(scope, source, rows.of_file)
    fields = (*source.stream.fields, *(Field(name) for name in source.names))
    return Outputs(finished(scope, source, Stream(frame, fields)))


@step("LoadFileInput")
def load_file_input(scope: StepScope, settings: LoadFileSettings, inputs: Inputs) -> Outputs:
    """Return one row per file with its content or its size."""
    binary = [each.field.type is K.BINARY for each in settings.fields]
    texts = tuple(
        replace(each, field=replace(each.field, type=K.STRING)) if bytes_wanted else each
        for each, bytes_wanted in zip(settings.fields, binary, strict=True)
    )
    source = documents(scope, settings.source, texts, inputs, "LoadFileInput001")

    def read(name: str | None) -> Iterator[Texts]:
        path = Path(local_path(name or ""))
        if settings.ignore_missing_path and not path.exists():
            return
        content = _bytes(path)
        if content or not settings.source.ignore_empty_file:
            yield tuple(_loaded(each, content, settings) for each in settings.fields)

    main = with_types(scope, source, read_documents(scope, source, read)).main
    if main is None or not any(binary):
        return Outputs(main)
    first = len(source.stream.fields) if settings.source.column else 0
    for number, bytes_wanted in enumerate(binary):
        known = main.fields[first + number]
        if bytes_wanted:
            value = elementwise(pl.col(known.name), _as_bytes, pl.Binary())
            main = main.replaced(replace(known, type=K.BINARY), value)
    return Outputs(main)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def _loaded(field: DocumentField, content: bytes, settings: LoadFileSettings) -> str | None:
    """Return the value as text; bytes that stay bytes travel as the characters of their numbers."""
    if field.path == "size":
        return str(len(content))
    if field.field.type is K.BINARY:
        return content.decode("latin-1")
    try:
        return content.decode(settings.encoding or "utf-8", "replace")
    except LookupError as error:
        name = settings.encoding
        raise StepError(f"There is no encoding {name}.", f"没有名为 {name} 的编码。") from error


def _as_bytes(texts: pl.Series) -> pl.Series:
    values = [None if text is None else text.encode("latin-1") for text in texts.to_list()]
    return pl.Series(texts.name, values, dtype=pl.Binary)


@step("PropertyInput")
def property_input(scope: StepScope, settings: PropertyInputSettings, inputs: Inputs) -> Outputs:
    """Return one row per key, in the order in which Java gives them."""
    section = DocumentField(Field(settings.section_field, length=500), "section", repeat=False)
    number = DocumentField(
        made_field(settings.source.row_number_field, K.INTEGER), "number", repeat=False
    )
    fields = settings.fields
    if settings.section_field:
        fields = (*fields, section)
    own_number = bool(settings.source.row_number_field) and settings.reset_row_number
    if own_number:
        fields = (*fields, number)
    source = documents(scope, settings.source, fields, inputs, "PropertyInput001")

    # As in Kettle the limit counts from 0 within each file where row numbers do.
    limit = settings.source.limit if settings.reset_row_number else 0
    enough: list[bool] = []

    def read(name: str | None) -> Iterator[Texts]:
        pairs = [] if enough else _pairs(settings, Path(local_path(name or "")))
        if pairs and settings.section_field and not settings.ini:
            raise StepError(
                f"File [{name}] has no sections: it is no INI file.",
                f"文件 [{name}] 没有小节：它不是 INI 文件。",
            )
        if 0 < limit < len(pairs):
            enough.append(True)
            pairs = pairs[: limit + 1]
        for row, (of, key, value) in enumerate(pairs):
            shown = expand(value or "", scope.state.variables) if settings.expand_values else value
            place = expand(of or "", scope.state.variables)
            known = {"key": key, "value": shown, "section": place, "number": str(row)}
            yield tuple(known[each.path] for each in fields)

    numbered = replace(settings.source, row_number_field="") if own_number else settings.source
    numbered = replace(numbered, limit=0) if limit else numbered
    frame = read_documents(scope, source, read)
    outputs = with_types(scope, replace(source, settings=numbered), frame)
    return Outputs(_arranged(settings, source, outputs.main), rejected=outputs.rejected)


def _arranged(
    settings: PropertyInputSettings, source: Documents, main: Stream | None
) -> Stream | None:
    """Return the section behind file name and row number, where Kettle has it."""
    if main is None or not settings.section_field:
        return main
    first = len(source.stream.fields) if settings.source.column else 0
    at = first + len(settings.fields)
    told = bool(settings.source.file_field) + bool(settings.source.row_number_field)
    moved = list(main.fields)
    section = moved.pop(at)
    moved.insert(at + told, section)
    return main.selected((each, pl.col(each.name)) for each in moved)


def _pairs(
    settings: PropertyInputSettings, path: Path
) -> list[tuple[str | None, str | None, str | None]]:
    """Return section, key and value of each row of the file."""
    content = _bytes(path)
    if not settings.ini:
        pairs = in_java_order(read_properties(content.decode("latin-1")))
        return [(None, key, value) for key, value in pairs]
    try:
        sections = read_ini(content.decode(settings.encoding, "replace"))
    except (ValueError, LookupError) as error:
        raise unreadable(path, error) from error
    if settings.section and settings.section not in sections:
        raise StepError(
            f"Can not find section [{settings.section}] in file [{path}].",
            f"文件 [{path}] 中没有小节 [{settings.section}]。",
        )
    if not sections:
        raise StepError(f"File [{path}] has no sections.", f"文件 [{path}] 没有小节。")
    wanted = [settings.section] if settings.section else list(sections)
    try:
        return [(of, key, fetched(sections, of, key)) for of in wanted for key in sections[of]]
    except ValueError as error:
        raise StepError(f"[{path}]: {error}", f"文件 [{path}]：{error}") from error
