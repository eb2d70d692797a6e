"""Files of metrics: our columns, and the names that Cube Studio's users have for them."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_assets.domain.metadata.document_csv import Accepted, CsvForm, Refusal
from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_forms import parts_of
from onedata_assets.domain.metadata.metrics import Grain, Metric

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "name": ("名称", "指标英文名"),
    "label_zh": ("label", "标签", "指标中文名"),
    "label_en": ("英文标签",),
    "kind": ("metric_type", "指标类型"),
    "level": ("metric_level", "指标等级"),
    "app": ("产品",),
    "theme": ("metric_data_type", "归属模块", "指标模块", "主题"),
    "description": ("describe", "描述", "指标描述"),
    "caliber": ("口径", "指标口径"),
    "sql": ("口径sql",),
    "expression": ("表达式",),
    "grain": ("metric_dim", "指标维度", "时间粒度"),
    "dimensions": ("维度",),
    "unit": ("单位",),
    "owner": ("metric_responsible", "指标责任人", "责任人"),
    "state": ("status", "状态"),
    "sensitivity": ("敏感级别",),
    "min_value": ("下限",),
    "max_value": ("上限",),
    "max_change_percent": ("最大变化百分比",),
    "fresh_days": ("最长延迟天数",),
    "remark": ("备注",),
}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "kind": {"原子指标": "atom", "衍生指标": "derived", "原子": "atom", "衍生": "derived"},
    "level": {"普通": "normal", "重要": "important", "核心": "core"},
    "grain": {"天": "day", "周": "week", "月": "month", "无": "none"},
    "state": {
        "上线": "online",
        "下线": "offline",
        "草稿": "draft",
        "创建中": "draft",
        "待审批": "draft",
    },
    "sensitivity": {"无": "none", "间接": "indirect", "直接": "direct"},
}


def _build(told: Mapping[str, str]) -> Metric:
    fields: dict[str, object] = {
        name: _WORDS.get(name, {}).get(value, value) for name, value in told.items()
    }
    names = told.get("dimensions", "").replace("，", ",").replace("、", ",").split(",")
    fields["dimensions"] = [each.strip() for each in names if each.strip()]
    return Metric.read(fields)


METRIC_CSV: CsvForm[Metric] = CsvForm(_COLUMNS, ("name", "label_zh"), _build, lambda one: one.name)


def as_row(metric: Metric) -> Mapping[str, object]:
    """Return a metric as a line of a file."""
    return metric.model_dump(mode="json") | {"dimensions": ", ".join(metric.dimensions)}


def in_order(accepted: list[Accepted[Metric]], refusals: list[Refusal]) -> list[Accepted[Metric]]:
    """Return lines after those that they are made of; what cannot be read is refused here."""
    waiting: dict[str, tuple[Accepted[Metric], set[str]]] = {}
    for each in accepted:
        try:
            waiting[each.item.name] = (each, set(parts_of(each.item)))
        except DocumentError as error:
            refusals.append(Refusal(each.line, error.field, error.en, error.zh))
    ordered: list[Accepted[Metric]] = []
    while waiting:
        ready = [name for name, (_, parts) in waiting.items() if not parts & waiting.keys()]
        # Those that are left are made of each other, which is refused where they are checked.
        ordered += [waiting.pop(name)[0] for name in ready or list(waiting)]
    return ordered


EXAMPLE = Metric(
    name="sales_amount",
    label_zh="销售额",
    label_en="Sales amount",
    caliber="当日实收金额合计",
    theme="销售",
    grain=Grain.DAY,
    sql="SELECT sold_date AS day, SUM(sales_usd) AS value FROM dwd.sales_line GROUP BY ALL",
    unit="USD",
)
"""The line of the template."""
