"""What the API says of sources: their tables and columns, what was found out, their versions."""

from datetime import datetime

from pydantic import BaseModel, Field

from onedata_portal.api.asset_models import AssetRef
from onedata_portal.api.models import Body, Line, Texts


class SourceItem(BaseModel):
    """A source and how its last scan went; without a version it was never scanned."""

    name: str
    asset: AssetRef
    kind: str
    description: str
    owners: list[str]
    domain: str
    projects: list[str]
    version: int | None = None
    versions: int = 0
    tables: int = 0
    columns: int = 0
    tried_at: datetime | None = None
    scanned_at: datetime | None = None
    error: str = ""


class SourceList(BaseModel):
    """The sources that somebody sees, by name."""

    items: list[SourceItem]
    total: int


class SourceTable(BaseModel):
    """A table of a source; `rows` are those that the source tells, else as they were counted last.

    `problem` is why its rows could not be read; `notes` are what the scan noted of a table that
    could. Where a model wrote the description, `written_by` names it and `draft` is that of rules.
    """

    name: str
    asset: AssetRef
    kind: str
    description: Texts
    written_by: str = ""
    draft: Texts | None = None
    comment: str = ""
    columns: int
    rows: int | None
    rows_counted_at: datetime | None = Field(
        default=None, description="When all rows were counted; none where the source tells them."
    )
    sensitivity: str
    meanings: list[str]
    references: int
    problem: Texts | None = None
    notes: list[Texts]


class SourceProblem(BaseModel):
    """Why something of a source makes no table: a file, a view, a path."""

    name: str
    text: Texts


class SourceDetail(SourceItem):
    """A source with its tables, and what could not be read of it."""

    items: list[SourceTable]
    problems: list[SourceProblem]
    may_edit: bool


class FoundItem(BaseModel):
    """Something found out, how sure from 0 to 1, and why."""

    value: str
    title: Texts
    confidence: float
    evidence: list[Texts]


class SourceCode(BaseModel):
    """A value of a code set, how often it was seen, and what it stands for if that is known."""

    value: str
    count: int
    title: Texts | None


class SourceColumn(BaseModel):
    """A column as its source tells it, and what was found out of it; samples are masked."""

    name: str
    type: str
    family: str
    nullable: bool
    default: str | None
    comment: str
    description: Texts | None = None
    written_by: str = ""
    draft: Texts | None = None
    logical: str = ""
    form: str = ""
    meanings: list[FoundItem] = Field(default_factory=list)
    unit: FoundItem | None = None
    sensitivity: str = "none"
    is_nullable: FoundItem | None = None
    is_unique: FoundItem | None = None
    codes: list[SourceCode] = Field(default_factory=list)
    samples: list[str] = Field(default_factory=list)
    rows: int = 0
    missing: float = 0.0
    distinct: int = 0
    low: str = ""
    high: str = ""
    shortest: int | None = None
    longest: int | None = None


class SourceKey(BaseModel):
    """Columns that tell rows apart; declared by the source, or found."""

    columns: list[str]
    is_declared: bool
    confidence: float
    evidence: list[Texts]


class ReferenceMeasure(BaseModel):
    """How a reference held at a time, and what had changed since the time before."""

    at: datetime
    rows: int
    match_rate: float = Field(description="Share of the rows with a value that have a partner.")
    orphan_rows: int = Field(description="Rows whose value has no partner.")
    empty_rate: float = Field(description="Share of the rows without a value.")
    drifts: list[Texts]


class SourceReference(BaseModel):
    """Columns that refer to a key of another table; that table is unnamed where it is not seen."""

    columns: list[str]
    parent: AssetRef | None
    parent_columns: list[str]
    confidence: float
    match_rate: float | None = Field(description="None where no values say.")
    is_one_to_one: bool
    evidence: list[Texts]
    held: list[ReferenceMeasure] = Field(
        description="Each time that it was measured, newest first."
    )


class SourceDependency(BaseModel):
    """Columns whose value settles that of another one, in nearly all rows."""

    determinant: list[str]
    dependent: str
    share: float = Field(description="Of the rows, in which it does.")
    is_both_ways: bool
    evidence: list[Texts]


class SourceProperty(BaseModel):
    """How a table is read: the encoding of a file, say."""

    label: Texts
    value: Texts


class SourceTableDetail(SourceTable):
    """A table with its columns, keys, references and dependencies, and how it is read."""

    read_as: list[SourceProperty]
    items: list[SourceColumn]
    keys: list[SourceKey]
    links: list[SourceReference]
    dependencies: list[SourceDependency]


class SourceVersionItem(BaseModel):
    """A version of a source: since when, why, and by whose word if a person's."""

    number: int
    at: datetime
    reason: str
    actor: str


class SourceVersionHistory(BaseModel):
    """The versions of a source, the newest first."""

    items: list[SourceVersionItem]


class SourceChange(BaseModel):
    """One difference between two versions."""

    kind: str
    table: str
    column: str
    before: str
    after: str
    is_breaking: bool
    text: Texts


class SourceDifferences(BaseModel):
    """What changed from one version to another, what breaks readers first."""

    old: int
    new: int
    items: list[SourceChange]


class SourceWaiting(BaseModel):
    """Breaking changes that nobody accepted, as they hold in the newest version; 0 is none yet."""

    newest: int
    items: list[SourceChange]


class VersionChoice(Body):
    """A version of a source, and why it is the one to restore or to accept."""

    version: int = Field(ge=1, le=2**31 - 1)
    why: Line = ""
