"""Keeping metrics together: what may be kept beside the others, and what must stay for them.

One metric is in `metrics.py`; the portal and the command keep what is checked here in the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_facts import Facts, check_result, facts_of
from onedata_assets.domain.metadata.metric_forms import Metrics, Pair, form_of, parts_of, tables_of
from onedata_assets.domain.metadata.metric_sql import compiled
from onedata_assets.domain.metadata.metrics import Metric, MetricKind, MetricState

if TYPE_CHECKING:
    import polars as pl

KIND = "metric"
"""What the store calls these documents."""
Known = Callable[[Pair], "pl.Schema | None"]
"""The columns of a lake table, None where nobody knows of one."""
DryRun = Callable[[str, Mapping[Pair, "pl.Schema"]], "pl.Schema"]


def checked(metric: Metric, others: Metrics, known: Known, dry_run: DryRun) -> dict[str, Any]:
    """Return the content to be kept of a metric beside the others.

    Of a draft only what is written is checked; what is online must be computable.

    Raises:
        DocumentError: It cannot be kept, or metrics made of it could not go on.
        OneDataError: The dry run refuses its query.
    """
    all_ = {**others, metric.name: metric}
    form = form_of(metric, all_)
    metric = metric.model_copy(update={"grain": form.grain, "dimensions": form.dimensions})
    all_[metric.name] = metric
    tables_of(metric)
    _require_readers(metric, all_)
    told = {"metric": metric.model_dump(mode="json")}
    if metric.state is not MetricState.ONLINE:
        return told
    _require_online(metric, all_)
    schemas = {pair: _columns(pair, known) for pair in base_tables(metric, all_)}
    found = dry_run(compiled(metric, all_, stored=False), schemas)
    if metric.kind is MetricKind.ATOM:
        check_result(metric, dry_run(metric.sql, schemas))
    columns = {pair: dict.fromkeys(schema.names(), "TEXT") for pair, schema in schemas.items()}
    types = {name: str(kind) for name, kind in found.items()}
    return told | {"facts": _facts(facts_of(metric, all_, columns), types)}


def base_tables(metric: Metric, others: Metrics) -> tuple[Pair, ...]:
    """Return the lake tables that a metric is computed from in the end, sorted.

    Raises:
        DocumentError: As `form_of`.
    """
    form_of(metric, others)
    found, left = set(tables_of(metric)), list(parts_of(metric))
    while left:
        part = others[left.pop()]
        found |= set(tables_of(part))
        left += parts_of(part)
    return tuple(sorted(found))


def readers_of(name: str, others: Metrics) -> list[str]:
    """Return the metrics that are made of one, directly, sorted."""
    return sorted(each.name for each in others.values() if name in parts_of(each))


def require_unread(name: str, others: Metrics) -> None:
    """Go on where no metric is made of one.

    Raises:
        DocumentError: Some are; they are named.
    """
    if readers := readers_of(name, others):
        raise DocumentError(
            f"{name} is part of {', '.join(readers)}: change these first.",
            f"{name} 被 {'、'.join(readers)} 引用：请先修改这些指标。",
        )


def metrics_of(contents: Mapping[str, Mapping[str, Any]]) -> dict[str, Metric]:
    """Return the metrics that stored contents tell, by name."""
    return {name: Metric.model_validate(each["metric"]) for name, each in contents.items()}


def _require_readers(metric: Metric, all_: Metrics) -> None:
    for name in readers_of(metric.name, all_):
        reader = all_[name]
        form = form_of(reader, all_)
        is_left = reader.state is MetricState.ONLINE and metric.state is not MetricState.ONLINE
        if is_left or set(form.keys) != set(reader.keys):
            raise _needed_as_it_is(name, metric.name, "state" if is_left else "dimensions")


def _needed_as_it_is(reader: str, read: str, field: str) -> DocumentError:
    first, before = (
        (f"take {reader} offline first", f"请先下线 {reader}")
        if field == "state"
        else (f"change {reader} first", f"请先修改 {reader}")
    )
    return DocumentError(
        f"{reader} is made of {read} and needs it as it is; {first}.",
        f"{reader} 引用了 {read}，且依赖其现有状态与维度：{before}。",
        field,
    )


def _require_online(metric: Metric, all_: Metrics) -> None:
    away = [name for name in parts_of(metric) if all_[name].state is not MetricState.ONLINE]
    if away:
        raise DocumentError(
            f"{metric.name} needs {', '.join(away)}, which must be online first.",
            f"{metric.name} 引用的 {'、'.join(away)} 尚未上线。",
            "expression",
        )


def _columns(pair: Pair, known: Known) -> pl.Schema:
    schema = known(pair)
    if schema is None:
        name = "/".join(pair)
        raise DocumentError(
            f"sql: the lake has no table {name}: materialize it first, or save a draft.",
            f"sql：数据湖中没有表 {name}：请先物化该表，或保存为草稿。",
            "sql",
        )
    return schema


def _facts(facts: Facts, types: Mapping[str, str]) -> dict[str, Any]:
    return {
        "sql": facts.sql,
        "reads": [list(pair) for pair in facts.reads],
        "columns": dict(types),
        "lineage": {
            name: [[*pair, column] for pair, column in made_of]
            for name, made_of in facts.lineage.items()
        },
    }
