"""The databases that `metadata_keys.py` reads and that can be made here, as Parquet files."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROWS = 300
WORDS = """
order customer product invoice payment shipment warehouse employee contract project asset device
ticket campaign policy claim branch vendor budget account ledger meter sensor route vehicle driver
course student lesson exam patient visit ward
"""


def make(folder: Path) -> None:
    """Write the databases that can be made here, each in its folder."""
    from demo.source_frames import package_data, source_frames

    generator = Path(sys.executable).with_name("tpchgen-cli")
    for name, scale in (("tpch", "0.1"), ("tpch_sf1", "1")):
        subprocess.run(
            [generator, "parquet", "-s", scale, f"--output-dir={folder / name}"],
            check=True,
            capture_output=True,
        )
    (folder / "retail").mkdir()
    for name, frame in source_frames(package_data()).items():
        frame.write_parquet(folder / "retail" / f"{name}.parquet")
    make_tpcds(folder / "tpcds")


def make_tpcds(folder: Path) -> None:
    """Write TPC-DS by DuckDB, or say that its extension cannot be had."""
    import duckdb

    with duckdb.connect() as database:
        try:
            database.execute("LOAD tpcds")
        except duckdb.Error as error:
            print(f"tpcds: {str(error).splitlines()[0]}")
            return
        folder.mkdir()
        database.execute("CALL dsdgen(sf=0.1)")
        for (name,) in database.sql("SHOW TABLES").fetchall():
            database.sql(f'FROM "{name}"').write_parquet(str(folder / f"{name}.parquet"))


def fill(folder: Path, count: int) -> None:
    """Write tables that refer to each other, with the columns that tables have beside keys."""
    import polars as pl

    folder.mkdir()
    for number in range(count):
        frame = pl.DataFrame(dict(columns_of(number, count)))
        frame.write_parquet(folder / f"{name_of(number)}.parquet")


def name_of(number: int) -> str:
    """Return the name of a table: two of 33 words."""
    words = WORDS.split()
    return f"{words[number % len(words)]}_{words[number // len(words) % len(words)]}"


def columns_of(number: int, count: int) -> Iterator[tuple[str, list]]:
    """Yield the columns of a table: a key, four references, codes, counts, amounts and texts."""
    rows = range(ROWS)
    yield f"{name_of(number)}_id", [at + 1 for at in rows]
    for part in range(4):
        other = (number * 7 + part * 131 + 1) % count
        yield (
            f"{'first' if other == number else 'its'}_{part}_{name_of(other)}_id",
            [at * (part + 3) % ROWS + 1 for at in rows],
        )
    yield "code", [f"{number:04}{at * 7919 % 10007:05}" for at in rows]
    for part in range(8):
        yield f"count_{part}", [(at * 31 + part) % 50 for at in rows]
    for part in range(6):
        yield f"amount_{part}", [at * 1.37 + part for at in rows]
    for part in range(5):
        yield f"kind_{part}", [f"kind {(at + part) % 9}" for at in rows]
    for part in range(5):
        yield f"name_{part}", [f"name {at * 13 % 211} of {number}" for at in rows]
