"""What is found out of many tables, on the processors that there are; of few, in this process.

What is found out of one is in `domain/metadata/found.py`.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.findings import TableFindings
from onedata_assets.domain.metadata.model import Table

if TYPE_CHECKING:
    import polars as pl

MANY = 100
"""From so many tables on, starting other processes (about a second each) pays off."""
WAITING = 16
"""So many tables wait with their rows, which bounds the memory."""


@dataclass(frozen=True)
class Looked:
    """A table with the rows that were seen of it and the mark that its findings will have."""

    table: Table
    rows: pl.DataFrame
    mark: str


def found_tables(
    looked: Iterable[Looked], today: date, *, count: int
) -> Iterator[tuple[Looked, TableFindings]]:
    """Yield what is found out of tables, in their order; `count` is about how many there are."""
    workers = min(4, (os.cpu_count() or 1) - 1)
    if count < MANY or workers < 1:
        yield from ((each, _found(each, today)) for each in looked)
        return
    with ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn"), initializer=_one_thread
    ) as pool:
        waiting: deque[tuple[Looked, Future[TableFindings]]] = deque()
        for each in looked:
            waiting.append((each, pool.submit(_found, each, today)))
            if len(waiting) > WAITING:
                first, made = waiting.popleft()
                yield first, made.result()
        for each, made in waiting:
            yield each, made.result()


def _found(looked: Looked, today: date) -> TableFindings:
    from onedata_assets.domain.metadata.found import found

    return found(looked.table, looked.rows, mark=looked.mark, today=today)


def _one_thread() -> None:
    """Leave the other processors to the other processes."""
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
