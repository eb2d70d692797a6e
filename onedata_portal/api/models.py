"""What bodies of requests and answers share."""

from datetime import UTC, datetime
from typing import Annotated, Generic, Protocol, Self, TypeVar

from fastapi import Path
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Item = TypeVar("Item")
# Databases refuse some control characters, logs and terminals obey others.
PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=PLAIN)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=PLAIN)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
# What a time zone cannot move out of the calendar.
FIRST, LAST = datetime(1, 1, 3, tzinfo=UTC), datetime(9999, 12, 29, tzinfo=UTC)
Moment = Annotated[AwareDatetime, Field(gt=FIRST, lt=LAST)]
Email = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, max_length=320, pattern=r"^([^@\s]+@[^@\s]+\.[^@\s]+)?$"
    ),
]


class Body(BaseModel):
    """What a request says: nothing beside what is named."""

    model_config = ConfigDict(extra="forbid")


class Page(BaseModel, Generic[Item]):
    """A part of a list, and how many items there are in all."""

    items: list[Item]
    total: int


class Said(Protocol):
    """Anything that is said in both languages."""

    @property
    def en(self) -> str:
        """In English."""
        ...

    @property
    def zh(self) -> str:
        """In Chinese."""
        ...


class Texts(BaseModel):
    """A text in both languages."""

    en: str
    zh: str

    @classmethod
    def of(cls, said: Said) -> Self:
        """Return a text as it is answered."""
        return cls(en=said.en, zh=said.zh)

    @classmethod
    def same(cls, text: str) -> Self:
        """Return a text that there is once, for both languages."""
        return cls(en=text, zh=text)
