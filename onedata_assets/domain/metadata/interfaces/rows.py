"""Where the rows of an answer are: at its top, or below names as APIs wrap them.

The same rule serves schemas of answers and the answers themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

DEPTH = 4
LISTS = frozenset(
    {
        "content", "data", "datas", "documents", "elements", "entities", "entries", "features",
        "hits", "items", "list", "objects", "page", "payload", "records", "response", "result",
        "results", "rows", "value", "values",
    }
)  # fmt: skip
"""Names under which rows are, if no other list is beside them."""
SURELY = frozenset({"data", "items", "list", "records", "results", "rows"})
"""Names under which rows are, whatever is beside them."""
HOLDERS = LISTS | {"body", "_embedded", "embedded", "pageinfo", "d", "output"}
"""Names of objects that hold the rows, or the one record, of an answer."""
ENVELOPE = frozenset(
    {
        "code", "count", "current", "currentpage", "cursor", "detail", "error", "errorcode",
        "errormessage", "errors", "first", "has_more", "hasmore", "hasnext", "info", "last",
        "limit", "links", "message", "meta", "metadata", "msg", "next", "next_cursor",
        "next_page_token", "nextcursor", "nextpagetoken", "number", "ok", "offset", "page",
        "pageindex", "pagenum", "pagenumber", "pages", "pagesize", "page_size", "pagination",
        "paging", "per_page", "prev", "previous", "request_id", "requestid", "size", "skip",
        "status", "statuscode", "success", "succeeded", "timestamp", "took", "total", "total_count",
        "total_pages", "totalcount", "totalelements", "totalpages", "totalsize", "trace_id",
        "traceid", "type", "version", "warnings",
    }
)  # fmt: skip
"""Names of what stands beside the rows: codes, messages and pages."""


class Part(StrEnum):
    """What an answer has under a name."""

    ROWS = "rows"
    OBJECT = "object"
    OTHER = "other"


def way_to_rows(parts: Mapping[str, Part]) -> str | None:
    """Return the name to go on with from an object; None where the object itself is the row."""
    lists = [name for name, part in parts.items() if part is Part.ROWS]
    usual = [name for name in lists if name.lower() in (LISTS if len(lists) == 1 else SURELY)]
    if usual:
        return usual[0]
    if len(lists) == 1 and _is_envelope(parts, lists[0]):
        return lists[0]
    objects = [name for name, part in parts.items() if part is Part.OBJECT]
    holders = [name for name in objects if name.lower() in HOLDERS]
    if len(holders) == 1 and not lists and _is_envelope(parts, holders[0]):
        return holders[0]
    return None


def _is_envelope(parts: Mapping[str, object], besides: str) -> bool:
    return all(_is_of_envelope(name) for name in parts if name != besides)


def _is_of_envelope(name: str) -> bool:
    return name.lower() in ENVELOPE or name.startswith(("@", "_", "$"))


def rows_of(answer: object) -> tuple[list[object], tuple[str, ...]]:
    """Return the rows of an answer, and the names that lead to them; a single record is one row."""
    way: list[str] = []
    while isinstance(answer, dict) and len(way) < DEPTH:
        name = way_to_rows({str(key): _part(value) for key, value in answer.items()})
        if name is None:
            break
        way.append(name)
        answer = answer[name]
    rows = answer if isinstance(answer, list) else [answer]
    return rows, tuple(way)


def beside(answer: object, way: Sequence[str]) -> Iterator[str]:
    """Yield the names of what an answer has beside its rows, but for codes, messages and pages."""
    for step in way:
        if isinstance(answer, Mapping):
            yield from (name for name in answer if name != step and not _is_of_envelope(name))
            answer = answer[step]


def _part(value: object) -> Part:
    if isinstance(value, dict):
        return Part.OBJECT
    is_rows = isinstance(value, list) and all(isinstance(each, dict) for each in value)
    return Part.ROWS if is_rows else Part.OTHER
