"""Table contracts: what a table holds and what must be true of it.

The files are read by `contract_files.py`, which refuses what `contract_faults.py` finds. How a
contract becomes asset metadata is in `lib/tables.py`; its checks are in `lib/checks.py` and
`lib/truths.py`.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from onedata_assets.domain.refused import RefusedError

SYNTHETIC_MARK = "【合成数据 / synthetic】"
MADE_BY, COUNT = "made_by", "count"
KEEPS_LESS = (COUNT, "masking", "reduction")
"""Tag of a column that keeps less of the columns that it is made of, and how that comes."""
COLUMN_ARGUMENTS = ("column", "column_A", "column_B")
"""Arguments of an expectation that name a column."""
COLUMN_LISTS = ("column_list", "column_set")
"""Arguments of an expectation that name several."""


class Sensitivity(StrEnum):
    """How near a value comes to a person; ordered, the last is the strictest."""

    NONE = "none"
    INDIRECT = "indirect"
    DIRECT = "direct"


def strictest(levels: Iterable[Sensitivity]) -> Sensitivity:
    """Return the strictest of some levels; that of nothing is none."""
    return max(levels, key=list(Sensitivity).index, default=Sensitivity.NONE)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Strict):
    """One text in both languages."""

    en: str
    zh: str

    def __str__(self) -> str:
        """Return both, Chinese first, as descriptions show them."""
        return f"{self.zh} / {self.en}"


class Column(_Strict):
    """A column: its Polars type by name (`Int64`, `String`, `Date`, `Datetime`, `Float64` ...).

    One that counts others, masks them or keeps a small part (the sex of an identity card) says so
    by `made_by`: it is as sensitive as it says, any other at least as what it is made of.
    """

    name: str
    type: str
    meaning: Text
    sensitivity: Sensitivity = Sensitivity.NONE
    made_by: Literal["", "count", "masking", "reduction"] = ""
    nullable: bool = True


class RejectRule(_Strict):
    """Rows for which `when` (a Polars SQL expression) is true go to `<table>__rejected`."""

    code: str
    when: str
    reason: Text


class Expectation(_Strict):
    """A Great Expectations expectation by its snake-case name, with its arguments.

    `id` tells two of one type on the same columns apart.
    """

    type: str
    arguments: dict[str, Any] = Field(default_factory=dict)
    blocking: bool = False
    id: str = Field(default="", pattern=r"^\w*$")

    @property
    def check(self) -> str:
        """Return the truth that it asserts, as a name: `column_values_to_be_unique__id`."""
        words = self.type.removeprefix("expect_")
        return "__".join([words, *self.columns, *([self.id] if self.id else [])])

    @property
    def columns(self) -> list[str]:
        """Return the columns that it reads."""
        arguments = self.arguments
        listed = [arguments.get(name) or [] for name in COLUMN_LISTS]
        return [
            *(arguments[name] for name in COLUMN_ARGUMENTS if name in arguments),
            *(column for names in listed if isinstance(names, list) for column in names),
        ]


class Contract(_Strict):
    """What one lake table holds.

    `key` identifies a row, `day` is the column that days are replaced by, and a table has rows
    unless it `may_be_empty`. `whole_source` says that every row of the source is in the table or
    beside it in `<table>__rejected`. A day is unusual where more than `max_rejected_percent` of its
    rows were rejected, or where it has fewer than `min_day_percent` of the median day's rows.
    `freshness_hours` is how old the newest materialization may be; None sets no policy.
    """

    table: str
    title: Text
    grain: Text
    domain: str
    columns: list[Column] = Field(min_length=1)
    key: list[str] = Field(default_factory=list)
    day: str | None = None
    may_be_empty: bool = False
    whole_source: bool = False
    max_rejected_percent: float | None = Field(default=None, ge=0, le=100)
    min_day_percent: float | None = Field(default=None, gt=0, le=100)
    reject: list[RejectRule] = Field(default_factory=list)
    expectations: list[Expectation] = Field(default_factory=list)
    freshness_hours: int | None = Field(default=None, gt=0)
    synthetic: bool = False

    @property
    def description(self) -> str:
        """Return title and grain in both languages, marked where the data is synthetic."""
        mark = SYNTHETIC_MARK if self.synthetic else ""
        return (
            f"{mark}{self.title.zh}；{self.grain.zh}。\n\n{mark}{self.title.en}; {self.grain.en}."
        )

    @property
    def sensitivity(self) -> Sensitivity:
        """Return the strictest sensitivity of its columns."""
        return strictest(each.sensitivity for each in self.columns)


class ContractError(RefusedError):
    """A contract is missing or wrong; the text names it and what to correct, English then Chinese.

    `en` and `zh` hold the two.
    """
