"""SQL that people write, computed in a process of its own, which it may end and no other.

DuckDB's limits are not all that a query can take: texts and lists that it makes are not counted,
frames of the lake neither, and some functions are ended by no interrupt. How a query is computed
is in `lake_sql.py`.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_query import (
    Pair,
    parsed,
    refused,
    tables_in,
    too_large,
    too_long,
    touched,
)
from onedata_resources.clients.lake_sql import Limits, Seen, Sight
from onedata_resources.errors import BadInputError, OneDataError, UnavailableError

if TYPE_CHECKING:
    import polars as pl

ROOM = 4 * 1024**3
"""Bytes that the process may ask for; ten million rows of eight columns take 2.5 GB, read whole."""
STARTING = 10.0
"""Seconds for the process beside those of the query; it starts in half a one where it is calm."""
MOST_BYTES = 64 * 1024**2
"""Of a result."""
_FIRST_TO_GO = Path("/proc/self/oom_score_adj")
_ROWS, _REFUSED = b"R", b"E"


@dataclass(frozen=True)
class _Told:
    """What is seen of a table, and the columns of which that was asked."""

    touched: Sequence[str]
    seen: Seen | None


@dataclass(frozen=True)
class _Work:
    """What the process is told; it asks nobody."""

    uri: str
    storage_options: Mapping[str, str]
    query: str
    told: Mapping[Pair, _Told]
    limits: Limits

    def sight(self, pair: Pair, _schema: pl.Schema, names: Sequence[str]) -> Seen | None:
        """Return what is seen of a table.

        Raises:
            UnavailableError: It has got other columns since that was asked.
        """
        told = self.told[pair]
        if list(told.touched) != list(names):
            table = "/".join(pair)
            raise UnavailableError(
                f"The columns of {table} have just changed: run the query again.",
                f"{table} 的列刚刚发生变化：请重新执行查询。",
            )
        return told.seen


def sql_apart(lake: LakeClient, query: str, *, sight: Sight, limits: Limits) -> pl.DataFrame:
    """Return the first rows of a query as `LakeClient.sql` does, whatever it takes to compute.

    Raises:
        BadInputError: It is refused, takes too long or too much memory, or its result is too large.
        UnavailableError: The lake does not answer, or a table has just changed.
    """
    work = pickle.dumps(_work(lake, query, sight, limits))
    command = [sys.executable, "-m", __name__]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:  # noqa: S603  ours
        try:
            answer, _ = process.communicate(work, timeout=limits.seconds + STARTING)
        except BaseException as error:
            process.kill()
            if not isinstance(error, subprocess.TimeoutExpired):
                raise
            raise too_long(query) from error
    if process.returncode:
        raise too_large(query)
    return _frame(answer)


def _work(lake: LakeClient, query: str, sight: Sight, limits: Limits) -> _Work:
    tree, told = parsed(query), {}
    for pair in tables_in(query, lake.tables):
        frame = lake.scan(pair)
        names = touched(frame, tree)
        told[pair] = _Told(names, sight(pair, frame.collect_schema(), names))
    return _Work(lake.uri, lake.storage_options, query, told, limits)


def _frame(answer: bytes) -> pl.DataFrame:
    import polars as pl

    kind, content = answer[:1], answer[1:]
    if kind == _ROWS:
        return pl.read_ipc(content)
    told = json.loads(content)
    error = UnavailableError if told["is_unavailable"] else BadInputError
    raise error(told["en"], told["zh"])


def _answer(work: _Work) -> bytes:
    """Return the rows, or what a person must read."""
    lake = LakeClient(work.uri, work.storage_options)
    try:
        found = lake.sql(work.query, sight=work.sight, limits=work.limits)
        if found.estimated_size() > MOST_BYTES:
            raise refused(work.query, "its result is larger than 64 MB", "结果超过 64 MB")
    except OneDataError as error:
        away = isinstance(error, UnavailableError)
        told = {"en": error.en, "zh": error.zh, "is_unavailable": away}
        return _REFUSED + json.dumps(told).encode()
    stored = found.write_ipc(None)
    return _ROWS + stored.getvalue()


def main() -> None:
    """Compute what stands on the standard input, and write the answer."""
    import resource

    work = pickle.load(sys.stdin.buffer)  # noqa: S301  from the process that started this one
    resource.setrlimit(resource.RLIMIT_DATA, (ROOM, ROOM))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Where the machine has no memory left, this process goes and no other.
    if _FIRST_TO_GO.exists():
        _FIRST_TO_GO.write_text("1000")
    sys.stdout.buffer.write(_answer(work))


if __name__ == "__main__":
    main()
