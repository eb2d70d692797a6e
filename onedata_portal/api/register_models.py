"""What the API takes and answers about registered tables; the routes are in `registers.py`."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.metadata.operations import Operation, TableAction
from onedata_assets.domain.metadata.registers import RegisteredTable
from onedata_portal.api.document_models import FacetValue
from onedata_portal.api.models import Body, Line, Texts


class RegisterBody(Body):
    """A registered table to be kept; `number` is the version that its writer saw, 0 for none."""

    table: RegisteredTable
    project: Line = Field(default="", description="Where it is new; none: the default project.")
    number: int = Field(default=0, ge=0, le=2**31 - 1)


class RegisterItem(BaseModel):
    """A registered table; `reached` is the asset of the table that a source found, if one did."""

    table: RegisteredTable
    name: str
    project: str
    number: int
    at: datetime
    actor: str
    may_change: bool
    asset: str
    reached: str
    is_loaded: bool = Field(description="Whether definitions know of it already.")


class RegisterPage(BaseModel):
    """A part of the list, how many there are, and what filters can ask for."""

    items: list[RegisterItem]
    total: int
    facets: dict[str, list[FacetValue]]


class ActionResult(BaseModel):
    """How the last run of an action ended."""

    action: str
    at: datetime
    run_id: str
    actor: str
    passed: bool
    content: dict[str, Any]


class RegisterDetail(RegisterItem):
    """A registered table with what was done to it; `unreached` says why nothing can be."""

    unreached: Texts | None
    results: list[ActionResult]
    operations: list[Operation]
    exported: str = Field(description="The lake table that it is exported to.")
    partition_column: str


class RegistersWanted(BaseModel):
    """What the list is asked for: values of one filter are alternatives, filters add up."""

    search: str = Field("", max_length=200, description="Words; columns are looked through too.")
    app: list[str] = Field(default_factory=list)
    db: list[str] = Field(default_factory=list)
    field: list[str] = Field(default_factory=list)
    warehouse_level: list[str] = Field(default_factory=list)
    owner: list[str] = Field(default_factory=list)
    status: list[str] = Field(default_factory=list)
    project: list[str] = Field(default_factory=list)
    offset: int = Field(0, ge=0, le=1_000_000)
    limit: int = Field(50, ge=1, le=500)


class ActionBody(Body):
    """What is done to a table."""

    action: TableAction
    operation: Annotated[str, StringConstraints(max_length=60)] = ""
    partition_column: Line = ""
    fresh_days: int = Field(default=0, ge=0, le=36_500, description="0: as old as it is.")
    rows: int = Field(default=20, ge=1, le=100)


class StartedAction(BaseModel):
    """The run that does it."""

    run_id: str


class OperationBody(Body):
    """An operation to be kept."""

    operation: Operation
    number: int = Field(default=0, ge=0, le=2**31 - 1)


class KeptOperation(BaseModel):
    """An operation as it is kept."""

    operation: Operation
    number: int
    at: datetime
    actor: str


class OperationList(BaseModel):
    """The operations, by name."""

    items: list[KeptOperation]
