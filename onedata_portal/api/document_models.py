"""What answers about metrics and registered tables share: versions, files, values of filters."""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, StringConstraints

from onedata_assets.domain.metadata.document_csv import Refusal
from onedata_portal.api.models import Body, Texts
from onedata_resources.errors import BadInputError

MOST_FACETS = 100
Base64 = Annotated[str, StringConstraints(max_length=14_000_000)]


class DocumentVersionItem(BaseModel):
    """What something was like since then, by whom; `fields` are those that differ from before."""

    number: int
    at: datetime
    actor: str
    reason: str
    fields: list[str]
    content: dict[str, Any]


class DocumentVersionList(BaseModel):
    """The versions, the newest first."""

    items: list[DocumentVersionItem]


class FacetValue(BaseModel):
    """A value that a filter can have, and how many there are of it."""

    value: str
    count: int


class FileBody(Body):
    """A CSV file. `apply` keeps what it says; with refused lines only if `partly`."""

    content: Base64 = Field(description="The bytes of the file in base64.")
    apply: bool = False
    partly: bool = False

    def data(self) -> bytes:
        """Return the bytes.

        Raises:
            BadInputError: It is no base64.
        """
        try:
            return base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInputError("content is no base64.", "content 不是 base64。") from error


class LineRefusal(BaseModel):
    """Why a line is refused."""

    line: int
    column: str
    reason: Texts


class FileAnswer(BaseModel):
    """What a file says, and whether it was kept."""

    encoding: str
    created: list[str]
    changed: list[str]
    unchanged: int
    refusals: list[LineRefusal]
    applied: bool


class FileText(BaseModel):
    """A file to be saved."""

    name: str
    content: str


def line_refusal(refusal: Refusal) -> LineRefusal:
    """Return a refusal as it is answered."""
    reason = Texts.of(refusal)
    return LineRefusal(line=refusal.line, column=refusal.column, reason=reason)


def facets(items: Iterable[Mapping[str, Any]], names: Iterable[str]) -> dict[str, list[FacetValue]]:
    """Return the values of these fields, the most frequent first."""
    items = list(items)
    return {
        name: [
            FacetValue(value=value, count=count)
            for value, count in Counter(
                str(each[name]) for each in items if each.get(name)
            ).most_common(MOST_FACETS)
        ]
        for name in names
    }
