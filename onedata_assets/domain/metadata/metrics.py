"""What a metric (指标) is: names, importance, caliber, dimensions, owner, and what its values obey.

An atom is computed by SQL over lake tables, a derived metric by an expression over other metrics.
How either becomes one query is in `metric_sql.py`; how its values are held to its rules, in
`metric_values.py`; files of metrics, in `metric_csv.py`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from onedata_assets.domain.metadata.documents import NAME, Long, Short, Strict, fault
from onedata_assets.domain.processing.contract import Sensitivity

LAYER = "ads"
"""The layer of the tables of values."""
VALUE = "value"

ColumnName = Annotated[str, StringConstraints(pattern=NAME, max_length=60)]


class MetricKind(StrEnum):
    """How a metric is computed."""

    ATOM = "atom"
    DERIVED = "derived"


class Level(StrEnum):
    """How important a metric is."""

    NORMAL = "normal"
    IMPORTANT = "important"
    CORE = "core"


class MetricState(StrEnum):
    """Whether a metric is computed: only those that are online."""

    DRAFT = "draft"
    ONLINE = "online"
    OFFLINE = "offline"


class Grain(StrEnum):
    """The period that a value is of; its column has this name and the period's first day."""

    NONE = "none"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Metric(Strict):
    """A metric. `sql` returns its period, its dimensions and `value`; bounds are of the value.

    `max_change_percent` is from one period to the next, `fresh_days` how old the newest period may
    be. Grain and dimensions of a derived metric are those of the metrics that it is made of.
    """

    name: Annotated[str, StringConstraints(pattern=NAME, max_length=60)]
    label_zh: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    label_en: Short = ""
    kind: MetricKind = MetricKind.ATOM
    level: Level = Level.NORMAL
    app: Short = ""
    theme: Short = ""
    description: Long = ""
    caliber: Long = ""
    sql: Long = ""
    expression: Long = ""
    grain: Grain = Grain.NONE
    dimensions: Annotated[tuple[ColumnName, ...], Field(max_length=20)] = ()
    unit: Short = ""
    owner: Short = ""
    state: MetricState = MetricState.DRAFT
    sensitivity: Sensitivity = Sensitivity.NONE
    min_value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    max_value: Annotated[float, Field(allow_inf_nan=False)] | None = None
    max_change_percent: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    fresh_days: Annotated[int, Field(ge=0, le=36_500)] | None = None
    remark: Long = ""

    @field_validator("dimensions")
    @classmethod
    def _are_columns(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        taken = {VALUE, *(each.value for each in Grain)} - {Grain.NONE.value}
        if wrong := sorted(taken.intersection(names)):
            raise fault(
                f"{', '.join(wrong)} is no name for a dimension: the period and the value have it",
                f"{'、'.join(wrong)} 不能作为维度：周期列与数值列使用这些名称",
                "dimensions",
            )
        if len(set(names)) < len(names):
            raise fault("A dimension is named twice", "维度重复", "dimensions")
        return names

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        atom = self.kind is MetricKind.ATOM
        if (self.expression if atom else self.sql).strip():
            raise fault(
                "An atom has SQL and no expression, a derived metric an expression and no SQL",
                "原子指标只填 SQL，衍生指标只填表达式",
                "expression" if atom else "sql",
            )
        if self.state is MetricState.ONLINE and not self.computed.strip():
            raise fault(
                "A metric that is online needs its SQL or expression",
                "上线的指标须填写 SQL 或表达式",
                "sql" if atom else "expression",
            )
        return self._with_rules()

    def _with_rules(self) -> Self:
        low, high = self.min_value, self.max_value
        if low is not None and high is not None and low > high:
            raise fault(
                "min_value is greater than max_value", "下限 min_value 大于上限", "min_value"
            )
        if self.kind is MetricKind.ATOM and self.fresh_days is not None and self.grain == "none":
            raise fault(
                "fresh_days needs a grain: a value without a period is as old as its run",
                "fresh_days 需要时间粒度：没有周期的指标与其运行时间同样新",
                "fresh_days",
            )
        return self

    @property
    def computed(self) -> str:
        """Return what it is computed by: its SQL or its expression."""
        return self.sql if self.kind is MetricKind.ATOM else self.expression

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the columns beside the value: the period first, then the dimensions."""
        period = () if self.grain is Grain.NONE else (self.grain.value,)
        return (*period, *self.dimensions)

    @property
    def table(self) -> tuple[str, str]:
        """Return the lake table of its values."""
        return value_table(self.name)


def value_table(name: str) -> tuple[str, str]:
    """Return the lake table of a metric's values."""
    return (LAYER, f"metric_{name}")
