"""What the API says of rows and versions of tables, and how it is asked for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.security.data_policies import Shown
from onedata_portal.api.models import PLAIN, Line
from onedata_resources.errors import BadInputError

Having = Annotated[str, StringConstraints(max_length=1000, pattern=PLAIN)]


class RowColumn(BaseModel):
    """A column as the person sees it."""

    name: str
    type: str
    shown: Shown


class Decision(BaseModel):
    """What data policies decided of one reading."""

    purpose: str
    policies: list[str] = Field(description="Names of those that decided.")
    limited_by: list[str] = Field(description="Names of those that keep rows from the person.")
    hidden: list[str] = Field(description="Columns that the person does not see.")
    purposes: list[str] = Field(description="Purposes for which they may read it otherwise.")


class RowPage(BaseModel):
    """Some rows of a table, cells in the order of the columns."""

    columns: list[RowColumn]
    rows: list[list[Any]]
    more: bool = Field(description="Whether there are rows after these.")
    version: int
    decision: Decision


class VersionItem(BaseModel):
    """A version of a table; `rows` are those that it wrote, null where it wrote none."""

    version: int
    at: datetime
    operation: str
    rows: int | None
    run_id: str | None = Field(description="The run that wrote it, where that is known.")


class VersionList(BaseModel):
    """The newest versions of a table, the newest first."""

    items: list[VersionItem]


class RowChange(BaseModel):
    """Some rows as a version left them; none where it took them away."""

    version: VersionItem
    columns: list[str]
    rows: list[list[Any]]


class RowChanges(BaseModel):
    """What became of some rows, the newest first."""

    items: list[RowChange]
    decision: Decision


class Wanted(BaseModel):
    """Which rows, and what for."""

    where: list[Having] = Field(default_factory=list, max_length=10, description="`column=value`.")
    purpose: Line = Field("", description="The business purpose, which data policies may name.")
    reason: Line = Field("", description="Why, in words; it is kept in the audit log.")

    @property
    def values(self) -> Mapping[str, str]:
        """The values by column.

        Raises:
            BadInputError: One is not written so.
        """
        pairs = [each.partition("=") for each in self.where]
        if any(not (name and sign) for name, sign, _ in pairs):
            raise BadInputError("where is written column=value.", "where 的写法为 列名=取值。")
        return {name: value for name, _, value in pairs}
