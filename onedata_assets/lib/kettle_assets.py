"""One multi-asset for each unit of a Kettle project: its step runs the unit's files on Carte."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial

import dagster as dg

from onedata_assets.lib.dagster_names import plain_name
from onedata_assets.lib.failures import healed
from onedata_assets.lib.kettle_counts import TableCounts
from onedata_assets.lib.kettle_facts import KettleFacts, KettleRunConfig
from onedata_assets.lib.kettle_files import UnitFiles
from onedata_assets.lib.kettle_landed import Checked
from onedata_assets.lib.kettle_partitions import Covered
from onedata_assets.lib.kettle_runs import Request, run_files
from onedata_assets.lib.kettle_specs import check_specs, spec_of
from onedata_assets.lib.kettle_staging import Staging, marks_of_ended
from onedata_assets.lib.kettle_tables import LoadedTable
from onedata_assets.lib.kettle_written import Written
from onedata_resources.clients.carte import CarteResult

APPEND_MARK = "LAKE_APPEND_TOKEN"


@dataclass(frozen=True)
class UnitStep:
    """The step of a unit: what one run of it does.

    `staged` is for a real Carte, which writes lake tables into a staging database.
    """

    name: str
    unit: UnitFiles
    facts: KettleFacts
    staged: bool = False

    @property
    def resources(self) -> set[str]:
        """Return the keys of the resources that the step needs."""
        staging = {"staging"} if self.staged and self.unit.writes_lake else set[str]()
        return {"kettle", "folders", "lake"} | staging

    def run(
        self, context: dg.AssetExecutionContext, config: KettleRunConfig
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        """Run the unit once for all selected tables, and yield what it wrote and the checks.

        A run of partitions replaces exactly those in the lake; any other run replaces whole
        tables. So retries and backfills end in the same state.
        """
        chosen = tuple(t for t in self.unit.tables if t.key in context.selected_asset_keys)
        partitions = self.facts.partitions
        covered = partitions.covered(context) if chosen and partitions else None
        lake = context.resources.lake
        with healed(context, self.facts.retry_policy):
            results = self._ran(context, self._request(context, config, chosen, covered), covered)
            for table in chosen:
                counts = TableCounts(table, results)
                written = Written(table, counts, lake, covered, context.log)
                yield written.materialization(context)
            for table in self.unit.tables:
                counts = TableCounts(table, results)
                checked = Checked(lake, counts, covered, self.facts.rejected_rows)
                yield from checked.results(_checks(context, table.key))

    def _ran(
        self, context: dg.AssetExecutionContext, request: Request, covered: Covered | None
    ) -> tuple[CarteResult, ...]:
        """Run on Carte; what a real one staged is brought to the lake."""
        kettle, resources = context.resources.kettle, context.resources
        if "staging" not in self.resources or not request.tables:
            return run_files(kettle, request, context.log)
        run_id, written = context.run.run_id, self._written_by(request.tables)
        ended = partial(marks_of_ended, context.instance)
        with Staging.of(
            resources.staging, resources.lake, run_id, covered, written, ended=ended
        ) as staging:
            shipped = replace(request, ship=staging.ship)
            results = run_files(kettle, shipped, context.log)
            staging.land(results, run_id)
        return results

    def _written_by(self, chosen: tuple[LoadedTable, ...]) -> tuple[LoadedTable, ...]:
        """Return all tables of the transformations that write the chosen ones."""
        paths = {writer.transformation for table in chosen for writer in table.writers}
        return tuple(
            table
            for table in self.unit.tables
            if any(writer.transformation in paths for writer in table.writers)
        )

    def _request(
        self,
        context: dg.AssetExecutionContext,
        config: KettleRunConfig,
        tables: tuple[LoadedTable, ...],
        covered: Covered | None,
    ) -> Request:
        """Return what Carte is asked: parameters of the run over those of partitions, then YAML.

        Rows that are added to the lake are added once for each run, also when its step is retried.
        """
        facts = self.facts
        parameters, variables = facts.values(context.resources.folders), dict[str, str]()
        if covered is not None and facts.partitions is not None:
            more, variables = facts.partitions.values(covered)
            parameters |= more
        if any(table.in_lake and not table.truncate for table in tables):
            variables[APPEND_MARK] = context.run.run_id
        level = config.log_level or facts.log_level
        given = parameters | config.parameters
        return Request(self.unit, tables, given, variables, facts.settings, level)


def unit_assets(
    name: str, unit: UnitFiles, facts: KettleFacts, *, staged: bool = False
) -> dg.AssetsDefinition:
    """Return the multi-asset of a unit."""
    step = UnitStep(name, unit, facts, staged)
    file = name + unit.path.suffix

    @dg.multi_asset(
        name=op_name(name),
        specs=[spec_of(table, unit, facts, file) for table in unit.tables],
        check_specs=[spec for table in unit.tables for spec in check_specs(table)],
        pool=facts.pool,
        can_subset=unit.can_subset,
        backfill_policy=facts.partitions.backfill_policy if facts.partitions else None,
        op_tags={} if facts.priority is None else {"dagster/priority": str(facts.priority)},
        description=unit.description or None,
        required_resource_keys=step.resources,
    )
    def load(
        context: dg.AssetExecutionContext, config: KettleRunConfig
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        yield from step.run(context, config)

    return load


def op_name(unit: str) -> str:
    """Return the name of a unit's step; a name in other letters than Latin keeps a mark of it."""
    if re.fullmatch(r"[A-Za-z0-9_/. -]+", unit):
        unit = re.sub(r"[/. -]", "_", unit)
    return f"kettle_{plain_name(unit)}"


def _checks(context: dg.AssetExecutionContext, key: dg.AssetKey) -> set[str]:
    """Return the names of the checks of a table that the run asks for."""
    return {check.name for check in context.selected_asset_check_keys if check.asset_key == key}
