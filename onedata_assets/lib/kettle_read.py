"""A transformation as the assets need it: what it calls, reads and writes, and why it cannot run.

Reading is cached by content, so definitions load twice at the price of once; no XML is kept. Jobs
are read in `kettle_read_jobs.py`; what a unit of several files has is in `kettle_files.py`.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from onedata_assets.lib.kettle_calls import content_of, is_kettle_file
from onedata_assets.lib.kettle_read_jobs import Values
from onedata_assets.lib.kettle_sources import read_source
from onedata_resources.kettle.configured import connections
from onedata_resources.kettle.engine.graph import Plan, plan_of
from onedata_resources.kettle.errors import PrepareError
from onedata_resources.kettle.lineage.tables import TransformationLineage, table_lineage
from onedata_resources.kettle.model import Connection, Step, Transformation
from onedata_resources.kettle.readiness import refusal, unfed
from onedata_resources.kettle.shared_objects import find_connection
from onedata_resources.kettle.staged import lake_steps
from onedata_resources.kettle.xml import text


@dataclass(frozen=True)
class ReadTransformation:
    """A transformation: its lineage, the files that its steps run, and what keeps it from running.

    `dropping` are the filters whose author sends some rows nowhere, `rejecting` the steps that
    send rows which they cannot handle to an error hop, `lake_steps` those that use the lake, each
    with its type.
    """

    name: str
    description: str
    lineage: TransformationLineage
    refusal: PrepareError | None
    dropping: frozenset[str]
    rejecting: frozenset[str]
    calls: tuple[str, ...]
    lake_steps: tuple[tuple[str, str], ...]
    connections: Mapping[str, Connection]


_TRANSFORMATIONS: dict[tuple[Path, str, Values], ReadTransformation] = {}


def transformation_of(path: Path, values: Mapping[str, str]) -> ReadTransformation:
    """Return the transformation with these values for its parameters and variables.

    Raises:
        BadInputError: It is missing or malformed, its hops make a loop or lead to nowhere, or no
            row can reach a table that it writes.
    """
    content = content_of(path)
    key = path, hashlib.sha256(content).hexdigest(), tuple(sorted(values.items()))
    if key not in _TRANSFORMATIONS:
        _TRANSFORMATIONS[key] = _transformation(path, content, values)
    return _TRANSFORMATIONS[key]


def _transformation(path: Path, content: bytes, values: Mapping[str, str]) -> ReadTransformation:
    found = replace(read_source(path, content), filename=str(path))
    plan, lineage = plan_of(found), table_lineage(found, values)
    for table in lineage.writes:
        if lost := unfed(plan, found, table.step):
            raise lost
    return ReadTransformation(
        found.name,
        found.description,
        lineage,
        refusal(plan, found, connections(os.environ)),
        frozenset(step.name for step in plan.steps if _drops(step)),
        frozenset(plan.error_hops),
        _called_by_steps(plan),
        tuple((step.name, step.type) for step in lake_steps(found, values)),
        _connections(found, lineage, values),
    )


def _connections(
    transformation: Transformation, lineage: TransformationLineage, values: Mapping[str, str]
) -> dict[str, Connection]:
    """Return the connections of the tables that are written, by their names in lower case."""
    names = {table.ref.connection for table in lineage.writes}
    found = {name.lower(): find_connection(transformation, name, values) for name in names}
    return {name: replace(each, xml=None) for name, each in found.items() if each is not None}


def _drops(step: Step) -> bool:
    """Tell whether the step is a filter with one way out only."""
    ways = [text(step.xml, name) for name in ("send_true_to", "send_false_to")]
    return step.type == "FilterRows" and not all(ways)


def _called_by_steps(plan: Plan) -> tuple[str, ...]:
    """Return the files that steps run, as they name them."""
    written = (text(step.xml, "filename") for step in plan.steps)
    return tuple(dict.fromkeys(name for name in written if is_kettle_file(name)))
