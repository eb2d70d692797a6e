"""Files of metrics: our columns, and the names that Cube Studio's users have for them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from onedata_assets.domain.metadata.document_csv import Accepted, CsvForm, Refusal
from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_forms import parts_of, query_of, tables_of
from onedata_assets.domain.metadata.metrics import Grain, Metric

_STATEMENT = re.compile(
    r"\s*\(?\s*(?:SELECT\s.+\sFROM\s|WITH\s+\S+\s+AS\s*\(|UPDATE\s+\S+\s+SET\s"
    r"|(?:INSERT|MERGE)\s+INTO\s|DELETE\s+FROM\s"
    r"|(?:DROP|CREATE|ALTER|TRUNCATE)\s+(?:TABLE|VIEW|DATABASE|SCHEMA|INDEX|OR)\s)",
    re.IGNORECASE | re.DOTALL,
)
"""How a statement begins; a caliber in words (`With tax, of all stores`) is none."""
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
    return _computed(Metric.read(fields | _from_caliber(fields)))


def _from_caliber(fields: Mapping[str, object]) -> dict[str, object]:
    """Return the SQL that Cube Studio's users write as the caliber, where there is no other.

    Raises:
        DocumentError: It is another statement than a SELECT.
    """
    caliber = str(fields.get("caliber", ""))
    if any(fields.get(name) for name in ("sql", "expression")) or not _STATEMENT.match(caliber):
        return {}
    try:
        query_of(caliber)
    except DocumentError as error:
        raise DocumentError(
            f"caliber holds SQL, of which only one SELECT can be kept: {error.en}",
            f"口径中写有 SQL，只能是一条 SELECT 语句：{error.zh}",
            "caliber",
        ) from error
    return {"sql": caliber.strip().rstrip(";")}


def _computed(metric: Metric) -> Metric:
    """Return a metric whose SQL reads tables of the lake, and whose expression is arithmetic.

    Raises:
        DocumentError: It does not.
    """
    tables_of(metric)
    parts_of(metric)
    return metric


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
        ordered += [waiting.pop(name)[0] for name in ready]
        if not ready:
            circle = _circle({name: parts for name, (_, parts) in waiting.items()})
            told = " → ".join((*circle, circle[0]))
            for name in circle:
                en, zh = f"The metric is made of itself: {told}.", f"指标循环引用：{told}。"
                refusals.append(Refusal(waiting.pop(name)[0].line, "expression", en, zh))
    return ordered


def _circle(parts: Mapping[str, set[str]]) -> list[str]:
    """Return names that are made of each other; every one has a part among the others."""
    path: list[str] = []
    name = next(iter(parts))
    while name not in path:
        path.append(name)
        name = min(parts[name] & parts.keys())
    return path[path.index(name) :]


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
