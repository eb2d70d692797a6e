"""How well keys and foreign keys are found in public databases whose declared ones are not told.

Each database is read in a process of its own by three methods: this one; `inclusion`, which takes
the smallest key that holds all of a column, asked pair by pair; and `names`, which takes the key of
the same name. Printed are precision, recall and F1 of the references in
`metadata_keys_labels.yaml`, the share of the keys referred to that are among the candidates, CPU
seconds and peak memory. Last, tables made here tell what many tables cost.

    python bench/metadata_keys.py [FOLDER] [TABLES]    goals: F1 0.95, recall of candidates 1.0,
                                                       TPC-H of scale 1 in 15 s of CPU,
                                                       1,000 tables in 60 s of CPU and 2 GB

TPC-H of two scales, TPC-DS (where DuckDB's extension is there) and the retail source are made here;
FOLDER holds one folder of Parquet files for each of the others, named as in the labels.
"""

import json
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from metadata_keys_databases import ROWS, fill, make
from usage import run

LABELS = Path(__file__).with_name("metadata_keys_labels.yaml")
METHODS = ("found", "inclusion", "names")
TABLES, COLUMNS = 1_000, 30
COMPARED = 40
"""Tables on which the methods are compared: the search pair by pair takes the square of them."""

Key = tuple[str, frozenset[tuple[str, str]], str]


def main() -> None:
    """Print what each method finds in each database, then what many tables cost."""
    import yaml

    sys.path.insert(0, str(Path(__file__).parents[1]))
    given = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory() as made:
        make(Path(made))
        for database in yaml.safe_load(LABELS.read_text(encoding="utf-8")):
            places = [each / database for each in (Path(made), given) if each is not None]
            folder = next((each for each in places if each.is_dir()), None)
            if folder is None:
                print(f"{database}: not there, left out")
            else:
                compare(database, folder)
        many(Path(made), int(sys.argv[2]) if len(sys.argv) > 2 else TABLES)


def compare(database: str, folder: Path) -> None:
    """Print one line for each method, with its CPU time by that of the first."""
    spent = 0.0
    for method in METHODS:
        used, said = run(__file__, "measure", database, str(folder), method)
        told = json.loads(said)
        spent = spent or used.cpu
        print(
            f"{database:16} {method:10} precision {told['precision']:.3f} recall "
            f"{told['recall']:.3f} F1 {told['f1']:.3f} candidates {told['candidates']:.3f} "
            f"({told['right']} right of {told['told']}, {told['wanted']} wanted) "
            f"{used.cpu:.1f} s CPU (x{used.cpu / spent:.1f}) {used.peak_mib:.0f} MiB"
        )


def many(folder: Path, count: int) -> None:
    """Print what tables made here cost, few of them by every method."""
    for size in (COMPARED, count):
        used, _ = run(__file__, "fill", str(folder / f"many{size}"), str(size))
        for method in METHODS[: 2 if size == COMPARED else 1]:
            used, _ = run(__file__, "measure", "", str(folder / f"many{size}"), method)
            print(
                f"{size} tables of {COLUMNS} columns and {ROWS} rows, {method}: "
                f"{used.cpu:.1f} s CPU, {used.wall:.1f} s, {used.peak_mib:.0f} MiB"
            )


def measure(database: str, folder: Path, method: str) -> None:
    """Write what a method finds in a database, compared with its labels, as JSON."""
    import polars as pl
    import yaml

    from onedata_assets.domain.metadata.model import TableName
    from onedata_assets.domain.metadata.profiles import Place, TableData, profile

    tables = [
        TableData(Place("", TableName("", each.stem)), pl.scan_parquet(each))
        for each in sorted(folder.glob("*.parquet"))
    ]
    profiles = {each.place: profile(each) for each in tables}
    labels = yaml.safe_load(LABELS.read_text(encoding="utf-8")).get(database, [])
    wanted = set(map(labelled, labels))
    candidates, told = {"found": found, "inclusion": inclusion, "names": names}[method](
        tables, profiles
    )
    referred = {(parent, frozenset(theirs for _, theirs in pairs)) for _, pairs, parent in wanted}
    right = len(told & wanted)
    share = {
        "right": right,
        "told": len(told),
        "wanted": len(wanted),
        "precision": right / max(1, len(told)),
        "recall": right / max(1, len(wanted)),
        "f1": 2 * right / max(1, len(told) + len(wanted)),
        "candidates": len(referred & candidates) / max(1, len(referred)),
    }
    print(json.dumps(share))


def key(child: str, columns: Sequence[str], parent: str, theirs: Sequence[str]) -> Key:
    """Return a reference as it is compared."""
    return child, frozenset(zip(columns, theirs, strict=True)), parent


def labelled(text: str) -> Key:
    """Return the reference that a line of the labels tells."""
    child, parent = (part.rstrip(")").split("(") for part in text.split(") "))
    return key(child[0], child[1].split(", "), parent[0], parent[1].split(", "))


def found(tables: list, profiles: Mapping) -> tuple[set, set[Key]]:
    """Return the keys and references that the project finds."""
    from onedata_assets.domain.metadata.relations import find_relations

    told = find_relations(tables, profiles)
    candidates = {
        (str(place), frozenset(each.columns))
        for place, its in told.keys.items()
        for each in its.candidates
    }
    references = {
        key(str(each.child), each.columns, str(each.parent), each.parent_columns)
        for each in told.references
    }
    return candidates, references


def unique(profiles: Mapping) -> list[tuple[Any, Any]]:
    """Return the columns whose values are all different, each with its table."""
    return [
        (place, column)
        for place, its in profiles.items()
        for column in its.columns
        if column.unique and column.rows > 1
    ]


def inclusion(tables: list, profiles: Mapping) -> tuple[set, set[Key]]:
    """Return for each column the smallest key of another table that holds all its values."""
    import polars as pl

    keys = sorted(unique(profiles), key=lambda each: each[1].distinct)
    data = {each.place: each.frame for each in tables}

    def values(place: Any, column: Any) -> pl.DataFrame:
        value = pl.col(column.name).alias("value")
        return data[place].select(value.drop_nulls().unique()).collect()

    held = {(place, column.name): values(place, column) for place, column in keys}
    told = set()
    for place, its in profiles.items():
        for column in its.columns:
            own = values(place, column)
            for parent, other in keys:
                key_values = held[parent, other.name]
                if parent == place or own.is_empty() or own.schema != key_values.schema:
                    continue
                if own.join(key_values, on="value", how="anti").is_empty():
                    told.add(key(str(place), [column.name], str(parent), [other.name]))
                    break
    return {(str(place), frozenset({column.name})) for place, column in keys}, told


def names(tables: list, profiles: Mapping) -> tuple[set, set[Key]]:
    """Return for each column a key of another table that has its name, or its table's with `id`."""
    del tables
    keys = unique(profiles)
    told = set()
    for place, its in profiles.items():
        for column in its.columns:
            for parent, other in keys:
                written = {other.name.lower(), f"{parent}_{other.name}".lower()}
                if parent != place and column.name.lower() in written:
                    told.add(key(str(place), [column.name], str(parent), [other.name]))
                    break
    return {(str(place), frozenset({column.name})) for place, column in keys}, told


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        sys.path.insert(0, str(Path(__file__).parents[1]))
        measure(sys.argv[2], Path(sys.argv[3]), sys.argv[4])
    elif sys.argv[1:2] == ["fill"]:
        fill(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
