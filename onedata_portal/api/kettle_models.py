"""What requests and answers about generated Kettle transformations say."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from onedata_assets.domain.metadata.kettle_plans import Generated, InUse, Wanted
from onedata_portal.api.models import LINES, Body, Texts
from onedata_portal.api.standard_models import Number, Table
from onedata_resources.store.review_model import Reviewed

# A server that runs the file puts values for ${...} and %%...%% in: here these are names alone.
NAME = r"^[^\x00-\x1f\x7f-\x9f$%]*$"
Named = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=NAME)
]
MayBeNamed = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=NAME)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=LINES)]


class KettleWanted(Body):
    """What a transformation is to do: which connections and tables, by whose standard."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    standard: Table
    source: MayBeNamed = Field(description="Connection that reads; empty for the table's own.")
    target: Named = Field(description="Connection that writes.")
    table: Named
    in_schema: MayBeNamed = Field(default="", alias="schema")
    rejected: MayBeNamed = ""
    only_conforming: bool = False

    @classmethod
    def of(cls, wanted: Wanted) -> Self:
        """Return what was asked for as it is answered."""
        return cls.model_construct(**{**vars(wanted), "in_schema": wanted.schema})

    def wanted(self, source: str) -> Wanted:
        """Return what is asked for, read from that connection."""
        told = self.model_dump(exclude={"in_schema", "source"})
        return Wanted(**told, source=source, schema=self.in_schema)


class KettleOrder(Body):
    """A transformation that somebody wants to see."""

    table: Table
    wanted: KettleWanted


class KettleUse(KettleOrder):
    """A transformation that is to be used, as it was seen."""

    after: Number
    mark: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    reason: Reason = ""


class KettleVersion(BaseModel):
    """A version that is or was in use, and what was asked for."""

    number: int
    at: datetime
    actor: str
    reason: str
    wanted: KettleWanted

    @classmethod
    def of(cls, version: Reviewed) -> Self:
        """Return a version as it is answered."""
        return cls.model_construct(
            number=version.number, at=version.at, actor=version.actor, reason=version.reason,
            wanted=KettleWanted.of(Wanted.of(version.content)[0]),
        )  # fmt: skip


State = Literal["none", "current", "waits", "refused"]


class KettleState(BaseModel):
    """Whether the transformation in use is still what its table and its standard make."""

    table: str
    state: State
    refusal: Texts | None = Field(default=None, description="Why it cannot be generated now.")


class KettleAnswer(KettleState):
    """The transformation of a table: what is in use, and what may be asked for."""

    may_change: bool
    file: str = Field(description="Where the file of what is used is written, in the project.")
    is_writable: bool
    in_use: int
    versions: list[KettleVersion]
    source: str = Field(description="The connection that reads the table; empty if not known.")
    connections: list[str]
    standards: list[str]


class KettleColumn(BaseModel):
    """A column that is written, and the one that it comes from; `type` where it is converted."""

    source: str
    name: str
    type: str | None
    is_key: bool


class KettlePreview(BaseModel):
    """A transformation as it would be now, and what using it changes."""

    in_use: int
    waits: bool
    diff: str
    mark: str = Field(description="Names what is shown, for using exactly this.")
    columns: list[KettleColumn]
    notes: list[Texts] = Field(description="How it writes, and rules that it cannot hold rows to.")

    @classmethod
    def of(cls, made: Generated, mark: str) -> Self:
        """Return a transformation as it is shown."""
        keys = set(made.plan["distinct"])
        columns = [
            KettleColumn(
                source=each["column"],
                name=each["name"],
                type=each.get("type"),
                is_key=each["column"] in keys,
            )
            for each in made.plan["outputs"]
        ]
        return cls(
            in_use=made.in_use, waits=made.waits, diff=made.diff, mark=mark, columns=columns,
            notes=[Texts.of(each) for each in made.notes],
        )  # fmt: skip


class KettleDiff(BaseModel):
    """What differs between two versions, as a unified diff; empty for nothing."""

    diff: str


def in_use_of(versions: list[Reviewed]) -> InUse:
    """Return the newest version as the rules take it."""
    return InUse(versions[0].number, versions[0].content) if versions else InUse()
