"""What a GraphQL request changes: its mutations, what they name, and how Dagster answered them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    parse,
    value_from_ast_untyped,
)

NAMING = frozenset(
    {
        "backfillId", "groupName", "jobName", "name", "parentRunId", "partitionKey",
        "pipelineName", "repositoryLocationName", "rootRunId", "runId", "scheduleName",
        "sensorName", "solidSelection", "terminatePolicy",
    }
)  # fmt: skip
"""Arguments whose values say what a mutation is about."""
REFUSED = frozenset({"UnauthorizedError"})
MOST_NAMES = 20


@dataclass(frozen=True)
class Mutation:
    """One mutation of a request: the field, its name in the answer, its arguments."""

    field: str
    alias: str
    arguments: Mapping[str, Any]

    @property
    def names(self) -> list[str]:
        """What it names, once each, in order."""
        return list(dict.fromkeys(_names(self.arguments)))[:MOST_NAMES]

    @property
    def run_ids(self) -> set[str]:
        """The runs that it names."""
        return set(_under(self.arguments, {"runId", "runIds", "parentRunId"}))

    @property
    def assets(self) -> set[tuple[str, ...]]:
        """The paths of the assets that it names."""
        return set(_paths(self.arguments))

    def outcome(self, answer: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
        """Return how Dagster answered, and the answer to this mutation.

        It is done, refused or failed, or skipped where a directive said so.
        """
        data = answer.get("data") or {}
        if data and self.alias not in data:
            return "skipped", {}
        told = data.get(self.alias)
        failed = any(self.alias in (each.get("path") or ()) for each in answer.get("errors") or ())
        if not isinstance(told, dict):
            return ("failed" if failed or answer.get("errors") else "done"), {}
        kind = str(told.get("__typename", ""))
        if kind in REFUSED:
            return "refused", told
        return ("failed" if failed or kind.endswith(("Error", "Invalid")) else "done"), told


def request_in(method: str, content_type: str, body: bytes, query: Mapping[str, str]) -> Any:  # noqa: ANN401
    """Return the GraphQL request as Dagster's web server reads it."""
    if method == "POST" and "application/json" in content_type:
        try:
            return json.loads(body)
        except ValueError:
            return {}
    if method == "POST" and "application/graphql" in content_type:
        return {"query": body.decode("utf-8", "replace")}
    return query


def mutations_in(request: Any) -> list[Mutation]:  # noqa: ANN401  whatever a client sent
    """Return the mutations of a request; none where it only asks.

    Raises:
        GraphQLError: It cannot be read, or is nested too deep for that here.
    """
    text = request.get("query") if isinstance(request, Mapping) else None
    if not isinstance(text, str) or "mutation" not in text:
        return []
    document = parse(text)
    fragments = {
        each.name.value: each.selection_set
        for each in document.definitions
        if isinstance(each, FragmentDefinitionNode)
    }
    variables = _variables(request.get("variables"))
    wanted = request.get("operationName")
    return [
        mutation
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode) and each.operation is OperationType.MUTATION
        if not wanted or (each.name and each.name.value == wanted)
        for mutation in _fields(each.selection_set, dict(fragments), variables)
    ]


def _variables(given: Any) -> dict[str, Any]:  # noqa: ANN401
    if isinstance(given, str):
        try:
            given = json.loads(given)
        except ValueError:
            return {}
    return given if isinstance(given, dict) else {}


def _fields(
    selected: SelectionSetNode,
    fragments: dict[str, SelectionSetNode],
    variables: dict[str, Any],
) -> Iterator[Mutation]:
    for each in selected.selections:
        if isinstance(each, FieldNode):
            name = each.name.value
            arguments = {
                one.name.value: value_from_ast_untyped(one.value, variables)
                for one in each.arguments
            }
            yield Mutation(name, each.alias.value if each.alias else name, arguments)
            continue
        inner = getattr(each, "selection_set", None)
        if inner is None:
            # What is spread again is the same fields, which run once.
            inner = fragments.pop(each.name.value, None)  # type: ignore[attr-defined]
            if inner is not None:
                yield from _fields(inner, fragments, variables)
        else:
            yield from _fields(inner, fragments, variables)


def _names(value: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, list):
            yield "/".join(map(str, path))
            return
        for name, inner in value.items():
            yield from _names(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _names(inner, key.removesuffix("s"))
    elif isinstance(value, str) and (key in NAMING or key.endswith(("Id", "Ids"))):
        yield value


def _under(value: Any, keys: set[str], key: str = "") -> Iterator[str]:  # noqa: ANN401
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _under(inner, keys, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _under(inner, keys, key)
    elif isinstance(value, str) and key in keys:
        yield value


def _paths(value: Any) -> Iterator[tuple[str, ...]]:  # noqa: ANN401
    if isinstance(value, dict):
        path = value.get("path")
        if isinstance(path, list):
            yield tuple(map(str, path))
        for inner in value.values():
            yield from _paths(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner)
