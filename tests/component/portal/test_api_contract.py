"""What the API takes for granted of Dagster's schema: its questions, states and kinds of facts."""

from typing import Any, cast

import pytest
from dagster_graphql.schema import create_schema
from graphql import (
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    OperationDefinitionNode,
    parse,
    validate,
)

from onedata_portal.api import metadata
from onedata_portal.api.dagster import QUERIES, query_text
from onedata_portal.api.run_models import STATUSES

SCHEMA: Any = create_schema().graphql_schema
FILES = {path.stem: parse(path.read_text()) for path in QUERIES.glob("*.graphql")}


def fragments_of(name: str) -> set[str]:
    return {
        one.name.value for one in FILES[name].definitions if isinstance(one, FragmentDefinitionNode)
    }


LIBRARIES = [
    name
    for name, document in FILES.items()
    if not any(isinstance(one, OperationDefinitionNode) for one in document.definitions)
]


def with_libraries(name: str) -> str:
    """Return a question with the files of the fragments that it uses, and those that they use."""
    names, text = [name], query_text(name)
    for _ in LIBRARIES:
        names += [
            library
            for library in LIBRARIES
            if library not in names
            and any(
                f"...{fragment} " in text.replace("\n", " ") for fragment in fragments_of(library)
            )
        ]
        text = query_text(*names)
    return text


@pytest.mark.parametrize("name", sorted(set(FILES) - set(LIBRARIES)))
def test_dagster_understands_every_question(name):
    assert validate(SCHEMA, parse(with_libraries(name))) == []


def test_every_state_of_a_run_has_a_word():
    states = cast("GraphQLEnumType", SCHEMA.get_type("RunStatus"))
    assert set(STATUSES) == set(states.values)


def test_every_kind_of_fact_is_shown_or_left_to_another_place():
    entry = cast("GraphQLInterfaceType", SCHEMA.get_type("MetadataEntry"))
    kinds = {one.name for one in SCHEMA.get_possible_types(entry)}
    assert set(metadata.KINDS) | metadata.ELSEWHERE == kinds
