"""What the API takes and answers about metrics; the routes are in `metrics.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field

from onedata_assets.domain.metadata.metrics import Level, Metric, MetricKind, MetricState
from onedata_portal.api.document_models import FacetValue
from onedata_portal.api.models import Body, Line


class MetricBody(Body):
    """A metric to be kept; `number` is the version that its writer saw, 0 for a new one."""

    metric: Metric
    project: Line = Field(default="", description="Where it is new; none: the default project.")
    number: int = Field(default=0, ge=0, le=2**31 - 1)


class MetricItem(BaseModel):
    """A metric of the list."""

    metric: Metric
    project: str
    number: int
    at: datetime
    actor: str
    may_change: bool


class MetricPage(BaseModel):
    """A part of the list, how many there are, and what filters can ask for."""

    items: list[MetricItem]
    total: int
    facets: dict[str, list[FacetValue]]


class MetricDetail(MetricItem):
    """A metric with what follows from it; `table` is the asset of its values once it is online."""

    table: str
    sql: str = Field(description="The query of its asset; empty where it is not online.")
    reads: list[str]
    columns: dict[str, str]
    used_by: list[str]


class MetricChecked(BaseModel):
    """What a metric would be, before it is kept."""

    sql: str
    tables: list[str]
    columns: dict[str, str]
    keys: list[str]


class MetricValuesAsked(Body):
    """Which values: those of the last run, or computed now on what one may read."""

    fresh: bool = False
    purpose: Line = ""
    limit: int = Field(default=500, ge=1, le=5_000)


class MetricValues(BaseModel):
    """Values, the newest periods first; cells in the order of the columns."""

    columns: list[str]
    rows: list[list[Any]]
    more: bool
    policies: list[str]
    limited_by: list[str]


class MetricsWanted(BaseModel):
    """What the list is asked for: values of one filter are alternatives, filters add up."""

    search: str = Field("", max_length=200, description="Words that all must occur.")
    kind: list[MetricKind] = Field(default_factory=list)
    level: list[Level] = Field(default_factory=list)
    state: list[MetricState] = Field(default_factory=list)
    theme: list[str] = Field(default_factory=list)
    app: list[str] = Field(default_factory=list)
    owner: list[str] = Field(default_factory=list)
    project: list[str] = Field(default_factory=list)
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=500)


class Restoration(Body):
    """The version that becomes the newest again; `seen` is the newest that one saw."""

    number: Annotated[int, Field(ge=1, le=2**31 - 1)]
    seen: Annotated[int, Field(ge=1, le=2**31 - 1)]
