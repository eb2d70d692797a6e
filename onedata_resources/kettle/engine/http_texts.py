"""Texts of HTTP calls as Kettle makes them: URLs with their parameters, forms, headers as JSON."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, quote_plus, urlsplit, urlunsplit

from onedata_resources.kettle.engine.json_text import json_text, quoted
from onedata_resources.kettle.values.java_hash import name_order


def with_query(url: str, added: list[tuple[str, str | None]]) -> str:
    """Return the URL with the parameters behind those that it has, all encoded as a form."""
    parts = urlsplit(url)
    known: list[tuple[str, str | None]] = list(parse_qsl(parts.query, keep_blank_values=True))
    return urlunsplit(parts._replace(query=form([*known, *added])))


def replaced_query(url: str, pairs: list[tuple[str, str | None]]) -> str:
    """Return the URL with these parameters in place of its own."""
    return urlunsplit(urlsplit(url)._replace(query=form(pairs)))


def form(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Return the pairs as a form; a blank is a plus sign."""
    return "&".join(
        _form_text(name) + ("" if value is None else f"={_form_text(value)}")
        for name, value in pairs
    )


def _form_text(text: str) -> str:
    return quote_plus(text, safe="*").replace("~", "%7E")


def with_matrix(url: str, pairs: list[tuple[str, str | None]]) -> str:
    """Return the URL with matrix parameters at the end of its path."""
    parts = urlsplit(url)
    matrix = "".join(f";{name}={quote(value or '', safe='')}" for name, value in pairs)
    return urlunsplit(parts._replace(path=parts.path + matrix))


def with_parameters(url: str, pairs: list[tuple[str, str | None]]) -> str:
    """Return the URL with the parameters; blanks become %20."""
    added = "&".join(f"{name}={quote(value or '', safe='')}" for name, value in pairs)
    parts = urlsplit(url)
    query = "&".join(each for each in (parts.query, added) if each)
    return urlunsplit(parts._replace(query=query))


def header_json(headers: list[tuple[str, str]]) -> str:
    """Return the headers as a JSON object in Java's order; one that comes again has a list."""
    values: dict[str, list[str]] = {}
    for name, value in headers:
        values.setdefault(name, []).append(value)
    pairs = [
        f"{quoted(name)}:{quoted(found[0]) if len(found) == 1 else json_text(found)}"
        for name in name_order(values)
        for found in [values[name]]
    ]
    return "{" + ",".join(pairs) + "}"
