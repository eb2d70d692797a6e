"""OpenAPI 3 and Swagger 2 documents: read from JSON or YAML, and what they say of operations.

What a schema means for columns is in `schemas.py`; how operations become tables, in `tables.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

from onedata_assets.domain.metadata.interfaces.json_types import Json, listed
from onedata_assets.domain.refused import RefusedError

METHODS = ("get", "post")
_SUCCESS = ("200", "201", "202", "203", "206", "2XX", "2xx")


class NoDocumentError(RefusedError):
    """A text that is no such document; the text is English, then Chinese."""


@dataclass(frozen=True)
class Operation:
    """An operation whose answer is described; `schema` is None where it is not.

    `parameters` are the names that it takes, `required` those without which it does not answer.
    """

    path: str
    method: str
    schema: Json | None
    summary: str = ""
    parameters: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    deprecated: bool = False
    is_json: bool = field(default=True)


def document_of(text: str) -> Json:
    """Return the document that a text holds.

    Raises:
        NoDocumentError: It is none of OpenAPI 3 or Swagger 2.
    """
    if text.lstrip("\ufeff \r\n\t").startswith("<"):
        raise NoDocumentError(
            "it is a page of HTML: give the address of the document that the page shows, such as"
            " openapi.json or swagger.json",
            "该地址是 HTML 页面：请填写页面所展示的文档地址，如 openapi.json 或 swagger.json",
        )
    try:
        document = _parsed(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NoDocumentError(
            f"it is neither JSON nor YAML: {reason}", f"既不是 JSON 也不是 YAML：{reason}"
        ) from error
    told = _mapping(document)
    if not str(told.get("openapi", "")).startswith("3.") and str(told.get("swagger")) != "2.0":
        raise NoDocumentError(
            "it says neither `openapi: 3.x` nor `swagger: 2.0`",
            "其中没有 `openapi: 3.x` 或 `swagger: 2.0`",
        )
    return told


def _parsed(text: str) -> object:
    import yaml

    try:
        return json.loads(text)
    except ValueError:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return yaml.load(text, Loader=loader)  # noqa: S506  both loaders are safe ones
        except yaml.YAMLError as error:
            raise ValueError(str(error)) from error


def operations(document: Json) -> Iterator[Operation]:
    """Yield the operations of a document that may give rows, by path."""
    for path, told_of in _mapping(document.get("paths")).items():
        item = _referred(document, _mapping(told_of))
        shared = item.get("parameters") or []
        for method in METHODS:
            told = item.get(method)
            if isinstance(told, dict):
                yield _operation(document, str(path), method, told, shared)


def _operation(document: Json, path: str, method: str, told: Json, shared: object) -> Operation:
    given = [
        _referred(document, each)
        for each in [*listed(shared), *listed(told.get("parameters"))]
        if isinstance(each, dict)
    ]
    named = {(str(each["name"]), str(each.get("in"))): each for each in given if each.get("name")}
    kept = [each for (_, place), each in named.items() if place in {"path", "query", "header"}]
    required = [each for each in kept if each.get("required") is True or each.get("in") == "path"]
    schema, is_json = _answer(document, told)
    return Operation(
        path=path,
        method=method.upper(),
        schema=schema,
        summary=_summary(told),
        parameters=tuple(str(each["name"]) for each in kept),
        required=tuple(str(each["name"]) for each in required),
        deprecated=told.get("deprecated") is True,
        is_json=is_json,
    )


def _summary(told: Json) -> str:
    summary, description = (str(told.get(key) or "") for key in ("summary", "description"))
    first = description.strip().split("\n\n")[0].replace("\n", " ").strip()
    parts = [each for each in (summary.strip(), first) if each]
    return ". ".join(dict.fromkeys(part.rstrip(".") for part in parts))[:500]


def _answer(document: Json, told: Json) -> tuple[Json | None, bool]:
    """Return the schema of what an operation answers when all is well, and whether that is JSON."""
    responses = {str(code): each for code, each in _mapping(told.get("responses")).items()}
    codes = [code for code in _SUCCESS if code in responses]
    for code in codes:
        response = _referred(document, _mapping(responses[code]))
        if "content" not in response:  # Swagger 2
            schema = response.get("schema")
            if isinstance(schema, dict):
                return schema, _makes_json(document, told)
            continue
        for media, content in _mapping(response["content"]).items():
            if "json" in str(media).lower() or str(media) == "*/*":
                schema = _mapping(content).get("schema")
                return (schema if isinstance(schema, dict) else None), True
    return None, False


def _makes_json(document: Json, told: Json) -> bool:
    produced = listed(told.get("produces") or document.get("produces"))
    return not produced or any("json" in str(each).lower() or each == "*/*" for each in produced)


def servers(document: Json, address: str) -> list[str]:
    """Return the addresses at which a document says that the interface is, absolute ones.

    Names in them have their defaults; what is relative is so to the document's own address.
    """
    if "swagger" in document:
        schemes = [str(each) for each in listed(document.get("schemes"))]
        host, path = (str(document.get(key) or "") for key in ("host", "basePath"))
        if host:
            return [f"{scheme}://{host}{path}" for scheme in schemes or ["https"]]
        return [urljoin(address, path or "/")] if address else []
    found = []
    for each in listed(document.get("servers")) or [{"url": "/"}]:
        server = _mapping(each)
        url = str(server.get("url") or "/")
        for name, variable in _mapping(server.get("variables")).items():
            url = url.replace("{" + str(name) + "}", str(_mapping(variable).get("default", "")))
        found.append(urljoin(address, url) if address else url)
    return [url for url in found if url.startswith(("http://", "https://"))]


def _referred(document: Json, told: Json) -> Json:
    """Return what is referred to instead, once; an unknown reference is nothing."""
    reference = told.get("$ref")
    if not isinstance(reference, str):
        return told
    return pointed(document, reference) or {}


def pointed(document: Json, reference: str) -> Json | None:
    """Return the part of the document that a reference names; None if it is not in it."""
    if not reference.startswith("#"):
        own = _mapping(_mapping(document.get("components")).get("schemas"))
        found = (own or _mapping(document.get("definitions"))).get(reference)
        return found if isinstance(found, dict) else None
    place: Any = document
    for step in reference.lstrip("#").strip("/").split("/"):
        name = step.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
        place = place.get(name) if isinstance(place, dict) else None
    return place if isinstance(place, dict) else None


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}
