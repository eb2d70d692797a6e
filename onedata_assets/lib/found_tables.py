"""What is found out of many tables, on the processors that there are; of few, in this process.

What is found out of one is in `domain/metadata/found.py`, what is made of that while its rows are
at hand in `source_findings.py`.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from onedata_assets.domain.metadata.findings import TableFindings
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.structure import Problem
from onedata_resources.clients.catalog_problems import unforeseen
from onedata_resources.errors import is_failure
from onedata_resources.processes import WorkerContext

if TYPE_CHECKING:
    import polars as pl

WORKERS_MOST = 4
"""As many as there are processors: this process, which reads the rows, waits half of the time."""
MANY = 100
"""From so many tables on, starting other processes (about a second each) pays off."""
TOGETHER = 6
"""So many tables are looked at together, which costs a third less than one by one."""
WAITING = 2
"""So many of these groups wait with their rows for each process, which bounds the memory."""


@dataclass(frozen=True)
class Looked:
    """A table with the rows that were seen of it and the mark that its findings will have.

    `known` was found out of it before.
    """

    table: Table
    rows: pl.DataFrame
    mark: str
    known: TableFindings | None = None


Made = TypeVar("Made")
Make = Callable[[Looked, TableFindings], Made]


def found_tables(
    looked: Iterable[Looked], make: Make[Made], today: date, *, count: int
) -> Iterator[tuple[Looked, Made | Problem]]:
    """Yield what is made of what is found out of tables, in their order.

    `count` is about how many there are; of many, `make` goes to other processes. A table where that
    fails is a problem, of it alone.
    """
    groups = _groups(looked)
    workers = min(WORKERS_MOST, os.cpu_count() or 1)
    if count < MANY or workers == 1:
        for group in groups:
            yield from zip(group, _made(group, make, today), strict=True)
        return
    with ProcessPoolExecutor(workers, WorkerContext(), _one_thread) as pool:
        waiting: deque[tuple[list[Looked], Future[list[Made | Problem]]]] = deque()
        for group in groups:
            waiting.append((group, pool.submit(_made, group, make, today)))
            if len(waiting) > WAITING * workers:
                first, made = waiting.popleft()
                yield from zip(first, made.result(), strict=True)
        for group, made in waiting:
            yield from zip(group, made.result(), strict=True)


def _groups(looked: Iterable[Looked]) -> Iterator[list[Looked]]:
    each = iter(looked)
    while group := list(islice(each, TOGETHER)):
        yield group


def _made(group: list[Looked], make: Make[Made], today: date) -> list[Made | Problem]:
    from onedata_assets.domain.metadata.found import found_all

    try:
        found = found_all([(each.table, each.rows, each.mark) for each in group], today=today)
        return [make(each, its) for each, its in zip(group, found, strict=True)]
    except BaseException as error:
        if not is_failure(error):
            raise
        if len(group) == 1:
            return [unforeseen(group[0].table.name, error)]
    return [made for each in group for made in _made([each], make, today)]


def _one_thread() -> None:
    """Leave the other processors to the other processes."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
