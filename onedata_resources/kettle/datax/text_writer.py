"""txtfilewriter: rows into a text file.

DataX puts a random text behind the name of each file. Here the file has the name that the job
gives; `append` adds the moment of the run.
"""

from __future__ import annotations

import re
from dataclasses import replace

from onedata_resources.kettle.datax.builder import Builder, Rows, abort_settings
from onedata_resources.kettle.datax.job import Part, Plugin, Text, Texts
from onedata_resources.kettle.datax.merging import merged
from onedata_resources.kettle.datax.text_reader import COMPRESSIONS
from onedata_resources.kettle.datax.typed_columns import DATE_MASK, WHOLE_WORD
from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.outputs import TextLayout, text_output
from onedata_resources.kettle.generate.places import FileTarget
from onedata_resources.kettle.values.types import KettleType

K = KettleType
NULL = "null"
"""What DataX writes for null where the job gives no other text."""
UNTYPED_DATES = "KETTLE_DEFAULT_DATE_FORMAT"
"""Kettle's variable for the mask of dates; which columns are some, only the database knows."""


class TextWriter(Part):
    """The parameters of txtfilewriter."""

    path: Text
    fileName: Text  # noqa: N815 - DataX's key
    writeMode: Text  # noqa: N815 - DataX's key
    fieldDelimiter: Text = ","  # noqa: N815 - DataX's key
    encoding: Text = "UTF-8"
    compress: Text | None = None
    nullFormat: Text = NULL  # noqa: N815 - DataX's key
    dateFormat: Text = ""  # noqa: N815 - DataX's key
    format: Text = ""
    fileFormat: Text = "text"  # noqa: N815 - DataX's key
    header: Texts = ()
    suffix: Text = ""


def write_text(builder: Builder, plugin: Plugin, sources: list[Rows]) -> None:
    """Place the writing of all rows into one file.

    Raises:
        KettleFileError: A parameter is missing or wrong.
    """
    writer = plugin.read(TextWriter)
    _check(plugin, writer)
    rows = merged(builder, sources)
    if rows.columns is None:
        raise plugin.refuse(
            "header",
            "the reader takes all columns, and only the database knows them: list the reader's"
            " columns, or give a header with a name for each.",
            "读取端读取全部字段，字段只有数据库知道："
            "请列出读取端的 column，或在 header 中逐个命名。",
        )
    if writer.header:
        rows = _titled(builder, plugin, rows, writer.header)
    base = f"{writer.path.rstrip('/')}/{writer.fileName}"
    suffix = writer.suffix.strip()
    extension = suffix[1:] if suffix.startswith(".") else ""
    target = FileTarget(
        path=base + ("" if extension else suffix),
        extension=extension,
        separator=writer.fieldDelimiter,
        encoding=writer.encoding.strip() or "UTF-8",
    )
    if writer.writeMode == "nonConflict":
        rows = _no_other(builder, rows, writer)
    layout = TextLayout(
        enclosure='"' if writer.fileFormat == "csv" else "",
        header=bool(writer.header),
        compression=COMPRESSIONS[(writer.compress or "").strip().lower()],
        dated=writer.writeMode == "append",
        open_late=writer.writeMode == "nonConflict",
    )
    mask = writer.dateFormat or writer.format or DATE_MASK
    if any(each.type is None for each in rows.columns or ()):
        builder.parameters[UNTYPED_DATES] = mask
    settings = text_output(target, text_fields(rows, writer.nullFormat, mask), layout)
    done = builder.then(rows, f"write {writer.fileName}", "TextFileOutput", settings)
    builder.writing += done.steps


def _check(plugin: Plugin, writer: TextWriter) -> None:
    allowed = {
        "writeMode": ("truncate", "append", "nonConflict"),
        "fileFormat": ("text", "csv"),
        "compress": ("", "none", "gzip", "zip"),
    }
    for key, values in allowed.items():
        value = (getattr(writer, key) or "").strip()
        if (value.lower() if key == "compress" else value) not in values:
            listed = ", ".join(each for each in values if each)
            raise plugin.refuse(
                key, f"{value!r} is none of: {listed}.", f"{value!r} 不受支持，可用：{listed}。"
            )


def _titled(builder: Builder, plugin: Plugin, rows: Rows, header: tuple[str, ...]) -> Rows:
    """Return the rows with fields named as the header."""
    columns = rows.columns or ()
    if len(header) != len(columns):
        raise plugin.refuse(
            "header",
            f"it has {len(header)} names and the record {len(columns)} columns; give one for each.",
            f"表头有 {len(header)} 个名称，而记录有 {len(columns)} 列；请一一对应。",
        )
    if len({each.lower() for each in header}) < len(header):
        raise plugin.refuse("header", "a name is there twice.", "有重复的名称。")
    named = [replace(each, name=name) for each, name in zip(columns, header, strict=True)]
    return builder.chosen(rows, "header", named)


def _no_other(builder: Builder, rows: Rows, writer: TextWriter) -> Rows:
    """Let the rows wait until it is known that no file's name begins with that of the job."""
    listed: list[Pair] = [
        ("name", writer.path),
        ("filemask", re.escape(writer.fileName) + ".*"),
        ("exclude_filemask", None),
        ("file_required", False),
        ("include_subfolders", False),
    ]
    settings: list[Pair] = [
        ("filter", [("filterfiletype", "only_files")]),
        ("doNotFailIfNoFile", True),
        ("rownum", False),
        ("isaddresult", False),
        ("filefield", False),
        ("limit", 0),
        ("file", listed),
    ]
    found = builder.start("files of that name", "GetFileNames", settings)
    message = f"writeMode nonConflict: {writer.path} has a file whose name begins so already"
    abort = builder.after([found], "no file of that name", "Abort", abort_settings(0, message))
    wait: list[Pair] = [("steps", [("step", [("name", abort), ("CopyNr", 0)])])]
    return builder.then(rows, "wait for that", "BlockUntilStepsFinish", wait)


def text_fields(rows: Rows, null: str, mask: str) -> list[Pair]:
    """Return the fields of a TextFileOutput for the columns, as DataX prints their types."""
    return [
        (
            "field",
            [
                ("name", each.name),
                ("type", str(each.type or K.STRING)),
                ("format", mask if each.type is K.DATE else None),
                ("currency", None),
                ("decimal", None),
                ("group", None),
                ("nullif", null),
                ("trim_type", "none"),
                ("length", WHOLE_WORD if each.type is K.BOOLEAN else -1),
                ("precision", -1),
            ],
        )
        for each in rows.columns or ()
    ]
