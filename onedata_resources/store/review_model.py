"""A draft, a version, and what can be wrong with publishing one; kept by `reviewed.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from onedata_resources.errors import BadInputError


class Origin(StrEnum):
    """Who proposes a draft."""

    SCAN = "scan"
    PERSON = "person"


class Force(StrEnum):
    """Whether a version is in force."""

    PUBLISHED = "published"
    RETIRED = "retired"


class ChangedMeanwhileError(BadInputError):
    """Somebody else published a version after the one that was looked at."""

    @classmethod
    def of(cls, name: str) -> ChangedMeanwhileError:
        """Return the error about what was to be published."""
        return cls(
            f"{name}: somebody published another version meanwhile. Look at it, and publish again.",
            f"{name}：期间有人发布了新版本。请查看后重新发布。",
        )


@dataclass(frozen=True)
class Draft:
    """What is proposed, by whom and why."""

    name: str
    origin: Origin
    content: str
    at: datetime
    actor: str
    reason: str


@dataclass(frozen=True)
class Reviewed:
    """A version."""

    name: str
    number: int
    state: Force
    content: str
    at: datetime
    actor: str
    reason: str

    @property
    def is_in_force(self) -> bool:
        """Tell whether it holds, if it is the newest."""
        return self.state is Force.PUBLISHED
