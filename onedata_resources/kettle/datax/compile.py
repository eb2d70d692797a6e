"""A DataX job becomes a Kettle transformation, which the engine and its servers run as any other.

Reading, changing and writing are in the modules beside. Statements before and after are steps too,
so one file holds all: `preSql` runs before any row flows, `postSql` when all rows are written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from onedata_resources.kettle.datax.builder import Builder, Rows
from onedata_resources.kettle.datax.database_reader import read_database
from onedata_resources.kettle.datax.database_writer import write_database, written_width
from onedata_resources.kettle.datax.http import read_http, write_http
from onedata_resources.kettle.datax.job import DataxJob, Plugin, parse_job
from onedata_resources.kettle.datax.stream_reader import read_stream
from onedata_resources.kettle.datax.stream_writer import write_stream
from onedata_resources.kettle.datax.text_reader import read_text
from onedata_resources.kettle.datax.text_writer import write_text
from onedata_resources.kettle.datax.transformers import transformed
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.model import Transformation
from onedata_resources.kettle.reader import read_transformation
from onedata_resources.kettle.xml import serialise

MakerT = TypeVar("MakerT")
READERS: dict[str, Callable[[Builder, Plugin, int | None], list[Rows]]] = {
    "mysqlreader": read_database,
    "postgresqlreader": read_database,
    "sqlitereader": read_database,
    "rdbmsreader": read_database,
    "txtfilereader": read_text,
    "csvreader": read_text,
    "httpreader": read_http,
    "streamreader": read_stream,
}
WRITERS: dict[str, Callable[[Builder, Plugin, list[Rows]], None]] = {
    "mysqlwriter": write_database,
    "postgresqlwriter": write_database,
    "sqlitewriter": write_database,
    "rdbmswriter": write_database,
    "txtfilewriter": write_text,
    "csvwriter": write_text,
    "httpwriter": write_http,
    "streamwriter": write_stream,
}


def read_datax(source: bytes | str, *, name: str) -> Transformation:
    """Return the transformation that does what the job says; `name` says which file it is.

    Names in the job that DataX replaces (`-p "-Dday=..."`) are its parameters.

    Raises:
        KettleFileError: Not a DataX job, or one that uses what is not supported.
    """
    return read_transformation(ktr_of_datax(source, name=name), name=name)


def ktr_of_datax(source: bytes | str, *, name: str) -> bytes:
    """Return the `.ktr` of the job; the same job gives the same bytes.

    Raises:
        KettleFileError: Not a DataX job, or one that uses what is not supported.
    """
    job, parameters = parse_job(source, name=name)
    builder = _built(job, name)
    content = job.content[0]
    document = builder.canvas.document(
        Path(name).stem,
        f"DataX: {content.reader.name} -> {content.writer.name}",
        parameters=(parameters | builder.parameters).items(),
        connections=builder.connections,
    )
    return serialise(document)


def _built(job: DataxJob, name: str) -> Builder:
    content, limit = job.content[0], job.setting.errorLimit
    percent = (limit.percentage or 0) * 100
    if limit.record is None and abs(percent - round(percent)) > 1e-9:
        raise KettleFileError(
            f"{name} at job.setting.errorLimit.percentage: Kettle counts whole percents, and"
            f" {limit.percentage} is none; use 0.01 or more, or give a record limit.",
            f"{name}：job.setting.errorLimit.percentage 须为整数百分比，而不是"
            f" {limit.percentage}；请使用不小于 0.01 的值，或改用 record。",
        )
    prints = not content.transformer and _prints(content.writer)
    builder = Builder(limit, job.setting.speed.channel, prints=prints)
    read = _plugin(content.reader, READERS, "reader", "读取端")
    write = _plugin(content.writer, WRITERS, "writer", "写入端")
    sources = read(builder, content.reader, _width(content.writer))
    for each in content.transformer:
        sources = [transformed(builder, each, rows) for rows in sources]
    write(builder, content.writer, sources)
    builder.end_dirty()
    return builder


def _width(writer: Plugin) -> int | None:
    """Return how many columns the writer takes, or None where it takes all."""
    if WRITERS.get(writer.name) is write_text:
        header = writer.parameter.get("header")
        return len(header) if isinstance(header, list) and header else None
    return written_width(writer)


def _prints(writer: Plugin) -> bool:
    """Return whether the writer prints columns, dates among them, as DataX does by itself."""
    given, found = writer.parameter, WRITERS.get(writer.name)
    if found is write_stream:
        return given.get("print") is not False
    return found is write_text and not (given.get("dateFormat") or given.get("format"))


def _plugin(plugin: Plugin, known: Mapping[str, MakerT], en: str, zh: str) -> MakerT:
    found = known.get(plugin.name)
    if found is None:
        listed = ", ".join(known)
        raise plugin.refuse(
            "",
            f"this {en} is not supported; use one of {listed}, or run the job with DataX.",
            f"不支持该{zh}；可用：{listed}，或用 DataX 运行该作业。",
        )
    return found
