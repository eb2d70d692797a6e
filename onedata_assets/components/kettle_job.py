"""Kettle jobs under `kettle_jobs/` as assets: the tables that they load, read from their XML.

Reading the files is in `lib/kettle_files.py`, running them in `lib/kettle_runs.py`.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal

import dagster as dg
from pydantic import Field

from onedata_assets.lib.failures import HEALING, permanent_failures
from onedata_assets.lib.kettle_files import JobFiles, LoadedTable, read_job_files
from onedata_assets.lib.kettle_landed import Landed, landed_specs
from onedata_assets.lib.kettle_runs import Request, day_values, run_files
from onedata_assets.lib.keys import System
from onedata_assets.lib.lineage import column_lineage
from onedata_assets.lib.partitions import PARTITIONS, day_window
from onedata_assets.lib.tables import table_spec
from onedata_resources.clients.carte import CarteClient
from onedata_resources.clients.folders import Folders
from onedata_resources.clients.lake import LakeClient
from onedata_resources.settings import project_dir

KETTLE_JOBS = "kettle_jobs"
FILES_SETTING = "RETAIL_FILES_DIR"
"""The setting of the folder that `files_parameter` is given."""


class KettleJob(dg.Model):
    """One `.kjb`: its path below `kettle_jobs/` without the ending, and facts the XML lacks."""

    job: str
    day_column: str | None = Field(
        default=None,
        description="Loaded day by day: the column of every table of the job that holds the day.",
    )
    days: Literal["retail", "clicks"] = Field(
        default="retail", description="Whose days are the partitions, where there is a day column."
    )
    files: dict[str, str] = Field(
        default_factory=dict,
        description="Part of the path of a file that is read, and the key of its asset.",
    )
    files_parameter: str | None = Field(
        default=None, description="Parameter that is given the folder of the source files."
    )

    @property
    def partitions(self) -> dg.PartitionsDefinition | None:
        """Return the partitions of the job's tables; None loads them whole."""
        return PARTITIONS[self.days] if self.day_column else None

    def read(self, folder: Path, *, embedded: bool = True) -> JobFiles:
        """Return the job's files and tables; what a real Carte runs is not held to our engine."""
        sources = {part: dg.AssetKey.from_user_string(key) for part, key in self.files.items()}
        return read_job_files(folder / f"{self.job}.kjb", sources, embedded=embedded)


class KettleJobComponent(dg.Component, dg.Model, dg.Resolvable):
    """Kettle jobs and the lake tables that they load, one multi-asset for each job.

    Tables read become deps, tables written the assets, and column lineage comes from the XML.
    Building reads files only; a job that cannot be read stops the load with what to correct.
    """

    jobs: list[KettleJob]
    pool: str = "kettle"
    folder: str = Field(default="", description="Where the jobs are; empty is the checkout's.")
    server: Literal["embedded", "carte"] = Field(
        default="embedded",
        description="What KETTLE_BASE_URL is: `onedata carte`, whose steps and connections the"
        " files are held to when definitions load, or a real Carte, where they are warned of.",
    )

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """Return one multi-asset for each job."""
        del context  # everything is in the files named by `jobs`
        embedded = self.server == "embedded"
        folder = Path(self.folder) if self.folder else project_dir() / KETTLE_JOBS
        return dg.Definitions(
            assets=[
                job_assets(job, job.read(folder, embedded=embedded), pool=self.pool)
                for job in self.jobs
            ]
        )


def job_assets(job: KettleJob, files: JobFiles, *, pool: str) -> dg.AssetsDefinition:
    """Return the multi-asset whose step runs the job once for all selected tables.

    A run of days replaces exactly those days; any other run replaces whole tables. So retries
    and backfills end in the same state.
    """
    by_key = {table.key: table for table in files.tables}

    @dg.multi_asset(
        name="kettle_" + job.job.replace("/", "_").replace("-", "_"),
        specs=[_spec(table, job.partitions) for table in files.tables],
        check_specs=[spec for table in files.tables for spec in landed_specs(table.key)],
        pool=pool,
        can_subset=files.is_sequence,
        backfill_policy=dg.BackfillPolicy.single_run() if job.day_column else None,
        retry_policy=HEALING,
        description=files.job.description or None,
    )
    def load(
        context: dg.AssetExecutionContext,
        kettle: dg.ResourceParam[CarteClient],
        folders: dg.ResourceParam[Folders],
        lake: dg.ResourceParam[LakeClient],
    ) -> Iterator[dg.MaterializeResult | dg.AssetCheckResult]:
        tables = tuple(by_key[key] for key in by_key if key in context.selected_asset_keys)
        window = day_window(context) if tables and job.day_column else None
        with permanent_failures():
            request = _request(job, files, tables, folders, window)
            results = run_files(kettle, request, context.log)
            landed = Landed(lake, results, job.day_column, window)
            for table in tables:
                yield landed.materialization(context, table)
            for table in files.tables:
                yield from landed.checks(table, _chosen(context, table.key))

    return load


def _chosen(context: dg.AssetExecutionContext, key: dg.AssetKey) -> set[str]:
    """Return the names of the checks of a table that the run asks for."""
    return {check.name for check in context.selected_asset_check_keys if check.asset_key == key}


def _spec(table: LoadedTable, days: dg.PartitionsDefinition | None) -> dg.AssetSpec:
    return table_spec(
        table.key,
        system=System.INGESTION,
        deps=sorted(table.deps),
        kinds=("kettle", "deltalake"),
        lineage=column_lineage(table.columns),
        partitions_def=days,
    )


def _request(
    job: KettleJob,
    files: JobFiles,
    tables: tuple[LoadedTable, ...],
    folders: Folders,
    window: tuple[date, date] | None,
) -> Request:
    parameters: dict[str, str] = {}
    variables: dict[str, str] = {}
    settings: dict[str, str] = {}
    if job.day_column and window:
        parameters, variables = day_values(job.day_column, *window)
    if job.files_parameter:
        parameters[job.files_parameter] = str(folders.files)
        settings[job.files_parameter] = FILES_SETTING
    return Request(files, tables, parameters, variables, settings)
