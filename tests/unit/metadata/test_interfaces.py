"""Documents of HTTP interfaces as tables: what is followed, what ends, and where rows are."""

import json
from pathlib import Path

import pytest

from onedata_assets.domain.metadata.interfaces.documents import (
    NoDocumentError,
    document_of,
    servers,
)
from onedata_assets.domain.metadata.interfaces.rows import rows_of
from onedata_assets.domain.metadata.interfaces.schemas import MOST_COLUMNS, Schemas
from onedata_assets.domain.metadata.interfaces.tables import tables_of
from onedata_assets.domain.metadata.model import Family, TableName
from onedata_assets.domain.metadata.structure import Wanted
from scripts.openapi import document as document_of_the_portal

pytestmark = pytest.mark.row("S07")

DATA = Path(__file__).parents[2] / "data/openapi"


def told(name: str):
    return tables_of(document_of((DATA / name).read_text(encoding="utf-8")), Wanted())


def columns(schema, **schemas) -> dict[str, tuple[str, Family, bool]]:
    """Return the columns of an answer: type, family and whether it may be missing."""
    answer = {"200": {"content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/x": {"get": {"responses": answer}}},
        "components": {"schemas": schemas},
    }
    found = tables_of(document, Wanted())
    [table] = found.tables
    return {each.name: (each.type, each.family, each.nullable) for each in table.columns}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_document_of_openapi_3_gives_a_table_for_each_get():
    found = told("petstore.yaml")
    assert [str(each.name) for each in found.tables] == ["pets", "pets/{id}"]
    pets = found.tables[0]
    assert pets.comment == "Returns all pets from the system that the user has access to"
    assert pets.properties == {"method": "GET", "path": "/pets"}
    assert pets.notes == {"schema": "Pet", "parameters": "tags, limit"}
    assert [(each.name, each.type, each.nullable) for each in pets.columns] == [
        ("name", "string", False), ("tag", "string", True), ("id", "int64", False),
    ]  # fmt: skip
    assert found.tables[1].properties["required_parameters"] == "id"


def test_a_document_of_swagger_2_does_as_well():
    found = told("uber.yaml")
    assert [str(each.name) for each in found.tables] == ["history", "me", "products"]
    history = found.tables[0]
    assert history.properties["rows_at"] == "history"
    assert [each.name for each in history.columns] == ["uuid"]
    assert found.tables[1].column("email").comment == "Email address of the Uber user"


def test_a_post_that_answers_rows_is_a_query_and_one_whose_rows_are_not_described_is_left_out():
    assert [str(each.name) for each in told("uspto.yaml").tables] == ["root"]
    rows = {"type": "array", "items": {"type": "object", "properties": {"id": {}}}}
    answer = {"200": {"content": {"application/json": {"schema": rows}}}}
    document = {"openapi": "3.0.0", "paths": {"/orders/search": {"post": {"responses": answer}}}}
    [table] = tables_of(document, Wanted()).tables
    assert (table.name, table.properties["method"]) == (TableName("", "orders/search:post"), "POST")


def test_the_platforms_own_document_is_read():
    found = tables_of(document_of_the_portal(), Wanted())
    runs = found.table(TableName("", "runs"))
    assert runs.properties["rows_at"] == "items"
    assert runs.column("created_at").family is Family.MOMENT
    assert runs.column("status").type.startswith("enum('queued'")
    assert not runs.column("id").nullable


def test_types_formats_and_values_are_told():
    found = columns(
        {
            "type": "object",
            "required": ["id", "day"],
            "properties": {
                "id": {"type": "integer", "format": "int64"},
                "day": {"type": "string", "format": "date"},
                "at": {"type": ["string", "null"], "format": "date-time"},
                "mail": {"type": "string", "format": "email"},
                "code": {"type": "string", "maxLength": 8},
                "state": {"enum": ["NEW", "PAID"]},
                "rate": {"type": "number"},
                "ok": {"type": "boolean"},
                "file": {"type": "string", "format": "byte"},
                "any": {},
                "secret": {"type": "string", "writeOnly": True},
            },
        }
    )
    assert found == {
        "id": ("int64", Family.INTEGER, False),
        "day": ("date", Family.DATE, False),
        "at": ("date-time", Family.MOMENT, True),
        "mail": ("string(email)", Family.TEXT, True),
        "code": ("string(8)", Family.TEXT, True),
        "state": ("enum('NEW','PAID')", Family.TEXT, True),
        "rate": ("number", Family.FLOAT, True),
        "ok": ("boolean", Family.BOOLEAN, True),
        "file": ("byte", Family.BINARY, True),
        "any": ("", Family.OTHER, True),
    }


def test_objects_within_are_dotted_columns_and_lists_are_nested():
    place = {"type": "object", "required": ["city"], "properties": {"city": {"type": "string"}}}
    row = {
        "type": "object",
        "required": ["place"],
        "properties": {
            "place": place,
            "tags": {"type": "array", "items": {"type": "string"}},
            "lines": {"type": "array", "items": ref("Line")},
            "more": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }
    found = columns({"type": "array", "items": row}, Line=place)
    assert found == {
        "place.city": ("string", Family.TEXT, False),
        "tags": ("array<string>", Family.NESTED, True),
        "lines": ("array<object Line>", Family.NESTED, True),
        "more": ("object", Family.NESTED, True),
    }


def test_a_schema_within_itself_ends_in_a_nested_column():
    node = {"properties": {"id": {"type": "integer"}, "parent": ref("Node"),
                           "children": {"type": "array", "items": ref("Node")}}}  # fmt: skip
    found = columns({"type": "array", "items": ref("Node")}, Node=node)
    assert {name: family for name, (_, family, _) in found.items()} == {
        "id": Family.INTEGER,
        "parent": Family.NESTED,
        "children": Family.NESTED,
    }


def test_schemas_that_refer_to_each_other_alone_are_no_columns():
    document = {"components": {"schemas": {"A": ref("B"), "B": ref("A")}}}
    assert Schemas(document).node(ref("A")).is_circular


def test_parts_are_put_together_and_what_is_one_of_several_is_not_sure():
    cat = {"properties": {"id": {"type": "integer"}, "purrs": {"type": "boolean"}},
           "required": ["id"]}  # fmt: skip
    dog = {"properties": {"id": {"type": "integer"}, "barks": {"type": "boolean"}}}
    found = columns(
        {"type": "array", "items": {"oneOf": [ref("Cat"), ref("Dog")]}}, Cat=cat, Dog=dog
    )
    assert {name: nullable for name, (_, _, nullable) in found.items()} == {
        "id": True,
        "purrs": True,
        "barks": True,
    }


def test_what_may_be_null_is_told_in_either_version_of_openapi():
    row = {
        "required": ["a", "b", "c"],
        "properties": {
            "a": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
            "b": {"type": "integer", "nullable": True},
            "c": {"anyOf": [ref("Part"), {"type": "null"}]},
        },
    }
    part = {"required": ["x"], "properties": {"x": {"type": "string"}}}
    found = columns({"type": "array", "items": row}, Part=part)
    assert found == {
        "a": ("integer", Family.INTEGER, True),
        "b": ("integer", Family.INTEGER, True),
        "c.x": ("string", Family.TEXT, True),
    }


def test_a_schema_made_of_others_a_million_times_over_ends():
    parts = {f"S{n}": {"allOf": [ref(f"S{n + 1}")] * 10} for n in range(9)}
    row = {"properties": {f"p{n}": ref("S0") for n in range(4000)}}
    found = columns({"type": "array", "items": row}, S9={"type": "object"}, **parts)
    assert len(found) == MOST_COLUMNS


def test_references_out_of_the_document_are_told_and_stop_nothing():
    rows = {"type": "array", "items": {"properties": {"id": {"type": "integer"},
                                                      "x": {"$ref": "other.yaml#/X"}}}}  # fmt: skip
    answer = {"200": {"content": {"application/json": {"schema": rows}}}}
    document = {"openapi": "3.0.0", "paths": {"/x": {"get": {"responses": answer}}}}
    found = tables_of(document, Wanted())
    [problem] = found.problems
    assert ("other.yaml" in problem.en, problem.is_partial, len(found.tables)) == (True, True, 1)


def test_an_answer_that_is_not_described_is_told_and_one_that_is_no_json_is_left_alone():
    def get(media):
        return {"get": {"responses": {"200": {"content": {media: {"schema": {}}}}}}}

    paths = {"/a": get("application/json"), "/b": get("text/html")}
    found = tables_of({"openapi": "3.0.0", "paths": paths}, Wanted())
    assert [str(each.table) for each in found.problems] == ["a"]


ID = {"id": 1}


@pytest.mark.parametrize(
    ("answer", "rows", "way"),
    [
        ([ID], [ID], ()),
        ({"items": [ID], "next": None}, [ID], ("items",)),
        ({"code": 0, "msg": "ok", "data": {"list": [ID], "total": 1}}, [ID], ("data", "list")),
        ({"code": 200, "data": ID}, [ID], ("data",)),
        ({"total": 1, "orders": [ID]}, [ID], ("orders",)),
        ({"@odata.context": "x", "value": [ID]}, [ID], ("value",)),
        ({"_embedded": {"orders": [ID]}, "_links": {}}, [ID], ("_embedded", "orders")),
        ({"took": 1, "hits": {"total": 1, "hits": [ID]}}, [ID], ("hits", "hits")),
        ({"id": 1, "tags": [ID]}, [{"id": 1, "tags": [ID]}], ()),
        ({"totals": {"a": 1}, "objects": [ID], "people": [ID]},
         [{"totals": {"a": 1}, "objects": [ID], "people": [ID]}], ()),
        (["a", "b"], ["a", "b"], ()),
        ({"items": []}, [], ("items",)),
    ],
)  # fmt: skip
def test_rows_are_found_as_interfaces_wrap_them(answer, rows, way):
    assert rows_of(answer) == (rows, way)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<!DOCTYPE html><html></html>", "HTML"),
        ("{", "neither JSON nor YAML"),
        ("- a\n- b", "openapi"),
        ('{"openapi": "4.0"}', "openapi"),
        ("swagger: 1.2", "openapi"),
        ("[" * 100_000, "neither JSON nor YAML"),
    ],
)
def test_what_is_no_document_is_refused_with_the_reason(text, reason):
    with pytest.raises(NoDocumentError, match=reason):
        document_of(text)


@pytest.mark.parametrize(
    ("document", "address", "found"),
    [
        ({"servers": [{"url": "/v1"}]}, "https://a.cn/docs/o.json", ["https://a.cn/v1"]),
        ({}, "https://a.cn/docs/o.json", ["https://a.cn/"]),
        ({"swagger": "2.0", "host": "b.cn", "basePath": "/v1", "schemes": ["http"]}, "",
         ["http://b.cn/v1"]),
        ({"swagger": "2.0", "basePath": "/v1"}, "https://a.cn/o.json", ["https://a.cn/v1"]),
        ({"servers": [{"url": "{s}://c.cn", "variables": {"s": {"default": "https"}}}]}, "",
         ["https://c.cn"]),
        ({"servers": [{"url": "/v1"}]}, "", []),
    ],
)  # fmt: skip
def test_where_an_interface_is_follows_from_its_document(document, address, found):
    assert servers(document, address) == found


def test_broken_parts_of_a_document_stop_nothing():
    document = json.loads(
        '{"openapi": "3.0.0", "paths": {"/a": null, "/b": {"get": 5}, "/c": {"get": {"responses":'
        ' {"200": {"content": []}}}}, "/d": {"get": {"parameters": [{"name": {}, "in": []}],'
        ' "responses": {"200":'
        ' {"content": {"application/json": {"schema": {"properties": {"id": "x"}}}}}}}}}}'
    )
    assert [str(each.name) for each in tables_of(document, Wanted()).tables] == ["d"]
