"""What the API says of tags, terms, owner and domain of a table and its columns."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.metadata.annotations import Kind
from onedata_assets.domain.metadata.told_tags import By
from onedata_portal.api.asset_models import AssetRef, ColumnRef
from onedata_portal.api.models import LINES, PLAIN, Body, Texts

Reason = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000, pattern=LINES)]
Address = Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=PLAIN)]
ColumnName = Annotated[str, StringConstraints(max_length=250, pattern=PLAIN)]
Value = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000, pattern=LINES)
]


class TagItem(BaseModel):
    """A tag with who or what gave it and why; `origin` is where lineage brings it from."""

    tag: str
    title: Texts | None = Field(default=None, description="Of a term.")
    by: By
    who: str
    why: list[Texts]
    confidence: float
    at: datetime | None = None
    origin: ColumnRef | None = None
    is_from_hidden: bool = Field(default=False, description="It comes from what one does not see.")
    annotation: int | None = Field(default=None, description="Number to end it by, of a person's.")


class Refusal(BaseModel):
    """A tag that somebody said does not fit."""

    tag: str
    who: str
    why: str
    at: datetime
    annotation: int


class SaidItem(BaseModel):
    """An owner, a domain or a description; one of the code has no number and no moment."""

    value: str
    who: str = ""
    why: str = ""
    at: datetime | None = None
    annotation: int | None = None


class Tagged(BaseModel):
    """What a table and a column both have."""

    tags: list[TagItem]
    refused: list[Refusal]
    owner: SaidItem | None
    domain: SaidItem | None
    description: SaidItem | None


class TaggedColumn(Tagged):
    """A column."""

    name: str
    type: str
    comment: str


class MayTag(BaseModel):
    """What the person may do; `lower` is what shows personal data to more people."""

    edit: bool
    lower: bool


class TaggedTable(Tagged):
    """A table with its columns."""

    asset: AssetRef
    columns: list[TaggedColumn]
    may: MayTag


class NewAnnotationItem(Body):
    """Something to say of a table, or of one of its columns."""

    asset: Address = Field(description="Address of the asset, as `dwd/member`.")
    column: ColumnName = Field(default="", description="Empty: the table itself.")
    kind: Kind = Kind.TAG
    value: Value = Field(description="A tag `kind:value`, or the owner, domain, description.")
    why: Reason = Field(default="", description="Needed for the sensitivity `pii:...`.")


class AnnotationEnd(Body):
    """Why something said holds no more."""

    why: Reason = ""


class AnnotationItem(BaseModel):
    """Something that was said, and when and why it ended, if it did."""

    id: int
    column: str
    kind: Kind
    value: str
    who: str
    why: str
    at: datetime
    ended_at: datetime | None
    ended_by: str
    ended_why: str


class AnnotationHistory(BaseModel):
    """All that was said of a table, the newest first."""

    items: list[AnnotationItem]


class SuggestionItem(BaseModel):
    """A term that may fit a column."""

    column: str
    tag: str
    title: Texts
    confidence: float
    why: list[Texts]


class SuggestionList(BaseModel):
    """The likeliest first, by column."""

    items: list[SuggestionItem]
