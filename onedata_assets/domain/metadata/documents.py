"""What metrics, registered tables and operations have in common: faults told in both languages.

What each is, is in `metrics.py`, `registers.py` and `operations.py`; how they are stored, in the
store; how files of them are read, in `document_csv.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from onedata_assets.domain.metadata.field_faults import words
from onedata_assets.domain.refused import RefusedError

NAME = r"^[a-z][a-z0-9_]*$"
Short = Annotated[str, StringConstraints(max_length=200)]
Long = Annotated[str, StringConstraints(max_length=20_000)]


class DocumentError(RefusedError):
    """Something that cannot be kept; the texts say which field and what to correct."""

    def __init__(self, en: str, zh: str, field: str = "") -> None:
        super().__init__(en, zh)
        self.field = field

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes with the field too."""
        return type(self), (self.en, self.zh, self.field)


class FieldError(ValueError):
    """A fault of one field while a document is read."""

    def __init__(self, told: DocumentError) -> None:
        super().__init__(str(told))
        self.told = told


def fault(en: str, zh: str, field: str) -> FieldError:
    """Return the fault of a field, as pydantic takes it and `DocumentError` tells it."""
    return FieldError(DocumentError(en, zh, field))


class Strict(BaseModel):
    """What has the fields that it names and no others, and is never changed."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Return what a mapping tells.

        Raises:
            DocumentError: A field is wrong; the first ten are told.
        """
        try:
            return cls.model_validate(told)
        except ValidationError as error:
            raise _told(error) from error


def _told(error: ValidationError) -> DocumentError:
    faults = [words(each) for each in error.errors()[:10]]
    first = next((field for each in error.errors() if (field := _field(each))), "")
    return DocumentError(
        "; ".join(en for en, _ in faults) + ".", "；".join(zh for _, zh in faults) + "。", first
    )


def _field(one: Any) -> str:  # noqa: ANN401  pydantic's own mapping
    if one["loc"]:
        return str(one["loc"][0])
    own = _own(one)
    return own.field if own else ""


def _own(one: Any) -> DocumentError | None:  # noqa: ANN401  pydantic's own mapping
    """Return what a validator of ours told; None for a fault that pydantic found."""
    error = one.get("ctx", {}).get("error")
    return error.told if isinstance(error, FieldError) else None
