"""What requests and answers about shared code sets say."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from onedata_portal.api.models import PLAIN, Body
from onedata_portal.api.standard_models import (
    CODES_MOST,
    Number,
    StandardCode,
    StandardTitle,
    StandardVersion,
    Why,
)


class CodeSetItem(BaseModel):
    """A shared code set; version 0 is that of the standard it is from."""

    name: str
    title: StandardTitle
    source: str
    count: int
    number: int
    at: datetime | None
    actor: str


class CodeSetAnswer(CodeSetItem):
    """A shared code set with its codes and versions."""

    may_change: bool
    is_standard: bool = Field(description="Whether version 0 is there: what a standard says.")
    codes: list[StandardCode]
    versions: list[StandardVersion]


class CodeSetOrder(Body):
    """A new version of a shared code set."""

    title: StandardTitle
    source: Annotated[str, StringConstraints(max_length=200, pattern=PLAIN)] = ""
    codes: Annotated[list[StandardCode], Field(min_length=1, max_length=CODES_MOST)]
    after: Number
    reason: Why
