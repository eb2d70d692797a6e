"""What requests and answers about rules of columns say: names that they know, trials on rows."""

from __future__ import annotations

from pydantic import BaseModel

from onedata_portal.api.models import Body
from onedata_portal.api.standard_models import (
    StandardBreach,
    StandardColumn,
    StandardTitle,
    Table,
    Word,
)


class TrialOrder(Body):
    """Rules of a column that are tried on rows, for a purpose that data policies may ask for."""

    table: Table
    column: StandardColumn
    purpose: Word = ""


class TrialAnswer(BaseModel):
    """What the rules would refuse, of so many rows."""

    rows: int
    breaches: list[StandardBreach]


class RuleNames(BaseModel):
    """What the rules of columns may name: codings, meanings, code sets, forms of exports."""

    codings: list[Coded]
    meanings: list[Coded]
    code_sets: list[str]
    dialects: list[str]


class Coded(BaseModel):
    """A rule that codes of many parts are made by, or a meaning, and what it is called."""

    name: str
    title: StandardTitle


RuleNames.model_rebuild()
