"""What is done to registered tables, as jobs of each project: one op whose config names the table.

A job is of its project, so Dagster's own rights say who may launch it; a table of another project
is refused by the op. Results are kept in the store, and told as observations of the table's asset.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import dagster as dg

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.operations import TableAction, job_name, op_name
from onedata_assets.domain.metadata.register_reach import Reached
from onedata_assets.domain.metadata.registers import KIND, asset_path, export_table
from onedata_assets.domain.security.projects import PROJECT_TAG, USER_TAG
from onedata_assets.lib.failures import PermanentFailure, permanent_failures
from onedata_assets.lib.register_actions import Done, Work, do
from onedata_assets.lib.register_assets import Registered
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.lake import LakeClient
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.store.database import Store
from onedata_resources.store.documents import Documents, Result

TOLD = {
    TableAction.STATISTICS: "统计离线表的行数与各列 / counts rows and columns of an offline table",
    TableAction.PREVIEW: "抽样预览离线表，敏感值脱敏 / shows some masked rows of an offline table",
    TableAction.CHECK: "检查离线表的最新分区 / checks the newest partition of an offline table",
    TableAction.EXPORT: "把离线表导出到数据湖 / exports an offline table to the lake",
    TableAction.OPERATION: "执行管理员配置的操作 / does what administrators configured",
}


class ActionConfig(dg.Config):
    """Which table, and for an operation which one."""

    db: str
    table: str
    operation: str = ""
    partition_column: str = ""
    fresh_days: int = 0
    rows: int = 20


def register_jobs(found: Sequence[Registered]) -> list[dg.JobDefinition]:
    """Return the jobs of every project that has registered tables."""
    projects: dict[str, dict[str, Registered]] = {}
    for each in found:
        projects.setdefault(each.project, {})[each.table.name] = each
    return [
        _job(action, project, tables)
        for project, tables in projects.items()
        for action in TableAction
    ]


def _job(action: TableAction, project: str, tables: Mapping[str, Registered]) -> dg.JobDefinition:
    @dg.op(name=op_name(action, project), description=TOLD[action])
    def offline_action(
        context: dg.OpExecutionContext,
        config: ActionConfig,
        lake: dg.ResourceParam[LakeClient],
        sources: dg.ResourceParam[Catalog],
        store: dg.ResourceParam[Store],
    ) -> None:
        registered = _registered(tables, config, project)
        work = Work(registered, sources, lake, store, config.operation)
        asked = config.model_dump()
        now = datetime.now(UTC)
        with permanent_failures(), refusals_told(DocumentError):
            done = do(action, work, asked, now)
        actor = context.run.tags.get(USER_TAG, "")
        named = f"{action}:{config.operation}" if config.operation else action.value
        result = Result(named, now, context.run_id, actor, done.passed, done.content)
        Documents(store, KIND).keep_result(registered.table.name, result)
        _tell(context, registered, named, done)

    @dg.job(
        name=job_name(action, project),
        description=TOLD[action],
        tags={PROJECT_TAG: project},
        executor_def=dg.in_process_executor,
    )
    def job() -> None:
        offline_action()

    return job


def _registered(tables: Mapping[str, Registered], config: ActionConfig, project: str) -> Registered:
    name = f"{config.db}.{config.table}"
    if name not in tables:
        raise PermanentFailure(
            BadInputError(
                f"The project {project} has no registered table {name}.",
                f"项目组 {project} 没有登记库表 {name}。",
            )
        )
    return tables[name]


def _tell(context: dg.OpExecutionContext, each: Registered, named: str, done: Done) -> None:
    """Log what was found as an observation of the table's asset, and an export as made."""
    facts: dict[str, Any] = {"action": named, "passed": done.passed, **done.facts}
    key = dg.AssetKey(asset_path(each.table))
    context.log_event(dg.AssetObservation(asset_key=key, metadata=facts))
    if named == TableAction.EXPORT.value and isinstance(each.reached, Reached):
        to = dg.AssetKey(export_table(each.table))
        context.log_event(dg.AssetMaterialization(asset_key=to, metadata=done.facts))
