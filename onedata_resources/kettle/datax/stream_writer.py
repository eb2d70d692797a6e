"""streamwriter: rows into the log, into a file, or nowhere."""

from __future__ import annotations

from onedata_resources.kettle.datax.builder import Builder, Rows
from onedata_resources.kettle.datax.job import Part, Plugin, Text
from onedata_resources.kettle.datax.merging import merged
from onedata_resources.kettle.datax.text_writer import NULL, text_fields, write_text
from onedata_resources.kettle.datax.typed_columns import DATE_MASK
from onedata_resources.kettle.generate.elements import Pair

LINE = "record"


class StreamWriter(Part):
    """The parameters of streamwriter; with a path and a name it writes a file."""

    print: bool = True
    fieldDelimiter: Text = "\t"  # noqa: N815 - DataX's key
    path: Text = ""
    fileName: Text = ""  # noqa: N815 - DataX's key


def write_stream(builder: Builder, plugin: Plugin, sources: list[Rows]) -> None:
    """Place the end of the rows.

    Raises:
        KettleFileError: A parameter is wrong.
    """
    writer = plugin.read(StreamWriter)
    if writer.path.strip() and writer.fileName.strip():
        keys = ("path", "fileName", "fieldDelimiter")
        given = {key: getattr(writer, key) for key in keys} | {"writeMode": "truncate"}
        write_text(builder, plugin.model_copy(update={"parameter": given}), sources)
        return
    rows = merged(builder, sources)
    if not writer.print:
        builder.writing += builder.then(rows, "end of the rows", "Dummy", []).steps
        return
    if rows.columns:
        settings = _joined(rows, writer.fieldDelimiter)
        rows = builder.then(rows, "one line", "ConcatFields", settings)
    fields: list[Pair] = [("field", [("name", LINE)])] if rows.columns else []
    settings = [
        ("loglevel", "log_level_basic"),
        ("displayHeader", False),
        ("limitRows", False),
        ("limitRowsNumber", 0),
        ("logmessage", None),
        ("fields", fields),
    ]
    builder.writing += builder.then(rows, "print rows", "WriteToLog", settings).steps


def _joined(rows: Rows, delimiter: str) -> list[Pair]:
    """Return a ConcatFields of the columns, as DataX prints them."""
    target: list[Pair] = [
        ("targetFieldName", LINE),
        ("targetFieldLength", 0),
        ("removeSelectedFields", False),
    ]
    return [
        ("separator", delimiter),
        ("enclosure", None),
        ("enclosure_forced", False),
        ("enclosure_fix_disabled", True),
        ("header", False),
        ("footer", False),
        ("file", [("pad", False), ("fast_dump", False), ("splitevery", 0)]),
        ("fields", text_fields(rows, NULL, DATE_MASK)),
        ("ConcatFields", target),
    ]
