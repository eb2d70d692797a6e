"""Schemas of OpenAPI documents as columns: references followed, parts put together, objects flat.

Whatever refers to itself ends in a nested column.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from onedata_assets.domain.metadata.interfaces.documents import pointed
from onedata_assets.domain.metadata.interfaces.json_types import (
    Json,
    kind_of,
    listed,
    scalar_type,
)
from onedata_assets.domain.metadata.interfaces.rows import DEPTH, Part, way_to_rows
from onedata_assets.domain.metadata.model import Column, Family

DEEPEST = 6
MOST_COLUMNS = 3000
MOST_STEPS = 50_000
"""Schemas that are made of each other many times over are followed so far."""


@dataclass(frozen=True)
class Node:
    """A schema with nothing left to follow at its own level; `seen` are the references behind it.

    `kind` is JSON Schema's word, or empty where anything may be.
    """

    told: Json
    kind: str
    nullable: bool
    seen: frozenset[str]
    name: str = ""
    is_circular: bool = False

    @property
    def properties(self) -> Json:
        """Return the schemas of an object's parts by name."""
        found = self.told.get("properties")
        return found if isinstance(found, dict) else {}


@dataclass
class Schemas:
    """The schemas of one document, followed for one table.

    References that lead out of it are kept in `lost`; `is_cut` tells that there was too much.
    """

    document: Json
    lost: set[str] = field(default_factory=set)
    is_cut: bool = False
    _steps: int = 0

    def node(self, schema: object, seen: frozenset[str] = frozenset()) -> Node:
        """Return a schema with its references followed and its parts put together."""
        told, nullable, seen, name = self._merged(schema, seen)
        if told is None:
            return Node({}, "object", nullable, seen, name, is_circular=True)
        kind, may_be_null = kind_of(told)
        return Node(told, kind, nullable or may_be_null, seen, name)

    def _merged(
        self,
        schema: object,
        seen: frozenset[str],
    ) -> tuple[Json | None, bool, frozenset[str], str]:
        """Return what a schema says, whether null too, what it refers to, and its name.

        There is nothing of a schema that is inside itself.
        """
        self._steps += 1
        self.is_cut = self.is_cut or self._steps > MOST_STEPS
        if not isinstance(schema, dict) or self._steps > MOST_STEPS:
            return {}, False, seen, ""
        told = {key: value for key, value in schema.items() if key not in _COMBINED}
        nullable, name = schema.get("nullable") is True, ""
        reference = schema.get("$ref")
        if isinstance(reference, str):
            if reference in seen:
                return None, nullable, seen, _last(reference)
            found = pointed(self.document, reference)
            if found is None:
                self.lost.add(reference)
                return told, nullable, seen, ""
            base, null, seen, inner = self._merged(found, seen | {reference})
            nullable, name = nullable or null, _last(reference) or inner
            if base is None:
                return None, nullable, seen, name
            told = _together(base, told)
        for part in listed(schema.get("allOf")):
            base, null, seen, inner = self._merged(part, seen)
            told = _together(told, base or {})
            name = name or inner
        for key in ("oneOf", "anyOf"):
            if listed(schema.get(key)):
                told, null, seen, inner = self._either(told, listed(schema[key]), seen)
                nullable, name = nullable or null, name or inner
        return told, nullable, seen, name

    def _either(
        self, told: Json, choices: list[Any], seen: frozenset[str]
    ) -> tuple[Json, bool, frozenset[str], str]:
        """Return what a value that is one of several is; none of its parts is sure then."""
        found = [self._merged(each, seen) for each in choices]
        may_be_null = any((base or {}).get("type") == "null" or null for base, null, _, _ in found)
        bases = [(base, name) for base, _, _, name in found if base and base.get("type") != "null"]
        all_seen = seen.union(*(each for _, _, each, _ in found))
        if len(bases) == 1:
            return _together(bases[0][0], told), may_be_null, all_seen, bases[0][1]
        kinds = {kind_of(base)[0] for base, _ in bases}
        if kinds == {"object"}:
            whole = told
            for base, _ in bases:
                whole = _together(whole, base)
            return {**whole, "required": told.get("required", [])}, may_be_null, all_seen, ""
        common = kinds.pop() if len(kinds) == 1 else ""
        return {**({"type": common} if common else {}), **told}, may_be_null, all_seen, ""

    def rows(self, schema: Json) -> tuple[Node, tuple[str, ...]]:
        """Return the schema of a row of an answer, and the names that lead to the rows."""
        node, way = self.node(schema), []
        while node.kind == "object" and len(way) < DEPTH:
            parts = {name: self._part(each, node.seen) for name, each in node.properties.items()}
            name = way_to_rows(parts)
            if name is None:
                break
            way.append(name)
            node = self.node(node.properties[name], node.seen)
        if node.kind == "array":
            node = self.node(node.told.get("items"), node.seen)
        return node, tuple(way)

    def _part(self, schema: object, seen: frozenset[str]) -> Part:
        node = self.node(schema, seen)
        if node.kind == "array":
            items = self.node(node.told.get("items"), node.seen)
            return Part.ROWS if items.kind == "object" else Part.OTHER
        return Part.OBJECT if node.kind == "object" and node.properties else Part.OTHER

    def columns(self, row: Node) -> list[Column]:
        """Return the columns of a row, those of objects within under dotted names."""
        if row.kind != "object":
            return [self._column("value", row, required=True)]
        found: list[Column] = []
        for column in self._flat("", row, depth=1, sure=True):
            if len(found) == MOST_COLUMNS:
                self.is_cut = True
                break
            found.append(column)
        return found

    def _flat(self, prefix: str, node: Node, *, depth: int, sure: bool) -> Iterator[Column]:
        required = listed(node.told.get("required"))
        for name, schema in node.properties.items():
            inner = self.node(schema, node.seen)
            if inner.told.get("writeOnly") is True:
                continue
            path = f"{prefix}{name}"
            is_sure = sure and name in required and not inner.nullable
            if inner.kind == "object" and inner.properties and depth < DEEPEST:
                yield from self._flat(f"{path}.", inner, depth=depth + 1, sure=is_sure)
            else:
                yield self._column(path, inner, required=is_sure)

    def _column(self, name: str, node: Node, *, required: bool) -> Column:
        type_, family = self._type(node)
        told = node.told
        default = told.get("default")
        return Column(
            name=name,
            type=type_,
            family=family,
            nullable=not required,
            comment=_comment(name, told),
            default=None if default is None or isinstance(default, dict | list) else str(default),
        )

    def _type(self, node: Node) -> tuple[str, Family]:
        """Return the type in the document's words, and what it holds."""
        if node.kind == "object":
            return f"object {node.name}".strip(), Family.NESTED
        if node.kind == "array":
            items = self.node(node.told.get("items"), node.seen)
            return f"array<{self._type(items)[0] if items.kind != 'array' else 'array'}>", (
                Family.NESTED
            )
        return scalar_type(node.told, node.kind)


_COMBINED = frozenset({"$ref", "allOf", "oneOf", "anyOf"})


def _comment(name: str, told: Json) -> str:
    """Return what a field is for; a title that is but its name says nothing."""
    title = str(told.get("title") or "")
    own = name.rsplit(".", 1)[-1].replace("_", "").lower()
    title = "" if title.replace(" ", "").replace("_", "").lower() == own else title
    return str(told.get("description") or title).strip()[:500]


def _together(first: Json, second: Json) -> Json:
    """Return what both say, the second one's word where they differ."""
    merged = {**first, **second}
    ours, theirs = first.get("properties"), second.get("properties")
    if isinstance(ours, dict) and isinstance(theirs, dict):
        merged["properties"] = {**ours, **theirs}
    required = [*listed(first.get("required")), *listed(second.get("required"))]
    if required:
        merged["required"] = list(dict.fromkeys(map(str, required)))
    return merged


def _last(reference: str) -> str:
    return reference.rsplit("/", 1)[-1]
