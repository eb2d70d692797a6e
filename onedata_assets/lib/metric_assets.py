"""Metrics as assets: the lake table of a metric's values, made by its query, with its checks.

What a metric is, is in `domain/metadata/metrics.py`. Which there are is kept in the store, and left
for definitions in a file (`onedata_resources/store/kept_documents.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import dagster as dg

from onedata_assets.domain.metadata.metric_book import KIND
from onedata_assets.domain.metadata.metric_values import Outcome, outcomes, truths_of
from onedata_assets.domain.metadata.metrics import VALUE, Level, Metric
from onedata_assets.domain.security.projects import PROJECT_TAG
from onedata_assets.lib.automation import when_inputs_change
from onedata_assets.lib.failures import permanent_failures
from onedata_assets.lib.keys import System, owner
from onedata_assets.lib.lineage import column_lineage
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.kept_documents import kept_documents

if TYPE_CHECKING:
    import polars as pl

SCHEMA, LINEAGE = "dagster/column_schema", "dagster/column_lineage"
VERSION = "onedata/metric_version"
METRIC = "onedata/metric"
"""Metadata of a metric's table: the metric's name."""


def metric_assets() -> list[dg.AssetsDefinition]:
    """Return the assets of the metrics that are online."""
    return [metric_asset(kept) for kept in kept_documents(KIND) if "facts" in kept["content"]]


def metric_asset(kept: Mapping[str, Any]) -> dg.AssetsDefinition:
    """Return the asset of one metric, as the store keeps it."""
    metric = Metric.model_validate(kept["content"]["metric"])
    facts = kept["content"]["facts"]
    key = dg.AssetKey(metric.table)
    spec = _spec(metric, facts, kept)

    @dg.multi_asset(
        name=f"metric_{metric.name}",
        specs=[spec],
        check_specs=[
            dg.AssetCheckSpec(truth.value, asset=key, description=f"{zh} / {en}")
            for truth, (en, zh) in truths_of(metric).items()
        ],
    )
    def compute(lake: dg.ResourceParam[LakeClient]) -> Iterator[Any]:
        with permanent_failures():
            before = _stored(lake, metric)
            values = lake.sql(facts["sql"])
            written = lake.write(metric.table, values)
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "dagster/row_count": written.rows,
                "lake_version": written.version,
                VERSION: kept["number"],
                **{name: spec.metadata[name] for name in (SCHEMA, LINEAGE)},
                **_shown(metric, values),
            },
        )
        today = datetime.now(UTC).date()
        for outcome in outcomes(metric, values, today, before):
            yield _result(key, metric, outcome)

    return compute


def _spec(metric: Metric, facts: Mapping[str, Any], kept: Mapping[str, Any]) -> dg.AssetSpec:
    lineage = {
        name: [(dg.AssetKey(made_of[:2]), made_of[2]) for made_of in each]
        for name, each in facts["lineage"].items()
    }
    domain = {"domain": metric.theme} if _is_tag(metric.theme) else {"domain": "metrics"}
    project = {PROJECT_TAG: kept["project"]} if kept["project"] else {}
    return dg.AssetSpec(
        dg.AssetKey(metric.table),
        deps=[dg.AssetKey(pair) for pair in facts["reads"]],
        description=_described(metric),
        group_name=System.METADATA.value,
        owners=[owner(System.METADATA)],
        kinds={"metric", "deltalake"},
        tags={**domain, **project, "pii": metric.sensitivity.value, "level": metric.level.value},
        metadata={
            SCHEMA: _columns(metric, facts["columns"]),
            LINEAGE: column_lineage(lineage),
            METRIC: metric.name,
            VERSION: kept["number"],
        },
        code_version=str(kept["number"]),
        automation_condition=when_inputs_change(),
    )


def _is_tag(text: str) -> bool:
    return bool(text) and len(text) <= 63 and text.replace("_", "").isascii() and text.isalnum()


def _described(metric: Metric) -> str:
    unit = f" ({metric.unit})" if metric.unit else ""
    title = " / ".join(dict.fromkeys(each for each in (metric.label_zh, metric.label_en) if each))
    parts = [f"{title}{unit}", metric.description, metric.caliber, metric.computed]
    return "\n\n".join(each for each in parts if each)


def _columns(metric: Metric, types: Mapping[str, str]) -> dg.TableSchema:
    sensitivity = {"sensitivity": metric.sensitivity.value}
    return dg.TableSchema(
        [
            dg.TableColumn(
                name,
                kind,
                metric.label_zh if name == VALUE else None,
                tags={"sensitivity": "none"} if name == VALUE else sensitivity,
            )
            for name, kind in types.items()
        ]
    )


def _stored(lake: LakeClient, metric: Metric) -> pl.DataFrame | None:
    """Return the values of the last run where they are compared with those of this one."""
    if metric.max_change_percent is None or not lake.exists(metric.table):
        return None
    return lake.scan(metric.table).collect()


def _shown(metric: Metric, values: pl.DataFrame) -> dict[str, Any]:
    """Return the newest value, where there is one for each period."""
    if metric.dimensions or values.is_empty():
        return {}
    last = values.sort(metric.grain.value).tail(1) if metric.keys else values.tail(1)
    row = last.to_dicts()[0]
    value = row[VALUE]
    told = {"value": float(value)} if value is not None else {}
    return told | {name: str(row[name]) for name in metric.keys}


def _result(key: dg.AssetKey, metric: Metric, outcome: Outcome) -> dg.AssetCheckResult:
    is_core = metric.level is Level.CORE
    return dg.AssetCheckResult(
        passed=outcome.passed,
        asset_key=key,
        check_name=outcome.truth.value,
        severity=dg.AssetCheckSeverity.ERROR if is_core else dg.AssetCheckSeverity.WARN,
        description=None if outcome.passed else f"{outcome.zh}\n{outcome.en}",
        metadata=dict(outcome.figures),
    )
