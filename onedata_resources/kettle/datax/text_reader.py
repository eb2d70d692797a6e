"""txtfilereader and csvreader: a TextFileInput, then the types of DataX.

As in DataX, values are trimmed and a text that is none of its type makes the row dirty. Here an
empty text is null, and so is a column that a line does not have.
"""

from __future__ import annotations

import re

from pydantic import Field, JsonValue

from onedata_resources.kettle.datax.builder import Builder, Column, Rows
from onedata_resources.kettle.datax.job import Part, Plugin, Text, Texts
from onedata_resources.kettle.datax.typed_columns import (
    DATE_MASK,
    WHOLE_WORD,
    Constant,
    constant_fields,
    type_of,
    with_variables,
)
from onedata_resources.kettle.generate.cleaning import replacements
from onedata_resources.kettle.generate.elements import field_of
from onedata_resources.kettle.generate.inputs import TextFiles, text_input
from onedata_resources.kettle.generate.plan import Output
from onedata_resources.kettle.values.types import KettleType

K = KettleType
COMPRESSIONS = {"": "None", "none": "None", "gzip": "GZip", "zip": "Zip"}


class TextColumn(Part):
    """A column of a line by its number from 0, or a value for every row."""

    index: int | None = Field(default=None, ge=0)
    value: Text | None = None
    type: Text = "string"
    format: Text = ""


class CsvConfig(Part):
    """The options of the CSV reader that DataX uses; a character may be given as its code."""

    useTextQualifier: bool = True  # noqa: N815 - DataX's key
    textQualifier: Text = '"'  # noqa: N815 - DataX's key
    escapeMode: int = 1  # noqa: N815 - DataX's key
    trimWhitespace: bool = True  # noqa: N815 - DataX's key
    skipEmptyRecords: bool = True  # noqa: N815 - DataX's key
    useComments: bool = False  # noqa: N815 - DataX's key
    comment: Text = "#"


class TextReader(Part):
    """The parameters of a reader of text files."""

    path: Texts = Field(min_length=1)
    column: tuple[JsonValue, ...] = ("*",)
    fieldDelimiter: Text = ","  # noqa: N815 - DataX's key
    encoding: Text = "UTF-8"
    compress: Text | None = None
    skipHeader: bool = False  # noqa: N815 - DataX's key
    nullFormat: Text | None = None  # noqa: N815 - DataX's key
    csvReaderConfig: CsvConfig = CsvConfig()  # noqa: N815 - DataX's key


def read_text(builder: Builder, plugin: Plugin, width: int | None) -> list[Rows]:
    """Return the rows of the files; `width` is how many columns `*` stands for.

    Raises:
        KettleFileError: A parameter is missing or wrong.
    """
    reader = plugin.read(TextReader)
    columns = _columns(plugin, reader, width)
    last = max((each.index for each in columns if each.index is not None), default=0)
    choices = [
        choice
        for number, path in enumerate(reader.path)
        for choice in _choices(plugin, number, path)
    ]
    config = reader.csvReaderConfig
    files = TextFiles(
        choices=tuple(choices),
        separator=reader.fieldDelimiter,
        enclosure=_character(config.textQualifier) if config.useTextQualifier else "",
        escape="\\" if config.escapeMode == 2 else "",
        header=reader.skipHeader,
        encoding=reader.encoding.strip() or "UTF-8",
        compression=_compression(plugin, reader.compress),
        skip_empty=config.skipEmptyRecords,
        comment=_character(config.comment) if config.useComments else "",
    )
    trim = "both" if config.trimWhitespace else "none"
    fields = [
        field_of(f"field_{n}", "String", nullif=reader.nullFormat, trim_type=trim, repeat=False)
        for n in range(last + 1)
    ]
    started = builder.start("read files", "TextFileInput", text_input(files, fields))
    return [_typed(builder, plugin, Rows((started,), ()), columns)]


def _columns(plugin: Plugin, reader: TextReader, width: int | None) -> list[TextColumn]:
    if reader.column in (("*",), ()):
        if width is None:
            raise plugin.refuse(
                "column",
                '"*" says too little here, where the writer names no columns either; list them,'
                ' for example {"index": 0, "type": "string"}.',
                '写入端也未列出字段，仅写 "*" 无法确定字段；请逐个列出，例如'
                ' {"index": 0, "type": "string"}。',
            )
        return [TextColumn(index=number) for number in range(width)]
    columns: list[TextColumn] = []
    for number, given in enumerate(reader.column):
        where = f"column[{number}]"
        column = plugin.read_part(where, given, TextColumn)
        if column.index is None and column.value is None:
            raise plugin.refuse(
                where, "it needs an index or a value.", "须有 index（列号）或 value（常量）。"
            )
        columns.append(column)
    return columns


def _choices(plugin: Plugin, number: int, path: str) -> list[tuple[str, str]]:
    """Return the path of a file or of a folder with all its files, or a folder and a mask."""
    where = f"path[{number}]" if isinstance(plugin.parameter.get("path"), list) else "path"
    folder, _, name = path.rpartition("/")
    if "*" in folder:
        raise plugin.refuse(
            where,
            "a * in the name of a folder is not supported; list the folders.",
            "不支持在目录名中使用 *；请逐个列出目录。",
        )
    if "*" in name:
        return [(folder or "/", ".*".join(re.escape(part) for part in name.split("*")))]
    if not name:
        return [(folder or "/", ".*")]
    return [(path, "")]


def _character(written: str) -> str:
    return chr(int(written)) if written.isdigit() and len(written) > 1 else written[:1]


def _compression(plugin: Plugin, name: str | None) -> str:
    kind = COMPRESSIONS.get((name or "").strip().lower())
    if kind is None:
        raise plugin.refuse(
            "compress",
            f"files packed by {name!r} are not read; use gzip or zip.",
            f"不支持压缩格式 {name!r}；请使用 gzip 或 zip。",
        )
    return kind


def _typed(builder: Builder, plugin: Plugin, rows: Rows, columns: list[TextColumn]) -> Rows:
    """Return the rows with the columns of the record: constants, then dates, then all types."""
    kinds = [type_of(plugin, f"column[{number}]", each.type) for number, each in enumerate(columns)]
    kinds = [K.BIG_NUMBER if each is K.NUMBER else each for each in kinds]
    record = [Column(f"column_{n}", kind) for n, kind in enumerate(kinds, 1)]
    given = [
        Constant(
            made.name, made.type or K.STRING, each.value, each.format or DATE_MASK, f"column[{n}]"
        )
        for n, (made, each) in enumerate(zip(record, columns, strict=True))
        if each.index is None and each.value is not None
    ]
    fixed = constant_fields(plugin, given)
    if fixed:
        rows = builder.then(rows, "constants", "Constant", [("fields", fixed)])
    rows = with_variables(builder, rows, given)
    names = [
        made.name if each.index is None else f"field_{each.index}"
        for made, each in zip(record, columns, strict=True)
    ]
    read = [
        (name, each)
        for name, each, kind in zip(names, columns, kinds, strict=True)
        if each.index is not None and kind is K.DATE and not each.format
    ]
    if read:
        rules = [rule for name, _ in read for rule in _whole_dates(name)]
        rows = builder.then(rows, "dates without time", "ReplaceString", replacements(rules))
    changes = {
        made.name: Output(
            column=made.name,
            type=kind,
            mask=_mask(kind, each),
            length=WHOLE_WORD if kind is K.BOOLEAN else -2,
            lenient=kind is K.DATE,
        )
        for made, each, kind in zip(record, columns, kinds, strict=True)
        if each.index is not None and kind is not K.STRING
    }
    rows = Rows(rows.steps, tuple(Column(name) for name in names))
    return builder.chosen(rows, "columns of the record", record, changes)


def _mask(kind: KettleType, column: TextColumn) -> str:
    return (column.format or DATE_MASK) if kind is K.DATE else ""


def _whole_dates(name: str) -> list[tuple[str, str, str]]:
    """Return the rules by which a date or a time alone is read as both, as DataX tries them."""
    return [
        (name, r"^\s*(\d+-\d+-\d+)\s*$", "$1 00:00:00"),
        (name, r"^\s*(\d+:\d+:\d+)\s*$", "1970-01-01 $1"),
    ]
