"""What a SELECT of joined tables lists, and how it calls tables that are files.

Which tables are joined and how is in `joins.py`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.profiles import Place

if TYPE_CHECKING:
    from sqlglot import exp

Columns = Mapping[Place, Sequence[str]]
"""The columns of tables, in their order."""
_FILE = re.compile(
    r"\.(csv|tsv|txt|json|jsonl|ndjson|parquet|orc|avro)(?:\.(?:gz|zst|bz2|xz))?$", re.IGNORECASE
)
_SPARK_READS = {"tsv": "csv", "txt": "csv", "jsonl": "json", "ndjson": "json"}


def listed(aliases: Mapping[str, Place], columns: Columns) -> list[exp.Expr]:
    """Return what to select of joined tables: every column once, under a name of its own.

    A name that several tables have gets its table before it, or the alias where that is not enough,
    so that the SELECT can become a view or a table. Where the columns of a table are unknown, it is
    everything of that table.
    """
    from sqlglot import exp

    if not any(columns.get(place) for place in aliases.values()):
        return [exp.Star()]
    often = Counter(
        name.lower() for place in aliases.values() for name in dict.fromkeys(columns.get(place, ()))
    )
    taken = {name for name, count in often.items() if count == 1}
    found: list[exp.Expr] = []
    for alias, place in aliases.items():
        if not columns.get(place):
            found.append(exp.Column(this=exp.Star(), table=exp.to_identifier(alias)))
        for name in columns.get(place, ()):
            column = exp.column(name, table=alias, quoted=True)
            if often[name.lower()] == 1:
                found.append(column)
                continue
            called = next(each for each in _names(place, alias, name) if each.lower() not in taken)
            taken.add(called.lower())
            found.append(exp.alias_(column, called, quoted=True))
    return found


def _names(place: Place, alias: str, name: str) -> Iterator[str]:
    """Yield names for a column that another table has too."""
    yield f"{_stem(place)}_{name}"
    yield f"{_stem(place)}_{alias}_{name}"
    number = 2
    while True:
        yield f"{alias}_{name}_{number}"
        number += 1


def _stem(place: Place) -> str:
    """Return the name of a table without folders and the ending of a file."""
    return _FILE.sub("", place.table.name).rsplit("/", 1)[-1]


def file_read(place: Place, dialect: str) -> exp.Expr | None:
    """Return how a dialect reads a table that is a file; None where it is none, or needs nothing.

    DuckDB reads a file by its quoted name.
    """
    from sqlglot import exp

    name = place.table.name
    found = _FILE.search(name)
    if found is None:
        return None
    if dialect == "clickhouse":
        return exp.Anonymous(this="file", expressions=[exp.Literal.string(name)])
    if dialect in {"spark", "databricks"}:
        ending = found[1].lower()
        return exp.Table(
            this=exp.to_identifier(name, quoted=True),
            db=exp.to_identifier(_SPARK_READS.get(ending, ending)),
        )
    return None
