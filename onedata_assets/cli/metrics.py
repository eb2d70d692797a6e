"""The commands of metrics and of registered tables: what each kind is to `documents.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from onedata_assets.cli.documents import Command, Known
from onedata_assets.domain.metadata import metric_csv, register_csv
from onedata_assets.domain.metadata.metric_book import KIND as METRIC
from onedata_assets.domain.metadata.metric_book import checked, metrics_of, require_unread
from onedata_assets.domain.metadata.metric_forms import Pair
from onedata_assets.domain.metadata.metrics import Metric
from onedata_assets.domain.metadata.registers import KIND as REGISTER
from onedata_assets.domain.metadata.registers import RegisteredTable
from onedata_assets.lib.known_columns import known_columns
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_dry_run import columns_of
from onedata_resources.settings import value_of

if TYPE_CHECKING:
    import polars as pl


def _judge(known: Known) -> Callable[[Metric], Mapping[str, Any]]:
    metrics = metrics_of({name: each.content for name, each in known.items()})
    lake = LakeClient(value_of("LAKE_URI"))

    def columns(pair: Pair) -> pl.Schema | None:
        return known_columns(lake, pair)

    def content_of(metric: Metric) -> Mapping[str, Any]:
        content = checked(metric, metrics, columns, columns_of)
        metrics[metric.name] = Metric.model_validate(content["metric"])
        return content

    return content_of


def _unused(name: str, known: Known) -> None:
    require_unread(name, metrics_of({key: each.content for key, each in known.items()}))


def _metric_row(content: Mapping[str, Any]) -> Mapping[str, object]:
    return metric_csv.as_row(Metric.model_validate(content["metric"]))


def _register_row(content: Mapping[str, Any]) -> Mapping[str, object]:
    return register_csv.as_row(RegisteredTable.model_validate(content))


METRICS = Command(
    kind=METRIC,
    form=metric_csv.METRIC_CSV,
    row=_metric_row,
    shown=("name", "label_zh", "kind", "level", "grain", "dimensions", "unit", "state"),
    example=metric_csv.as_row(metric_csv.EXAMPLE),
    judge=_judge,
    in_order=metric_csv.in_order,
    require_unused=_unused,
)
REGISTERS = Command(
    kind=REGISTER,
    form=register_csv.REGISTER_CSV,
    row=_register_row,
    shown=("db", "table", "description", "owner", "app"),
    example=register_csv.as_row(register_csv.EXAMPLE),
    judge=lambda _known: lambda table: table.model_dump(mode="json"),
    in_order=lambda accepted, _refusals: accepted,
    require_unused=lambda _name, _known: None,
)
