"""What an OpenLineage event must be: the core as a JSON schema, the facets as the client's classes.

The published schema files are in no package (`openlineage-python` has their addresses only), and a
test reads nothing from the network, so these rules stand in for them. The classes are generated
from the facet schemas: a field that they do not know, or a required one that is missing, is one
that the schema refuses.
"""

import inspect
from typing import Any

import attr
import jsonschema
from openlineage.client import facet_v2
from openlineage.client.generated import base

_FACETS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["_producer", "_schemaURL"],
        "properties": {
            "_producer": {"type": "string", "format": "uri"},
            "_schemaURL": {"type": "string", "format": "uri", "pattern": r"\.json#/\$defs/\w+$"},
        },
    },
}


def _named(*facets: str, **more: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(more) or ["namespace", "name"],
        "properties": {
            "namespace": {"type": "string", "minLength": 1},
            "name": {"type": "string", "minLength": 1},
            **dict.fromkeys(facets, _FACETS),
            **more,
        },
        "additionalProperties": False,
    }


RUN_EVENT = {
    "type": "object",
    "required": ["eventTime", "producer", "schemaURL", "eventType", "run", "job"],
    "properties": {
        "eventTime": {"type": "string", "format": "date-time", "pattern": "T.*(Z|[+-]..:..)$"},
        "producer": {"type": "string", "format": "uri"},
        "schemaURL": {
            "const": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
        },
        "eventType": {"enum": ["START", "RUNNING", "COMPLETE", "ABORT", "FAIL", "OTHER"]},
        "run": {
            "type": "object",
            "required": ["runId"],
            "properties": {"runId": {"type": "string", "format": "uuid"}, "facets": _FACETS},
            "additionalProperties": False,
        },
        "job": _named("facets"),
        "inputs": {"type": "array", "items": _named("facets", "inputFacets")},
        "outputs": {"type": "array", "items": _named("facets", "outputFacets")},
    },
    "additionalProperties": False,
}
_CLASSES = {
    cls.__name__: cls
    for module in [base, *(getattr(facet_v2, name) for name in dir(facet_v2))]
    if inspect.ismodule(module)
    for cls in vars(module).values()
    if inspect.isclass(cls) and attr.has(cls)
}
_CLASS_OF_PART = {
    "fields/columnLineage": "Fields",
    "inputFields": "InputField",
    "fields/schema": "SchemaDatasetFacetFields",
    "identifiers": "Identifier",
    "assertions": "Assertion",
}


def assert_valid(event: dict[str, Any]) -> None:
    """Raise where the event breaks the specification."""
    jsonschema.Draft202012Validator(
        RUN_EVENT, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    ).validate(event)
    holders = [event["run"], event["job"], *event.get("inputs", []), *event.get("outputs", [])]
    for holder in holders:
        for group in ("facets", "inputFacets", "outputFacets"):
            for name, facet in holder.get(group, {}).items():
                _assert_facet(name, facet)


def _assert_facet(name: str, facet: dict[str, Any]) -> None:
    cls = _CLASSES[facet["_schemaURL"].rpartition("/")[2]]
    _assert_fields(cls, facet, name)
    for part, value in facet.items():
        kind = _CLASS_OF_PART.get(f"{part}/{name}") or _CLASS_OF_PART.get(part)
        children = value.values() if isinstance(value, dict) else value
        for child in children if kind else []:
            _assert_fields(_CLASSES[kind], child, f"{name}.{part}")
            for source in child.get("inputFields", []):
                _assert_fields(_CLASSES["InputField"], source, f"{name}.inputFields")


def _assert_fields(cls: Any, values: dict[str, Any], where: str) -> None:
    known = {field.name: field for field in attr.fields(cls)}
    required = {name for name, field in known.items() if field.default is attr.NOTHING}
    assert not values.keys() - known.keys(), f"{where}: unknown {values.keys() - known.keys()}"
    assert not required - values.keys(), f"{where}: missing {required - values.keys()}"
    for name, value in values.items():
        basic = {"str": str, "bool": bool, "int": int}
        kind = str(known[name].type).partition(" ")[0]
        assert isinstance(value, basic.get(kind, object)), f"{where}.{name} is no {kind}"
