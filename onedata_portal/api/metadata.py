"""Facts that Dagster keeps of definitions and events, as JSON values."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

from onedata_portal.api.asset_keys import name_of
from onedata_portal.api.asset_list import ref
from onedata_portal.api.asset_models import Column, ColumnRef, Event, MetadataValue
from onedata_portal.api.dagster import Answer
from onedata_portal.api.live import moment

SCHEMA = "TableSchemaMetadataEntry"
LINEAGE = "TableColumnLineageMetadataEntry"


def _json(text: str) -> Any:  # noqa: ANN401  whatever a step wrote
    try:
        return json.loads(text)
    except ValueError:
        return text


def _number(entry: Answer) -> float | str:
    # Infinity and NaN are no JSON.
    return entry["floatRepr"] if entry["floatValue"] is None else entry["floatValue"]


def _table(entry: Answer) -> Answer:
    table = entry["table"]
    columns = [column["name"] for column in table["schema"]["columns"]]
    return {"columns": columns, "rows": [_json(record) for record in table["records"]]}


# How the value of each kind of entry is read; a kind that is not here is shown without one.
KINDS: dict[str, tuple[str, Callable[[Answer], Any]]] = {
    "TextMetadataEntry": ("text", lambda entry: entry["text"]),
    "UrlMetadataEntry": ("url", lambda entry: entry["url"]),
    "PathMetadataEntry": ("path", lambda entry: entry["path"]),
    "NotebookMetadataEntry": ("path", lambda entry: entry["path"]),
    "JsonMetadataEntry": ("json", lambda entry: _json(entry["jsonString"])),
    "MarkdownMetadataEntry": ("markdown", lambda entry: entry["mdStr"]),
    "IntMetadataEntry": ("int", lambda entry: int(entry["intRepr"])),
    "FloatMetadataEntry": ("float", _number),
    "BoolMetadataEntry": ("bool", lambda entry: entry["boolValue"]),
    "TimestampMetadataEntry": ("timestamp", lambda entry: moment(entry["timestamp"])),
    "PipelineRunMetadataEntry": ("run", lambda entry: entry["runId"]),
    "AssetMetadataEntry": ("asset", lambda entry: name_of(tuple(entry["assetKey"]["path"]))),
    "JobMetadataEntry": ("job", lambda entry: entry["jobName"]),
    "PoolMetadataEntry": ("pool", lambda entry: entry["pool"]),
    "PythonArtifactMetadataEntry": (
        "python",
        lambda entry: f"{entry['module']}.{entry['name']}",
    ),
    "TableMetadataEntry": ("table", _table),
    "NullMetadataEntry": ("null", lambda _: None),
}
# Shown as columns, lineage and code, not as facts.
ELSEWHERE = frozenset({SCHEMA, LINEAGE, "CodeReferencesMetadataEntry"})


def values(entries: Iterable[Answer]) -> list[MetadataValue]:
    """Return the facts among the entries of a definition or an event."""
    return [_value(entry) for entry in entries if entry["__typename"] not in ELSEWHERE]


def _value(entry: Answer) -> MetadataValue:
    kind, read = KINDS.get(entry["__typename"], ("other", lambda _: None))
    return MetadataValue(
        label=entry["label"], kind=kind, description=entry["description"], value=read(entry)
    )


_EVENTS = {"MaterializationEvent": "materialization", "ObservationEvent": "observation"}


def event(told: Answer) -> Event:
    """Return a materialization, an observation or a failure."""
    return Event(
        kind=_EVENTS.get(told["__typename"], "failure"),
        at=datetime.fromtimestamp(float(told["timestamp"]) / 1000, UTC),
        run_id=told["runId"] or None,
        step=told["stepKey"],
        partition=told["partition"],
        description=told["description"],
        metadata=values(told["metadataEntries"]),
        tags={tag["key"]: tag["value"] for tag in told["tags"]},
    )


def columns(definition: Iterable[Answer], last: Iterable[Answer]) -> list[Column]:
    """Return the columns that were written last, explained by those that the code declares."""
    definition, last = list(definition), list(last)
    declared = {column["name"]: column for column in _columns(definition)}
    upstream = column_lineage(definition, last)
    return [
        _column(column, declared.get(column["name"]), upstream.get(column["name"], []))
        for column in _columns(last) or list(declared.values())
    ]


def _columns(entries: Iterable[Answer]) -> list[Answer]:
    found = (entry["schema"]["columns"] for entry in entries if entry["__typename"] == SCHEMA)
    return next(found, [])


def _column(written: Answer, declared: Answer | None, upstream: list[ColumnRef]) -> Column:
    known = declared or written
    constraints = written["constraints"]
    return Column(
        name=written["name"],
        type=written["type"],
        description=written["description"] or known["description"],
        nullable=constraints["nullable"],
        unique=constraints["unique"],
        constraints=constraints["other"] or known["constraints"]["other"],
        tags={tag["key"]: tag["value"] for tag in written["tags"] or known["tags"]},
        upstream=upstream,
    )


def column_lineage(
    definition: Iterable[Answer], last: Iterable[Answer]
) -> dict[str, list[ColumnRef]]:
    """Return the columns that each column is made from: as written last, else as declared."""
    for entries in (last, definition):
        for entry in entries:
            if entry["__typename"] == LINEAGE:
                return {
                    one["columnName"]: [_column_ref(dep) for dep in one["columnDeps"]]
                    for one in entry["lineage"]
                }
    return {}


def _column_ref(dep: Answer) -> ColumnRef:
    return ColumnRef(asset=ref(tuple(dep["assetKey"]["path"])), column=dep["columnName"])
