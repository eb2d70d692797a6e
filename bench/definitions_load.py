"""CPU seconds to load a code location of N generated tables, against N bare Dagster specs.

Each table is a contract file of 10 columns, read and declared by the factory that the project's
own tables use (`lib/tables.py`), 200 tables a multi-asset; the baseline is `dg.AssetSpec` by key
alone. Every figure is a fresh interpreter with its imports. Contracts are JSON where a program
generates them, as a scan of thousands of tables does, and YAML where people write them: the goal
is for the generated ones. The project's own tables and dbt models are not among them.

    python bench/definitions_load.py [N ...]      goal: 5,000 in JSON under 4 CPU s, linear in N
"""

import json
import sys
import tempfile
from pathlib import Path

import yaml
from usage import run

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


def write_contracts(folder: Path, count: int, form: str) -> None:
    """Write `count` contract files where `contract_of` looks for them."""
    (folder / "ods").mkdir()
    for number in range(count):
        table = f"ods/t{number}"
        contract = {"table": table, "title": BOTH, "grain": BOTH, "domain": "trade"}
        contract["columns"] = COLUMNS
        text = json.dumps(contract)
        if (
            form == "yaml"
        ):  # of what JSON gives back: shared parts would be written once, as aliases
            text = yaml.safe_dump(json.loads(text), allow_unicode=True)
        (folder / "ods" / f"t{number}.{form}").write_text(text, encoding="utf-8")


def measure(count: int, form: str) -> str:
    """Return the line of one size and form."""
    with tempfile.TemporaryDirectory() as folder:
        write_contracts(Path(folder), count, form)
        bare, _ = run("-W", "ignore", "-c", BARE, folder, str(count))
        ours, _ = run("-W", "ignore", "-c", OURS, folder, str(count))
    seconds = f"{ours.cpu:>8.2f} {bare.cpu:>8.2f} {ours.cpu / bare.cpu:>6.2f}"
    return f"{count:>7} {form:>6} {seconds} {ours.peak_mib:>9.0f}"


def main() -> None:
    """Print one line for each size and form."""
    counts = [int(argument) for argument in sys.argv[1:]] or [0, 1000, 5000]
    print(f"{'tables':>7} {'form':>6} {'ours s':>8} {'bare s':>8} {'ratio':>6} {'peak MiB':>9}")
    for form in ("json", "yaml"):
        for count in counts:
            print(measure(count, form), flush=True)


if __name__ == "__main__":
    main()
