"""What requests and answers about data standards say."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.metadata.column_naming import NameStyle
from onedata_assets.domain.metadata.model import Family
from onedata_assets.domain.metadata.standard_differences import RuleChange, standard_from
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.domain.processing.contract import Sensitivity
from onedata_portal.api.models import LINES, PLAIN, Body, Said
from onedata_resources.errors import refusals_told
from onedata_resources.store.review_model import Reviewed

COLUMNS_MOST, CODES_MOST, LENGTH_MOST = 5_000, 20_000, 100_000_000
Table = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PLAIN)]
Title = Annotated[str, StringConstraints(max_length=500, pattern=LINES)]
Value = Annotated[str, StringConstraints(max_length=500, pattern=LINES)]
Word = Annotated[str, StringConstraints(max_length=100, pattern=PLAIN)]
Why = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=LINES)
]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


class StandardTitle(Body):
    """A title in both languages."""

    en: Title
    zh: Title

    @classmethod
    def of(cls, said: Said) -> StandardTitle:
        """Return a title as it is answered."""
        return cls(en=said.en, zh=said.zh)


class StandardCode(Body):
    """A code, and what it stands for."""

    value: Value
    title: StandardTitle


class StandardColumn(Body):
    """What a column must be; a rule that is null says nothing."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=PLAIN)]
    title: StandardTitle
    family: Family
    meaning: Word = ""
    unit: Word = ""
    sensitivity: Sensitivity = Sensitivity.NONE
    nullable: bool = True
    unique: bool = False
    shortest: Annotated[int, Field(ge=0, le=LENGTH_MOST)] | None = None
    longest: Annotated[int, Field(ge=0, le=LENGTH_MOST)] | None = None
    precision: Annotated[int, Field(ge=1, le=1000)] | None = None
    scale: Annotated[int, Field(ge=0, le=38)] | None = None
    bits: Annotated[int, Field(ge=8, le=128)] | None = None
    pattern: Annotated[str, StringConstraints(max_length=2000, pattern=LINES)] | None = None
    coding: Word = ""
    code_set: Word = ""
    codes: Annotated[list[StandardCode], Field(max_length=CODES_MOST)] = Field(default_factory=list)
    low: Value | None = None
    high: Value | None = None


class StandardNaming(Body):
    """How columns are to be named; a part that is null or empty says nothing."""

    style: NameStyle | None = None
    prefix: Word = ""
    longest: Annotated[int, Field(ge=1, le=300)] | None = None


class StandardContent(Body):
    """A standard."""

    table: Table
    title: StandardTitle
    columns: Annotated[list[StandardColumn], Field(min_length=1, max_length=COLUMNS_MOST)]
    key: Annotated[list[Value], Field(max_length=100)] = Field(default_factory=list)
    naming: StandardNaming | None = None

    def standard(self) -> TableStandard:
        """Return it as the rules know it.

        Raises:
            BadInputError: It cannot be.
        """
        with refusals_told(StandardError):
            return standard_from(self.model_dump())


class StandardItem(BaseModel):
    """A table with a standard or a draft, as the list shows it."""

    table: str
    asset: str
    title: StandardTitle
    state: Literal["draft", "published", "retired"]
    number: int
    at: datetime
    actor: str
    columns: int
    drafts: list[str]
    waiting: int = Field(description="Rules that the newest draft changes.")
    checked_at: datetime | None
    passed: bool | None
    broken: int | None
    projects: list[str]


class StandardVersion(BaseModel):
    """A version."""

    number: int
    state: Literal["published", "retired"]
    at: datetime
    actor: str
    reason: str

    @classmethod
    def of(cls, version: Reviewed) -> StandardVersion:
        """Return a version as it is answered."""
        return cls(
            number=version.number,
            state=version.state.value,
            at=version.at,
            actor=version.actor,
            reason=version.reason,
        )


class StandardDraft(BaseModel):
    """What a scan or a person proposes, and what it changes in what is published."""

    origin: Literal["scan", "person"]
    at: datetime
    actor: str
    reason: str
    content: StandardContent
    changes: list[StandardChange]


class StandardChange(BaseModel):
    """A rule that differs; `column` is empty for the table's own, `rule` for a whole column."""

    column: str
    rule: str
    before: Any = None
    after: Any = None

    @classmethod
    def of(cls, change: RuleChange) -> StandardChange:
        """Return a difference as it is answered."""
        return cls(column=change.column, rule=change.rule, before=change.before, after=change.after)


class StandardBreach(BaseModel):
    """A rule that rows break, with values as everybody may see them."""

    column: str
    rule: str
    rows: int
    examples: list[str]
    keys: list[str] = Field(default=[], description="What identifies the rows of the examples.")


class StandardResult(BaseModel):
    """How the table kept its standard when it was last held to it."""

    number: int
    at: datetime
    run_id: str
    passed: bool
    rows: int
    rules: int
    breaches: list[StandardBreach]


class StandardAnswer(BaseModel):
    """Everything about the standard of one table."""

    table: str
    asset: str
    may_change: bool
    published: StandardContent | None
    versions: list[StandardVersion]
    drafts: list[StandardDraft]
    result: StandardResult | None


class StandardOrder(Body):
    """What somebody publishes; `after` is the number of the version that they looked at."""

    content: StandardContent
    after: Number
    reason: Why


class AcceptOrder(Body):
    """Rules of a draft that are taken over into what is published, as a person's draft."""

    table: Table
    origin: Literal["scan", "person"]
    accepted: Annotated[list[tuple[Value, Word]], Field(max_length=100_000)]


class RetireOrder(Body):
    """A standard that somebody puts out of force."""

    table: Table
    after: Number
    reason: Why


class OfTable(Body):
    """Something that is asked for about the standard of a table."""

    table: Table


class RestoreOrder(Body):
    """A version that is to be in force again."""

    table: Table
    number: Annotated[int, Field(ge=1, le=2**31 - 1)]


StandardDraft.model_rebuild()
