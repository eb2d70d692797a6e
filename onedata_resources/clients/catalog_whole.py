"""All rows of a source's tables as lazy frames, for questions that a sample cannot answer.

Rows of databases and of texts are copied to Parquet in a folder that the caller lends, so that they
are read from their source once. Samples are in the modules of each kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.file_formats.blanks import (
    ONE_OR_MORE,
    TWO_OR_MORE,
    UNIT,
)
from onedata_assets.domain.metadata.file_formats.carriage_returns import Form, returned
from onedata_assets.domain.metadata.model import Table, TableName
from onedata_assets.domain.metadata.structure import Problem
from onedata_assets.domain.metadata.text_encoding import Encoding
from onedata_resources.clients.catalog_files import files_of
from onedata_resources.clients.catalog_frames import INFINITE_DAY
from onedata_resources.clients.catalog_json import unwrapped
from onedata_resources.clients.catalog_problems import unforeseen, unread
from onedata_resources.clients.catalog_rows import sql_table
from onedata_resources.clients.catalog_sheets import read_sheet
from onedata_resources.clients.catalog_text import MIXED, UnreadableError
from onedata_resources.clients.catalog_utf8 import in_utf8, settled_rows
from onedata_resources.clients.catalog_xml import xml_texts
from onedata_resources.clients.csv_copies import Typed, copy_csv
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.clients.database_copies import copied
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import is_failure

if TYPE_CHECKING:
    import polars as pl

_TEXTS = {
    **dict.fromkeys((".csv", ".tsv", ".txt"), "csv"),
    **dict.fromkeys((".json", ".geojson", ".jsonl", ".ndjson"), "json"),
}
_JSON = "SELECT * FROM read_json(?)"
_JSON_LINES = "SELECT * FROM read_json(?, format = 'newline_delimited', ignore_errors = true)"
"""For a file with broken lines, which a scan tells: DuckDB gives nulls for each of them."""

_VAIN = "unsuccessful or closed pending query"
"""What DuckDB says before it says what is wrong."""

WHOLE = "whole.parquet"
Whole = Iterator[tuple[Table, "pl.LazyFrame | Problem"]]


def whole_sql(database: DatabaseClient, tables: Iterable[Table], folder: Path, most: int) -> Whole:
    """Yield the rows of tables of a database, or why they could not be read.

    Raises:
        UnavailableError: The database does not answer, or its file is missing.
    """
    import sqlalchemy as sa

    # Where parameters have names, a `%` in the name of a table is not doubled.
    kind: Any = type(database.engine().dialect)
    dialect = kind(paramstyle="named")
    with database.connect():
        pass  # a source that is away is no problem of each of its tables
    for number, table in enumerate(tables):
        asked = sa.select(sa.text("*")).select_from(sql_table(table)).limit(most)
        query = str(asked.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
        yield table, _whole_table(database, query, folder / str(number), table)


def _whole_table(
    database: DatabaseClient, query: str, folder: Path, table: Table
) -> pl.LazyFrame | Problem:
    try:
        return copied(database, query, folder)
    except BaseException as error:
        if not is_failure(error):
            raise
        with database.connect():
            pass  # it is the table's fault only where the database still answers
        if isinstance(error, database.engine().dialect.loaded_dbapi.Error):
            return unread(table.name, error)
        return unforeseen(table.name, error)


def whole_lake(lake: LakeClient, tables: Iterable[Table], most: int) -> Whole:
    """Yield the rows of tables of a lake, which are read where they are."""
    for table in tables:
        try:
            rows = lake.scan((table.name.schema, table.name.name)).head(most)
        except BaseException as error:
            if not is_failure(error):
                raise
            rows = unforeseen(table.name, error)
        yield table, rows


def whole_files(
    source: Path, tables: Iterable[Table], folder: Path, most: int, *, typed: Typed = Typed.NEARLY
) -> Whole:
    """Yield the rows of tables of a folder of files, or why they could not be read.

    `typed` tells which columns of CSV files are other than texts, and so which values are lost.

    Raises:
        UnavailableError: The folder is missing.
    """
    for number, table in enumerate(tables):
        paths = files_of(source, table.name.name)
        try:
            rows = _whole_file(paths, table, folder / str(number), most, typed)
        except BaseException as error:
            if not is_failure(error):
                raise
            rows = _not_whole(table.name, error)
        yield table, rows


def _not_whole(table: TableName, error: BaseException) -> Problem:
    import duckdb
    import polars as pl

    if isinstance(error, UnreadableError):
        return Problem(table, error.en, error.zh)
    if not isinstance(error, OSError | duckdb.Error | pl.exceptions.PolarsError):
        return unforeseen(table, error)
    lines = [each for each in str(error).splitlines() if _VAIN not in each] or [str(error)]
    reason = lines[0].removeprefix("Error: ")
    return Problem(
        table,
        f"Its rows could not be read as a whole: {reason}",
        f"无法读取全部数据：{reason}",
    )


def _whole_file(
    paths: list[Path], table: Table, folder: Path, most: int, typed: Typed
) -> pl.LazyFrame:
    import polars as pl

    if not paths:
        raise UnreadableError("Its file is gone.", "文件已不存在。")
    suffix = Path(paths[0].name.lower().removesuffix(".gz")).suffix
    if suffix == ".parquet":
        rows = pl.scan_parquet(paths, glob=False, missing_columns="insert").head(most)
        rows.collect_schema()  # a broken file is told here, not where its rows are read
        return rows
    if suffix in _TEXTS:
        return _whole_text(paths, table, folder, most, typed)
    if suffix == ".xml":
        return _whole_xml(paths, table, folder, most, typed)
    _, _, sheet = table.name.name.partition("#")
    frames = [read_sheet(path, most, sheet).lazy() for path in paths]
    return pl.concat(frames, how="vertical_relaxed").head(most)


def _whole_xml(
    paths: list[Path], table: Table, folder: Path, most: int, typed: Typed
) -> pl.LazyFrame:
    """Return the records of XML documents, by way of CSV."""
    folder.mkdir(parents=True)
    copies = [folder / f"{number}.csv" for number, _ in enumerate(paths)]
    for path, copy in zip(paths, copies, strict=True):
        xml_texts(path, table.properties["element"], most).write_csv(copy)
    whole = folder / WHOLE
    written = {"delimiter": ",", "quote": '"', "has_header": True, "skipped": 0}
    copy_csv(copies, whole, **written, typed=typed, most=most)
    return _finite(whole)


def _whole_text(
    paths: list[Path], table: Table, folder: Path, most: int, typed: Typed
) -> pl.LazyFrame:
    """Return texts as they were found to be written, by way of Parquet."""
    folder.mkdir(parents=True)
    told = table.properties
    encoding = Encoding(told.get("encoding", "utf-8"), is_mixed=MIXED in told)
    delimiter = told.get("delimiter", "")
    blanks = delimiter if delimiter in {ONE_OR_MORE, TWO_OR_MORE} else ""
    texts = [in_utf8(path, encoding, blanks, folder / f"{n}.txt") for n, path in enumerate(paths)]
    if _TEXTS[Path(paths[0].name.lower().removesuffix(".gz")).suffix] == "csv":
        parting = UNIT if blanks else delimiter or ","
        frame = _csv(texts, table, parting, folder, most=most, typed=typed)
    else:
        rows = [
            str(unwrapped(path, text, folder / f"{n}.rows.json"))
            for n, (path, text) in enumerate(zip(paths, texts, strict=True))
        ]
        frame = _json([rows], most, folder / WHOLE)
    have = frame.collect_schema().names()
    return frame.select(each.name for each in table.columns if each.name in have)


def _csv(
    texts: Sequence[Path], table: Table, delimiter: str, folder: Path, *, most: int, typed: Typed
) -> pl.LazyFrame:
    """Return the rows of CSV files of UTF-8."""
    told, whole = table.properties, folder / WHOLE
    quote, skipped = told.get("quote") or "", int(told.get("skipped_lines") or 0)
    form = Form(delimiter, quote, len(table.columns))
    files = [settled_rows(e, form, skipped, folder / f"{n}.rows") for n, e in enumerate(texts)]
    copy_csv(
        files,
        whole,
        delimiter=delimiter,
        quote=quote,
        has_header=told.get("header") == "yes",
        skipped=skipped,
        typed=typed,
        most=most,
    )
    return _finite(whole).rename(returned)


def _finite(whole: Path) -> pl.LazyFrame:
    """Return rows that DuckDB wrote; its days without an end are none to Polars."""
    import polars as pl

    day = pl.col(pl.Date)
    is_finite = day.to_physical().abs() < INFINITE_DAY
    return pl.scan_parquet(whole).with_columns(pl.when(is_finite).then(day))


def _json(given: list[object], most: int, whole: Path) -> pl.LazyFrame:
    """Return the records of JSON files; of lines, those that are no JSON are left out."""
    import duckdb
    import polars as pl

    try:
        _to_parquet(_JSON, given, most, whole)
    except duckdb.InvalidInputException:
        _to_parquet(_JSON_LINES, given, most, whole)
        return pl.scan_parquet(whole).filter(~pl.all_horizontal(pl.all().is_null()))
    return pl.scan_parquet(whole)


def _to_parquet(query: str, given: list[object], most: int, whole: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        connection.sql(query, params=given).limit(most).write_parquet(str(whole))
