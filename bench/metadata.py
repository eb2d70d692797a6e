"""What a scan of a large database costs: structure, samples, and what they mean.

    python bench/metadata.py [TABLES]

A SQLite database of 1,000 tables of 30 columns and 1,000 rows is made here and scanned three times:
for the first time, with nothing changed, and with one row more in one table. The baseline reads the
same structure and the same samples by SQLAlchemy and finds nothing out of them. Goals: the first
scan under 60 s on 2 cores, the second under 10 s, memory under 2 GB.
"""

import os
import sqlite3
import sys
import tempfile
from pathlib import Path

from usage import Usage, run

MOST = {"first": 60.0, "nothing changed": 10.0}

MADE = """
import sqlite3, sys, random
path, tables = sys.argv[1], int(sys.argv[2])
kinds = [
    ("id", "INTEGER PRIMARY KEY", lambda n, r: n),
    ("customer_name", "TEXT", lambda n, r: r.choice("张王李赵陈") + r.choice("伟芳娜敏静强磊")),
    ("mobile", "TEXT", lambda n, r: f"13{r.randrange(10**9):09d}"),
    ("email", "TEXT", lambda n, r: f"user{r.randrange(10**6)}@example.com"),
    ("amount_cny", "NUMERIC", lambda n, r: r.randrange(10**6) / 100),
    ("quantity", "INTEGER", lambda n, r: r.randrange(50)),
    ("ordered_at", "TEXT", lambda n, r: f"2026-{r.randrange(1, 13):02d}-{r.randrange(1, 29):02d}"),
    ("status", "TEXT", lambda n, r: r.choice(["new", "paid", "sent", "done"])),
    ("url", "TEXT", lambda n, r: f"https://example.com/{r.randrange(10**5)}"),
    ("note", "TEXT", lambda n, r: " ".join(r.choices(["a", "long", "note", "of", "words"], k=12))),
]
columns = [(f"{name}_{at // 10}" if at >= 10 else name, kind if at else kinds[0][1], make)
           for at in range(30) for name, kind, make in [kinds[at % 10]]]
columns = [(name, "INTEGER" if at and "KEY" in kind else kind, make)
           for at, (name, kind, make) in enumerate(columns)]
shape = ", ".join(f'"{name}" {kind}' for name, kind, _ in columns)
marks = ", ".join("?" * len(columns))
with sqlite3.connect(path) as connection:
    for table in range(tables):
        r = random.Random(table)
        rows = [[make(n, r) for _, _, make in columns] for n in range(1000)]
        connection.execute(f"CREATE TABLE orders_{table:04d} ({shape})")
        connection.executemany(f"INSERT INTO orders_{table:04d} VALUES ({marks})", rows)
"""
SCAN = """
import sys
from datetime import UTC, datetime
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_assets.lib.source_scans import scan
from onedata_resources.clients.catalog import Catalog
from onedata_resources.store.database import opened
from onedata_resources.store.metadata import SourceVersions
source = Source("shop", SourceKind.SQL, "SHOP", Wanted())
with opened(f"sqlite:///{sys.argv[2]}/store.db") as store:
    found = scan(source, Catalog({"SHOP": f"sqlite:///{sys.argv[1]}"}), SourceVersions(store),
                 datetime.now(UTC))
print(len(found.structure.tables), len(found.looked_at), found.version.number)
"""
BASELINE = """
import sys
from onedata_assets.domain.metadata.sources import Source, SourceKind
from onedata_assets.domain.metadata.structure import Wanted
from onedata_resources.clients.catalog import Catalog
catalog = Catalog({"SHOP": f"sqlite:///{sys.argv[1]}"})
source = Source("shop", SourceKind.SQL, "SHOP", Wanted())
print(sum(rows.height for _, rows in catalog.samples(source, catalog.structure(source).tables)))
"""


def main() -> None:
    """Make the database, scan it three times and the baseline once, and print what each used."""
    tables = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory(prefix="onedata-bench-") as folder:
        path = Path(folder) / "shop.db"
        env = {**os.environ, "ONEDATA_HOME": folder}
        run("-c", MADE, str(path), str(tables))
        base, _ = run("-c", BASELINE, str(path), env=env)
        told("baseline: structure and samples alone", base, base)
        for name in ("first", "nothing changed", "one table changed"):
            if name == "one table changed":
                with sqlite3.connect(path) as connection:
                    connection.execute("UPDATE orders_0000 SET quantity = 1 WHERE id = 7")
            used, said = run("-c", SCAN, str(path), folder, env=env)
            told(f"{name} (tables, looked at, version: {said.strip()})", used, base)
            if name in MOST:
                verdict = "met" if used.wall < MOST[name] else "missed"
                print(f"    goal of {MOST[name]:.0f} s: {verdict}")


def told(name: str, used: Usage, base: Usage) -> None:
    """Print what one run used, beside the baseline."""
    ratio = used.cpu / base.cpu
    print(
        f"{name}: {used.wall:.1f} s, {used.cpu:.1f} CPU s ({ratio:.2f} of the baseline),"
        f" {used.peak_mib:.0f} MiB"
    )


if __name__ == "__main__":
    main()
