"""Reading records page by page where only some of them are shown. Which are is not decided here."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

PAGE = 500

Record = TypeVar("Record")


def paged(
    read: Callable[[str | None, int], Sequence[Record]],
    name: Callable[[Record], str],
    cursor: str | None,
    limit: int | None,
) -> Iterator[Record]:
    """Yield all records after `cursor`; `read` returns as many as it is told to after a name.

    The first page is as long as what is asked for, which is enough where all of it is shown.
    """
    size = min(limit or PAGE, PAGE)
    while page := read(cursor, size):
        yield from page
        if len(page) < size:
            return
        cursor, size = name(page[-1]), PAGE


def first(limit: int | None, records: Iterable[Record]) -> list[Record]:
    """Return the first `limit` records, and read no others; all without a limit."""
    return list(records if limit is None else islice(records, max(limit, 0)))
