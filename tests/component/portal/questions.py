"""GraphQL questions made from Dagster's own schema: every field of a type, some levels deep."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from dagster_graphql.schema import create_schema
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

DEPTH = 2
DEEPER = {"workspaceOrError": 4}
# Fields below the root that need an argument get these; others without one are left out.
NESTED_ARGUMENTS: Mapping[str, str] = {
    "limit": "5",
    "partitionName": '"north"',
    "daemonType": '"SENSOR"',
    "fileKey": '"stdout"',
    "stepKey": '"alpha_orders"',
    "nodeHandle": '"alpha_orders"',
    "handleID": '"alpha_orders"',
    "name": '"alpha_orders"',
    "tickId": '"1"',
    "timestamp": "0",
    "checkName": '"alpha_orders_are_there"',
    "partition": '"north"',
    "runId": '"none"',
}

# Fields that Dagster itself fails on for these questions, whoever asks; one that fails empties
# the answer around it.
LEFT_OUT = {
    "AssetMaterializationPlannedEvent.pipelineName",
    "AssetNode.dataVersionByPartition",
    "AssetNode.staleCausesByPartition",
    "AssetNode.staleStatusByPartition",
    "DaemonHealth.daemonStatus",
    "Graph.solids",
    "Instance.concurrencyLimit",
    "InstigationEventConnection.cursor",
    "Job.partitionKeysOrError",
    "PartitionBackfill.partitionsTargetedForAssetKey",
    "Pipeline.partitionKeysOrError",
    "SolidHandle.stepStats",
    "TestFields.alwaysException",
}


@cache
def schema() -> GraphQLSchema:
    """Return Dagster's schema."""
    return create_schema().graphql_schema


def root(kind: str) -> Mapping[str, GraphQLField]:
    """Return the fields of Query, Mutation or Subscription."""
    found = schema().type_map[kind]
    assert isinstance(found, GraphQLObjectType)
    return found.fields


def question(kind: str, name: str) -> tuple[str, Mapping[str, Any]]:
    """Return a request for all of one root field, and its arguments as variables."""
    of = root(kind)[name]
    declared = ", ".join(f"${arg}: {value.type}" for arg, value in of.args.items())
    passed = ", ".join(f"{arg}: ${arg}" for arg in of.args)
    head = f"{kind.lower()}{f'({declared})' if declared else ''}"
    body = selection(get_named_type(of.type), DEEPER.get(name, DEPTH), ())
    return f"{head} {{ {name}{f'({passed})' if passed else ''} {body} }}", of.args


def selection(of: Any, depth: int, above: tuple[str, ...]) -> str:
    """Return a selection of all fields of a type, each under a name of its own."""
    if is_leaf_type(of):
        return ""
    if isinstance(of, GraphQLUnionType | GraphQLInterfaceType):
        kinds = schema().get_possible_types(of)
        parts = [f"... on {kind.name} {selection(kind, depth, above)}" for kind in kinds]
        return "{ __typename " + " ".join(parts) + " }"
    assert isinstance(of, GraphQLObjectType)
    return "{ __typename " + " ".join(_fields(of, depth, (*above, of.name))) + " }"


def _fields(of: GraphQLObjectType, depth: int, above: tuple[str, ...]) -> Iterator[str]:
    for name, field in of.fields.items():
        inner = get_named_type(field.type)
        needed = [n for n, a in field.args.items() if isinstance(a.type, GraphQLNonNull)]
        if f"{of.name}.{name}" in LEFT_OUT or any(n not in NESTED_ARGUMENTS for n in needed):
            continue
        if not is_leaf_type(inner) and (depth == 0 or above.count(inner.name) > 0):
            continue
        passed = ", ".join(f"{n}: {NESTED_ARGUMENTS[n]}" for n in needed)
        text = f"{of.name}__{name}: {name}{f'({passed})' if passed else ''}"
        yield f"{text} {selection(inner, depth - 1, above)}"
