"""What bodies of requests and answers share."""

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

Item = TypeVar("Item")
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
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


class Texts(BaseModel):
    """A text in both languages."""

    en: str
    zh: str
