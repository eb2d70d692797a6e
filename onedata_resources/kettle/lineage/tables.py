"""Which tables and columns a transformation reads and writes, from its XML alone.

Nothing is executed and no database is asked, so columns of a `select *` stay unknown until a later
step names them. What each step does to columns is in the family modules beside, SQL in `sql.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from onedata_resources.kettle.called_files import file_of_step
from onedata_resources.kettle.engine.graph import Plan, plan_of
from onedata_resources.kettle.errors import KettleFileError
from onedata_resources.kettle.lineage.catalogue import FLOWS
from onedata_resources.kettle.lineage.columns import (
    ColumnRef,
    Columns,
    FileRef,
    TableRef,
    merged,
)
from onedata_resources.kettle.lineage.flows import Flow, StepView
from onedata_resources.kettle.lineage.sub import entering_columns, mapped_flow
from onedata_resources.kettle.model import Step, Transformation
from onedata_resources.kettle.reader import read_kettle_file
from onedata_resources.kettle.settings.catalogue import SETTINGS, Settings, input_steps
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.settings.sub import MappingSettings
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
    """What one transformation reads and writes.

    `columns` are those of tables and files that are read, as far as steps name them;
    `file_fields` the names of the fields that are written to a file.
    """

    reads: set[TableRef] = field(default_factory=set)
    writes: list[WrittenTable] = field(default_factory=list)
    files_read: set[FileRef] = field(default_factory=set)
    files_written: set[FileRef] = field(default_factory=set)
    columns: set[ColumnRef] = field(default_factory=set)
    file_fields: dict[FileRef, list[str]] = field(default_factory=dict)


def table_lineage(
    transformation: Transformation, values: Mapping[str, str] | None = None
) -> TransformationLineage:
    """Return what the transformation reads and writes.

    Parameters and variables have the given `values`, or their defaults. A step that the engine
    does not have is taken to pass its columns on.

    Raises:
        PrepareError: The hops make a loop.
    """
    return _followed(transformation, values or {}, {}, ())[0]


def _followed(
    transformation: Transformation,
    values: Mapping[str, str],
    entering: Mapping[str, Columns],
    callers: tuple[str, ...],
) -> tuple[TransformationLineage, dict[str, Columns]]:
    """Return the lineage, and what leaves by each MappingOutput.

    `entering` has the columns that come to each MappingInput, `callers` the files that this one
    works for.
    """
    plan = plan_of(transformation)
    variables = run_variables(transformation, values, values)
    lineage = TransformationLineage()
    arriving: dict[str, list[tuple[str, Columns]]] = {
        step.name: [("", entering[step.name])] if step.name in entering else []
        for step in plan.steps
    }
    leaving: dict[str, Columns] = {}
    for step in plan.steps:
        view = _view(transformation, step, variables)
        settings, view, everything = _read(step, view, arriving[step.name])
        flow = None
        if isinstance(settings, MappingSettings):
            flow = _mapped(settings, view, transformation, (*callers, transformation.filename))
        if flow is None:
            known = settings is not None and step.type in FLOWS
            flow = FLOWS[step.type](settings, view) if known else Flow(everything)
        if step.type == "MappingOutput":
            leaving[step.name] = flow.columns
        _record(lineage, step, flow)
        for file in flow.files_written:
            lineage.file_fields.setdefault(file, list(everything.known))
        arrived = view.columns if settings is not None else everything
        _send(plan, step.name, flow, arrived, arriving)
    return lineage, leaving


def _mapped(
    settings: MappingSettings,
    view: StepView,
    transformation: Transformation,
    callers: tuple[str, ...],
) -> Flow | None:
    """Return what the mapping's own file does; None where it cannot be followed."""
    path = file_of_step(settings.file.path, settings.file.suffix, transformation.filename)
    if path is None or str(path.resolve()) in {str(Path(each).resolve()) for each in callers}:
        return None
    try:
        called = read_kettle_file(path)
    except KettleFileError:
        return None
    if not isinstance(called, Transformation):
        return None
    values = {each.name: each.text for each in settings.passed if each.text}
    lineage, leaving = _followed(called, values, entering_columns(settings, view, called), callers)
    return mapped_flow(settings, called, lineage_facts(lineage), leaving)


def _view(transformation: Transformation, step: Step, variables: dict[str, str]) -> StepView:
    xml = StepXml(step.xml, variables)
    connection = xml.text("connection")
    known = transformation.connection(connection)
    return StepView(xml, Columns(), connection, known.type.lower() if known is not None else "")


def _read(
    step: Step, view: StepView, arriving: list[tuple[str, Columns]]
) -> tuple[Settings | None, StepView, Columns]:
    """Return the step's settings if they can be read, its view with its inputs, and all inputs."""
    settings_type = SETTINGS.get(step.type)
    everything = merged([columns for _, columns in arriving])
    if settings_type is None:
        return None, view, everything
    try:
        settings = settings_type.from_xml(view.xml)
    except SettingsError:
        return None, view, everything
    return settings, _with_inputs(view, settings, arriving), everything


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


def lineage_facts(lineage: TransformationLineage) -> Flow:
    """Return what a called file reads and writes, as facts of the step that calls it."""
    return Flow(
        Columns(),
        reads=frozenset(lineage.reads),
        writes=tuple(
            (each.ref, Columns({n: frozenset(r) for n, r in each.columns.items()}), each.truncate)
            for each in lineage.writes
        ),
        files_read=frozenset(lineage.files_read),
        files_written=frozenset(lineage.files_written),
    )


def _record(lineage: TransformationLineage, step: Step, flow: Flow) -> None:
    lineage.reads.update(flow.reads)
    lineage.files_read.update(flow.files_read)
    lineage.files_written.update(flow.files_written)
    lineage.columns.update(*flow.columns.known.values())
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
