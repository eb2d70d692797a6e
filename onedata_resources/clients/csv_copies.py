"""Whole CSV files as Parquet: no row is lost for a value that is not like its column, or its end.

How a file is written was found out before, in `catalog_csv.py`; which files make a table is in
`catalog_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.file_formats.carriage_returns import MARK

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Typed(Enum):
    """Which columns of a CSV file get another type than text: how many of its values must fit.

    Values that do not fit the type of their column are left out, in rows that stay.
    """

    NEARLY = 0.95
    EXACTLY = 1.0
    NOT = 2.0
    """All columns stay texts, as they are written."""


_READ = """
SELECT * FROM read_csv($files, header = $header, delim = $delimiter, quote = $quote, skip = $skip,
                       all_varchar = $as_texts, ignore_errors = true, union_by_name = true,
                       strict_mode = $strict)
LIMIT $most
"""
_TEXTS = f"SELECT replace(COLUMNS(*), '{MARK}', chr(13)) FROM ({_READ})"  # noqa: S608 - constants
_FORMATS = """
SELECT DateFormat, TimestampFormat FROM sniff_csv($file, header = $header, delim = $delimiter,
                                                  quote = $quote, skip = $skip,
                                                  ignore_errors = true, strict_mode = $strict)
"""
_WHOLE = r"\s*[+-]?\d+\s*"


def copy_csv(
    files: Sequence[Path],
    to: Path,
    *,
    delimiter: str,
    quote: str,
    has_header: bool,
    skipped: int,
    typed: Typed,
    most: int,
) -> None:
    """Leave at most so many rows of CSV files in one Parquet file, with types as far as asked.

    A file that is against the rules, as one whose lines end in several ways, is read all the same.

    Raises:
        duckdb.Error: The files cannot be read.
    """
    import duckdb

    given: dict[str, object] = {
        "files": [str(each) for each in files], "delimiter": delimiter, "quote": quote,
        "header": has_header, "skip": skipped, "as_texts": True, "most": most, "strict": True,
    }  # fmt: skip
    texts = to if typed is Typed.NOT else to.with_suffix(".texts")
    with duckdb.connect() as connection:
        try:
            _write(connection, _TEXTS, given, texts)
        except duckdb.Error:
            given["strict"] = False
            _write(connection, _TEXTS, given, texts)
        if typed is not Typed.NOT:
            query = _typed(connection, given, texts, typed.value)
            _write(connection, query, {"file": str(texts)}, to)
            texts.unlink()


def _typed(
    connection: DuckDBPyConnection, given: dict[str, object], texts: Path, least: float
) -> str:
    """Return the query of columns in the types that they begin with, where enough values fit.

    DuckDB's own reading makes 2 of 1.5 behind whole numbers, and leaves out rows with any misfit.
    """
    typed = connection.sql(_READ, params=given | {"as_texts": False})
    formats = _formats(connection, given)
    columns = {
        _quoted(name): list(_readings(_quoted(name), str(kind), formats))
        for name, kind in zip(typed.columns, typed.types, strict=True)
    }
    asked = [f"count({each})" for name, readings in columns.items() for each in (name, *readings)]
    query = f"SELECT {', '.join(asked)} FROM read_parquet(?)"  # noqa: S608 - quoted names
    [found] = connection.execute(query, [str(texts)]).fetchall()
    counts = iter(found)
    chosen = []
    for name, readings in columns.items():
        known = next(counts)
        fitting = [each for each in readings if next(counts) >= least * known]
        chosen.append(f"{fitting[0]} AS {name}" if fitting else name)
    return f"SELECT {', '.join(chosen)} FROM read_parquet($file)"  # noqa: S608 - quoted names


def _formats(connection: DuckDBPyConnection, given: dict[str, object]) -> dict[str, str]:
    """Return how the first file writes days and moments, where that is not the usual way."""
    files = given["files"]
    first = {"file": files[0] if isinstance(files, list) else files}
    shared = {name: given[name] for name in ("header", "delimiter", "quote", "skip", "strict")}
    [[day, moment]] = connection.execute(_FORMATS, first | shared).fetchall()
    return {"DATE": day or "", "TIMESTAMP": moment or ""}


def _readings(quoted: str, kind: str, formats: Mapping[str, str]) -> Iterator[str]:
    """Yield the types that a column of texts may have, the best first."""
    if kind.endswith("INT") or kind == "INTEGER":
        whole = f"regexp_full_match({quoted}, '{_WHOLE}')"
        yield f"CASE WHEN {whole} THEN TRY_CAST({quoted} AS {kind}) END"
        yield f"TRY_CAST({quoted} AS DOUBLE)"
        return
    if format_ := formats.get(kind):
        written = format_.replace("'", "''")
        yield f"CAST(try_strptime({quoted}, '{written}') AS {kind})"
    if kind != "VARCHAR":
        yield f"TRY_CAST({quoted} AS {kind})"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _write(connection: DuckDBPyConnection, query: str, given: dict[str, object], to: Path) -> None:
    connection.sql(query, params=given).write_parquet(str(to))
