"""What the API says of the glossary."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.metadata.glossary import Term, TermState
from onedata_assets.domain.metadata.glossary_files import FileKind
from onedata_assets.domain.metadata.told_tags import By
from onedata_portal.api.asset_models import ColumnRef
from onedata_portal.api.models import LINES, Body
from onedata_portal.api.tag_models import Reason


class TermVersionItem(BaseModel):
    """A version of a term."""

    number: int
    state: TermState
    term: Term
    who: str
    why: str
    at: datetime


class TermItem(BaseModel):
    """A term as the list shows it; `columns` are those with it that the person sees."""

    term: Term
    state: TermState
    number: int
    who: str
    at: datetime
    columns: int


class MayTerm(BaseModel):
    """What the person may do to terms."""

    edit: bool
    approve: bool


class TermPage(BaseModel):
    """A part of the glossary."""

    items: list[TermItem]
    total: int
    domains: list[str] = Field(description="All domains of terms.")
    may: MayTerm


class TermColumn(BaseModel):
    """A column that has a term, and how it came to it."""

    column: ColumnRef
    by: By
    who: str


class TermDetail(BaseModel):
    """A term with its versions, the newest first, the columns that have it, and those below it."""

    term: Term
    state: TermState
    number: int
    approved: int | None = Field(description="The version that holds while a newer one is a draft.")
    versions: list[TermVersionItem]
    columns: list[TermColumn]
    children: list[str]
    may: MayTerm


class TermBody(Body):
    """A term to write down as a draft."""

    term: Term
    number: int = Field(ge=0, le=1_000_000, description="The version that was looked at; 0: new.")
    why: Reason = ""


class TermDecision(Body):
    """Why a version of a term is approved, or the term is taken out of use."""

    number: int = Field(ge=1, le=1_000_000, description="The version that was looked at.")
    why: Reason = ""


class TermFile(Body):
    """A glossary to read in; all of its terms become drafts, or none where one is wrong."""

    kind: FileKind
    text: Annotated[str, StringConstraints(max_length=4_000_000, pattern=LINES)]
    why: Reason = ""


class TermsRead(BaseModel):
    """What became of the terms of a file."""

    added: list[str]
    changed: list[str]
    unchanged: int
