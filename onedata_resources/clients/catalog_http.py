"""HTTP interfaces as tables: by the document that describes one, or by what its paths answer.

Asking is in `catalog_http_asking.py`, what a document means in `domain/metadata/interfaces`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from onedata_assets.domain.metadata.interfaces.rows import rows_of
from onedata_assets.domain.metadata.interfaces.tables import table_name, tables_of
from onedata_assets.domain.metadata.model import Column, Table, TableKind, TableName
from onedata_assets.domain.metadata.structure import Problem, Structure, Wanted, structure_of
from onedata_resources.clients.catalog_files import SAMPLE_ROWS
from onedata_resources.clients.catalog_frames import family_of, type_of, without_rows
from onedata_resources.clients.catalog_http_asking import (
    Answer,
    Interface,
    same_host,
    shown,
)
from onedata_resources.clients.catalog_http_documents import (
    HttpSource,
    base_of,
    read_document,
    without_base,
)
from onedata_resources.clients.catalog_http_frames import frame_of_rows
from onedata_resources.clients.catalog_problems import unforeseen
from onedata_resources.errors import BadInputError, UnavailableError, is_failure

if TYPE_CHECKING:
    import polars as pl

PAGES = 5
_NEXT = ("next", "next_url", "nextLink", "@odata.nextLink", "next_page_url")


def http_structure(source: HttpSource, interface: Interface, wanted: Wanted) -> Structure:
    """Return the tables of an interface.

    Raises:
        UnavailableError: It does not answer.
        BadInputError: Its address is none, or holds no document.
    """
    if not source.paths:
        document = read_document(source, interface)
        found = tables_of(document, wanted)
        told = [] if base_of(source, document) else [without_base(source, document)]
        return structure_of(list(found.tables), [*found.problems, *told])
    tables, problems, errors = [], [], []
    for name, path in _named(source.paths, wanted):
        try:
            sampled = _sampled(interface, _below(source.address, path), SAMPLE_ROWS)
        except BaseException as error:
            if not is_failure(error):
                raise
            errors.append(error)
            problems.append(unforeseen(name, error))
            continue
        if sampled.frame.width:
            tables.append(_table(name, path, sampled))
        else:
            problems.append(_without_rows(name))
    if errors and not tables and all(isinstance(each, UnavailableError) for each in errors):
        raise errors[0]
    return structure_of(tables, problems)


def http_samples(
    source: HttpSource, interface: Interface, tables: Iterable[Table], *, rows: int = SAMPLE_ROWS
) -> Iterator[tuple[Table, pl.DataFrame | Problem]]:
    """Yield at most so many rows of each table that a GET without conditions gives.

    Of the others the columns are all that is known.

    Raises:
        UnavailableError: It does not answer.
        BadInputError: Its address is none, or holds no document.
    """
    listed = dict(_named(source.paths, Wanted()))
    base = source.address if source.paths else base_of(source, read_document(source, interface))
    for table in tables:
        if not base or not _can_be_asked(table):
            yield table, without_rows(table)
            continue
        try:
            path = listed.get(table.name, table.properties["path"])
            sampled = _sampled(interface, _below(base, path), rows)
        except BaseException as error:
            if not is_failure(error):
                raise
            yield table, unforeseen(table.name, error)
            continue
        yield table, sampled.frame


@dataclass(frozen=True)
class Sampled:
    """Some rows of a path, and the names that lead to them in its answer."""

    frame: pl.DataFrame
    way: tuple[str, ...]


def _sampled(interface: Interface, url: str, rows: int) -> Sampled:
    """Return rows of a path, of further pages while there are too few.

    Raises:
        OneDataError: It does not answer, or not in JSON.
    """
    found: list[object] = []
    way: tuple[str, ...] = ()
    seen: set[str] = set()
    at = url
    while at and at not in seen and len(seen) < PAGES and len(found) < rows:
        seen.add(at)
        answer = interface.get(at)
        body = _json(answer)
        page, way = rows_of(body)
        found += page
        at = _following(answer, body)
    return Sampled(frame_of_rows(found[:rows]), way)


def _json(answer: Answer) -> Any:  # noqa: ANN401  whatever it answers
    try:
        return json.loads(answer.text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise BadInputError(
            f"{shown(answer.url)} does not answer in JSON.",
            f"{shown(answer.url)} 返回的不是 JSON。",
        ) from None


def _following(answer: Answer, body: object) -> str:
    """Return the address of the next page on the same host, as headers or the answer tell."""
    told: Any = answer.link
    if not told and isinstance(body, dict):
        links = body.get("links") or body.get("_links") or body.get("paging") or {}
        places = [body, links if isinstance(links, dict) else {}]
        told = next((place[key] for place in places for key in _NEXT if place.get(key)), "")
        told = told.get("href", "") if isinstance(told, dict) else told
    if not isinstance(told, str) or not told:
        return ""
    target = urljoin(answer.url, told)
    is_address = told.startswith(("http://", "https://", "/", "?"))
    return target if is_address and same_host(answer.url, target) else ""


def _named(paths: Iterable[str], wanted: Wanted) -> Iterator[tuple[TableName, str]]:
    """Yield the paths with their tables' names; a query is part of a name only if it must be."""
    listed = list(paths)
    plain = [urlsplit(path).path for path in listed]
    for path, without in zip(listed, plain, strict=True):
        name = table_name(path if plain.count(without) > 1 else without)
        if wanted.takes(name):
            yield name, path


def _table(name: TableName, path: str, sampled: Sampled) -> Table:
    told = {"method": "GET", "path": urlsplit(path).path, "rows_at": ".".join(sampled.way)}
    columns = [
        Column(column, type_of(dtype), family_of(dtype))
        for column, dtype in sampled.frame.schema.items()
    ]
    properties = {key: value for key, value in told.items() if value}
    return Table(name, TableKind.ENDPOINT, tuple(columns), properties=properties)


def _without_rows(name: TableName) -> Problem:
    return Problem(
        name,
        "It answered no rows, so its columns are not known.",
        "返回中没有数据，无法得知其列。",
    )


def _can_be_asked(table: Table) -> bool:
    told = table.properties
    return told.get("method") == "GET" and not told.get("required_parameters")


def _below(base: str, path: str) -> str:
    """Return the address of a path, on the same host whatever a document calls a path."""
    return f"{base.partition('?')[0].rstrip('/')}/{path.lstrip('/')}"
