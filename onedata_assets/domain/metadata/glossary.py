"""Terms of the business: what they mean in both languages, how they hang together, how they age.

Where terms are kept is `onedata_resources/store/glossary.py`; files of them are read and written in
`glossary_files.py`; which columns a term fits is guessed in `term_suggestions.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from onedata_assets.domain.refused import RefusedError

PLAIN = r"^[^\x00-\x1f\x7f-\x9f]*$"
LINES = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"
NAME = r"^[^\x00-\x20\x7f-\x9f/,;|:#?%\\'=+@-][^\x00-\x20\x7f-\x9f/,;|:#?%\\]{0,99}$"
Name = Annotated[str, StringConstraints(pattern=NAME)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=PLAIN)]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=LINES)]
MOST_SYNONYMS = 50


class TermError(RefusedError):
    """A term that cannot be; the texts name it and say what to correct."""


class TermState(StrEnum):
    """How far a version of a term is: written, agreed on, or taken out of use."""

    DRAFT = "draft"
    APPROVED = "approved"
    REMOVED = "removed"


class Term(BaseModel):
    """A term; `name` is what columns are tagged with, as `term:name`, and never changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Name
    title_zh: Line = ""
    title_en: Line = ""
    definition_zh: Prose = ""
    definition_en: Prose = ""
    synonyms: Annotated[list[Line], Field(max_length=MOST_SYNONYMS)] = Field(default_factory=list)
    domain: Line = ""
    owner: Line = ""
    parent: Name | None = None
    related: Annotated[list[Name], Field(max_length=MOST_SYNONYMS)] = Field(default_factory=list)

    @model_validator(mode="after")
    def _is_titled(self) -> Self:
        if not (self.title_en or self.title_zh):
            raise ValueError("a title in one language at least is needed")
        return self

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that the term is called."""
        called = (self.name, self.title_en, self.title_zh, *self.synonyms)
        return tuple(dict.fromkeys(each for each in called if each))


def require_fits(term: Term, known: Mapping[str, Term]) -> None:
    """Go on with a term that fits those that there are.

    Raises:
        TermError: A term that it names is not there, it stands below itself, or another one has its
            name in other letters.
    """
    for name in (*([term.parent] if term.parent else []), *term.related):
        if name not in known or name == term.name:
            raise TermError(
                f"{term.name}: there is no other term {name!r} to hang it on.",
                f"{term.name}：没有可关联的其他术语 {name!r}。",
            )
    alike = [
        each for each in known if each != term.name and each.casefold() == term.name.casefold()
    ]
    if alike:
        raise TermError(
            f"{term.name}: there is {alike[0]!r} already, which is the same name.",
            f"{term.name}：已有同名术语 {alike[0]!r}。",
        )
    above, seen = term.parent, {term.name}
    while above is not None:
        if above in seen:
            raise TermError(
                f"{term.name}: below {term.parent!r} it would stand below itself.",
                f"{term.name}：放在 {term.parent!r} 之下会使其成为自身的下级。",
            )
        seen.add(above)
        above = known[above].parent if above in known else None


def require_whole(term: Term) -> None:
    """Go on with a term that may be approved.

    Raises:
        TermError: It lacks a title or a definition in one of the languages.
    """
    texts = {
        "title_zh": term.title_zh,
        "title_en": term.title_en,
        "definition_zh": term.definition_zh,
        "definition_en": term.definition_en,
    }
    missing = ", ".join(name for name, text in texts.items() if not text)
    if missing:
        raise TermError(
            f"{term.name}: write {missing} before it is approved.",
            f"{term.name}：批准前请填写 {missing}。",
        )


def in_order(terms: Iterable[Term]) -> list[Term]:
    """Return terms so that each stands behind its parent, where that is one of them.

    Raises:
        TermError: One stands below itself.
    """
    known = {each.name: each for each in terms}
    done: dict[str, Term] = {}
    waiting = dict(known)
    while waiting:
        ready = [each for each in waiting.values() if each.parent not in waiting]
        if not ready:
            name = next(iter(waiting))
            raise TermError(f"{name}: it stands below itself.", f"{name}：它成为了自身的下级。")
        for each in ready:
            done[each.name] = waiting.pop(each.name)
    return list(done.values())
