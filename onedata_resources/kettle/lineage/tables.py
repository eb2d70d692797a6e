"""Which tables and columns a transformation reads and writes, from its XML alone.

Nothing is executed and no database is asked, so columns of a `select *` stay unknown until a later
step names them. What each step does to columns is in the family modules beside, SQL in `sql.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from onedata_resources.kettle.engine.graph import Plan, plan_of
from onedata_resources.kettle.lineage.catalogue import FLOWS
from onedata_resources.kettle.lineage.columns import (
    ColumnRef,
    Columns,
    FileRef,
    TableRef,
    merged,
)
from onedata_resources.kettle.lineage.flows import Flow, StepView
from onedata_resources.kettle.model import Step, Transformation
from onedata_resources.kettle.settings.catalogue import SETTINGS, Settings, input_steps
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.variables import run_variables


@dataclass(frozen=True)
class WrittenTable:
    """A table that is written, and for each known column the columns its values come from."""

    ref: TableRef
    columns: dict[str, set[ColumnRef]] = field(default_factory=dict)
    step: str = ""
    truncate: bool = False


@dataclass(frozen=True)
class TransformationLineage:
    """What one transformation reads and writes."""

    reads: set[TableRef] = field(default_factory=set)
    writes: list[WrittenTable] = field(default_factory=list)
    files_read: set[FileRef] = field(default_factory=set)
    files_written: set[FileRef] = field(default_factory=set)


def table_lineage(
    transformation: Transformation, values: Mapping[str, str] | None = None
) -> TransformationLineage:
    """Return what the transformation reads and writes.

    Parameters and variables have the given `values`, or their defaults. A step that the engine
    does not have is taken to pass its columns on.

    Raises:
        PrepareError: The hops make a loop.
    """
    plan = plan_of(transformation)
    given = values or {}
    variables = run_variables(transformation, given, given)
    lineage = TransformationLineage()
    arriving: dict[str, list[tuple[str, Columns]]] = {step.name: [] for step in plan.steps}
    for step in plan.steps:
        view = _view(transformation, step, variables)
        flow, arrived = _flow(step, view, arriving[step.name])
        _record(lineage, step, flow)
        _send(plan, step.name, flow, arrived, arriving)
    return lineage


def _view(transformation: Transformation, step: Step, variables: dict[str, str]) -> StepView:
    xml = StepXml(step.xml, variables)
    connection = xml.text("connection")
    known = transformation.connection(connection)
    return StepView(xml, Columns(), connection, known.type.lower() if known is not None else "")


def _flow(step: Step, view: StepView, arriving: list[tuple[str, Columns]]) -> tuple[Flow, Columns]:
    """Return what the step does to its columns, and those that arrive by usual hops."""
    settings_type, function = SETTINGS.get(step.type), FLOWS.get(step.type)
    everything = merged([columns for _, columns in arriving])
    if settings_type is None or function is None:
        return Flow(everything), everything
    try:
        settings = settings_type.from_xml(view.xml)
    except SettingsError:
        return Flow(everything), everything
    view = _with_inputs(view, settings, arriving)
    return function(settings, view), view.columns


def _with_inputs(
    view: StepView, settings: Settings, arriving: list[tuple[str, Columns]]
) -> StepView:
    """Return the view with the columns that arrive, those of named input steps apart."""
    wanted = {name.lower(): name for name in input_steps(settings)}
    named: dict[str, list[Columns]] = {}
    for name, columns in arriving:
        if name.lower() in wanted:
            named.setdefault(wanted[name.lower()], []).append(columns)
    usual = [columns for name, columns in arriving if name.lower() not in wanted]
    by_name = {name: merged(columns) for name, columns in named.items()}
    return replace(view, columns=merged(usual), named=by_name, apart=tuple(arriving))


def _record(lineage: TransformationLineage, step: Step, flow: Flow) -> None:
    lineage.reads.update(flow.reads)
    lineage.files_read.update(flow.files_read)
    lineage.files_written.update(flow.files_written)
    for ref, columns, truncate in flow.writes:
        sources = {name: set(refs) for name, refs in columns.known.items()}
        lineage.writes.append(WrittenTable(ref, sources, step.name, truncate))


def _send(
    plan: Plan,
    step: str,
    flow: Flow,
    arrived: Columns,
    arriving: dict[str, list[tuple[str, Columns]]],
) -> None:
    """Hand the columns on; the error hop gets those that arrived and its own."""
    for target in plan.normal_targets(step):
        arriving[target].append((step, flow.targets.get(target, flow.columns)))
    hop = plan.error_hops.get(step)
    if hop is not None:
        added = (hop.count_field, hop.description_field, hop.fields_field, hop.code_field)
        own = {name: frozenset() for name in added if name}
        rejected = flow.rejected if flow.rejected is not None else arrived
        arriving[hop.target].append((step, rejected.with_columns(own)))
