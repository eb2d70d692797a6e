"""CPU seconds to load a code location of N generated tables, against N bare Dagster specs.

Each table is a generated contract file of 10 columns, read and declared by the factory that the
project's own tables use (`lib/tables.py`), 200 tables a multi-asset; the baseline is `dg.AssetSpec`
by key alone. Every figure is a fresh interpreter with its imports.

    python bench/definitions_load.py [N ...]      goal: 5,000 tables under 4 CPU s, linear in N
"""

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

BOTH = {"en": "meaning of the column", "zh": "列的含义"}
COLUMNS = [
    {"name": f"c{i}", "type": "Int64", "meaning": BOTH, "sensitivity": "none"} for i in range(10)
]
OURS = """
import sys
import dagster as dg
from pathlib import Path
import onedata_assets.definitions
from onedata_assets.lib import tables
from onedata_assets.lib.keys import Layer, System, table_key
from onedata_assets.lib.loading import lasting_objects
tables.CONTRACTS = Path(sys.argv[1])
count = int(sys.argv[2])
def group(start):
    specs = [
        tables.table_spec(table_key(Layer.ODS, f"t{n}"), system=System.INGESTION)
        for n in range(start, min(start + 200, count))
    ]
    @dg.multi_asset(name=f"tables_{start}", specs=specs, can_subset=True)
    def load(): ...
    return load
with lasting_objects():
    defs = dg.Definitions(assets=[group(start) for start in range(0, count, 200)])
defs.get_repository_def()
"""
BARE = """
import sys
import dagster as dg
defs = dg.Definitions(assets=[dg.AssetSpec(["ods", f"t{n}"]) for n in range(int(sys.argv[2]))])
defs.get_repository_def()
"""


def write_contracts(folder: Path, count: int) -> None:
    """Write `count` contract files where `contract_of` looks for them."""
    (folder / "ods").mkdir()
    for number in range(count):
        table = f"ods/t{number}"
        contract = {"title": BOTH, "grain": BOTH, "domain": "trade", "columns": COLUMNS}
        path = folder / "ods" / f"t{number}.json"
        path.write_text(json.dumps({"table": table, **contract}), encoding="utf-8")


def cpu_seconds(code: str, *arguments: str) -> tuple[float, int]:
    """Return CPU seconds and peak MiB of a fresh interpreter that runs the code."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-W", "ignore", "-c", code, *arguments], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return used, after.ru_maxrss // 1024


def main() -> None:
    """Print one line for each size."""
    counts = [int(argument) for argument in sys.argv[1:]] or [0, 1000, 5000]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_contracts(folder, max(counts))
        print(f"{'tables':>7} {'ours s':>8} {'bare s':>8} {'ratio':>6} {'peak MiB':>9}")
        for count in counts:
            bare, _ = cpu_seconds(BARE, name, str(count))
            ours, peak = cpu_seconds(OURS, name, str(count))
            print(f"{count:>7} {ours:>8.2f} {bare:>8.2f} {ours / bare:>6.2f} {peak:>9}")


if __name__ == "__main__":
    main()
