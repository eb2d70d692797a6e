"""A small shop of assets that the sensors of `defs/operations` watch in these tests."""

import dagster as dg

from onedata_assets.lib.failures import PermanentFailure
from onedata_resources.errors import BadInputError

ORDERS = dg.AssetKey(["ods", "orders"])
SALES = dg.AssetKey(["dwd", "sales"])


class Mood(dg.ConfigurableResource):
    """What goes wrong this time."""

    fails: bool = False
    check_holds: bool = True
    one_write: bool = False


@dg.asset(key=ORDERS, deps=[dg.AssetKey(["retail", "transactions"])], owners=["team:ingestion"])
def orders() -> dg.MaterializeResult:
    columns = dg.TableSchema([dg.TableColumn("id", "Int64", description="主键 / key")])
    return dg.MaterializeResult(
        metadata={"dagster/row_count": 3, "dagster/column_schema": columns, "lake_version": 4}
    )


@dg.asset(
    key=SALES,
    deps=[ORDERS],
    owners=["team:processing"],
    tags={"onedata/project": "retail"},
    partitions_def=dg.StaticPartitionsDefinition(["a", "b"]),
    backfill_policy=dg.BackfillPolicy.single_run(),
)
def sales(context: dg.AssetExecutionContext, mood: Mood) -> dg.MaterializeResult:
    lineage = dg.TableColumnLineage(
        {"order_id": [dg.TableColumnDep(asset_key=ORDERS, column_name="id")]}
    )
    metadata = {"dagster/column_lineage": lineage, "dagster/partition_row_count": 5}
    if mood.one_write:
        return dg.MaterializeResult(metadata=metadata)
    event = dg.AssetMaterialization(SALES, partition="a", metadata=metadata)
    context.log_event(event)
    return dg.MaterializeResult(metadata={**metadata, "dagster/partition_row_count": 6})


@dg.multi_asset(
    specs=[dg.AssetSpec(["dwd", "judged"], deps=[ORDERS])],
    check_specs=[dg.AssetCheckSpec("within_the_step", asset=["dwd", "judged"])],
)
def judged():
    yield dg.MaterializeResult(asset_key=["dwd", "judged"])
    yield dg.AssetCheckResult(passed=False, metadata={"dbt/rows": 3, "share": 0.5, "sql": "x"})


@dg.multi_asset(
    specs=[
        dg.AssetSpec(["dim", "product"], deps=[["ods", "products"]], skippable=True),
        dg.AssetSpec(["dws", "clicks"], deps=[["dwd", "click"]], skippable=True),
        dg.AssetSpec(
            ["ads", "share"], deps=[["dws", "clicks"], ["dim", "product"]], skippable=True
        ),
    ],
    can_subset=True,
)
def models(context: dg.AssetExecutionContext, mood: Mood):
    for key in context.assets_def.keys_by_output_name.values():
        if key not in context.selected_asset_keys:
            continue
        yield dg.MaterializeResult(asset_key=key)
        if mood.fails:
            raise PermanentFailure(BadInputError("no dbt", "没有 dbt"))


@dg.op
def sweep() -> None: ...


@dg.job
def sweep_job() -> None:
    sweep()


@dg.asset(key=["ads", "board"], deps=[ORDERS], owners=["team:nobody-knows"])
def board(mood: Mood) -> None:
    if mood.fails:
        raise PermanentFailure(BadInputError("the <b>board</b> broke", "看板</script>坏了"))


@dg.asset_check(asset=ORDERS)
def order_ids_are_unique(mood: Mood) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        passed=mood.check_holds,
        severity=dg.AssetCheckSeverity.ERROR,
        description="2 ids stand twice\n有 2 个编号重复",
        metadata={"column": "id"},
    )


@dg.asset_check(asset=ORDERS)
def orders_are_many(mood: Mood) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=mood.check_holds, severity=dg.AssetCheckSeverity.WARN)


ASSETS = [orders, sales, board, order_ids_are_unique, orders_are_many]
DEFS = dg.Definitions(assets=ASSETS[:3], asset_checks=ASSETS[3:], resources={"mood": Mood()})


def run(instance: dg.DagsterInstance, **mood: bool) -> dg.ExecuteInProcessResult:
    """Materialize the shop's unpartitioned assets with their checks."""
    chosen = [orders, board, order_ids_are_unique, orders_are_many]
    return dg.materialize(
        chosen, instance=instance, resources={"mood": Mood(**mood)}, raise_on_error=False
    )


def run_partitions(instance: dg.DagsterInstance, **mood: bool) -> dg.ExecuteInProcessResult:
    """Materialize both partitions of the sales in one run."""
    tags = {"dagster/asset_partition_range_start": "a", "dagster/asset_partition_range_end": "b"}
    resources = {"mood": Mood(**mood)}
    return dg.materialize([sales], instance=instance, tags=tags, resources=resources)


def run_judged(instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    """Materialize the table that is checked by the step that writes it."""
    return dg.materialize([judged], instance=instance)


def run_models(
    instance: dg.DagsterInstance,
    *,
    job: str | None = None,
    only: list[str] | None = None,
    **mood: bool,
) -> dg.ExecuteInProcessResult:
    """Materialize the tables of the step that writes several, all or `only` one."""
    jobs = [dg.define_asset_job(job, selection=[models])] if job else []
    defs = dg.Definitions([models], jobs=jobs, resources={"mood": Mood(**mood)})
    made = defs.resolve_job_def(job) if job else defs.resolve_implicit_global_asset_job_def()
    return made.execute_in_process(
        instance=instance,
        asset_selection=[dg.AssetKey(only)] if only else None,
        raise_on_error=False,
    )


def run_sweep(instance: dg.DagsterInstance) -> dg.ExecuteInProcessResult:
    """Run a job that makes no asset."""
    return sweep_job.execute_in_process(instance=instance)
