"""Rows of several tables or queries as the rows of one: columns by number get one name each."""

from __future__ import annotations

from onedata_resources.kettle.datax.builder import Builder, Column, Rows


def merged(builder: Builder, sources: list[Rows]) -> Rows:
    """Return all rows together; where the sources name their columns differently, by number."""
    first, *others = sources
    steps = tuple(step for each in sources for step in each.steps)
    if all(each.names == first.names for each in others):
        return Rows(steps, first.columns)
    wide = max(len(each.names) for each in sources)
    if any(len(each.names) != wide for each in sources):
        return Rows(steps, None)
    numbered: list[str] = []
    columns = [Column(f"column_{n}") for n in range(1, wide + 1)]
    for each in sources:
        numbered += builder.chosen(each, "number columns", columns).steps
    return Rows(tuple(numbered), tuple(columns))
