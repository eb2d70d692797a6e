"""What is recognised inside nested values, and what it makes of the column that holds them.

A column is as sensitive as the strictest that stands inside, whatever it is itself. How the insides
become tables is in `nested_values.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onedata_assets.domain.metadata.meaning_catalogue import Meaning, meanings
from onedata_assets.domain.metadata.model import Evidence, Finding
from onedata_assets.domain.processing.contract import Sensitivity

LEVELS = {
    Sensitivity.NONE: "不敏感",
    Sensitivity.INDIRECT: "间接识别个人",
    Sensitivity.DIRECT: "直接识别个人",
}
DOCUMENT = "json"
TOLD = 10
"""So many fields are told as the reasons of a column."""


@dataclass(frozen=True)
class Field:
    """A field inside a nested column, and what it could mean, the likeliest first."""

    path: str
    meanings: tuple[Finding, ...]

    @property
    def meaning(self) -> Meaning:
        """Return its likeliest meaning."""
        return meanings()[self.meanings[0].value]


def claims(fields: Iterable[Field]) -> Iterator[tuple[Sensitivity, Finding]]:
    """Yield each meaning that fields could have: how near it comes to a person, and why."""
    for each in fields:
        for found in each.meanings:
            meaning = meanings()[found.value]
            said = _evidence(each.path, meaning, found)
            yield meaning.sensitivity, Finding(found.value, found.confidence, said)


def by_strictness(fields: Iterable[Field]) -> list[Field]:
    """Return the fields with those that come nearest to a person first."""
    order = list(Sensitivity)
    return sorted(fields, key=lambda each: -order.index(each.meaning.sensitivity))


def with_reasons(own: tuple[Finding, ...], fields: Sequence[Field]) -> tuple[Finding, ...]:
    """Return a column's meanings with why it is sensitive: its fields that are, strictest first.

    A column of which only some texts are JSON holds documents as well, if these are of persons.
    """
    personal = [
        each for each in by_strictness(fields) if each.meaning.sensitivity is not Sensitivity.NONE
    ]
    why = [
        said
        for each in personal[:TOLD]
        for said in _evidence(each.path, each.meaning, each.meanings[0])
    ]
    if not why:
        return own
    if any(each.value == DOCUMENT for each in own):
        return tuple(
            replace(each, evidence=(*each.evidence, *why)) if each.value == DOCUMENT else each
            for each in own
        )
    sure = max(each.meanings[0].confidence for each in personal)
    return (*own[:1], Finding(DOCUMENT, sure, tuple(why)), *own[1:])


def _evidence(path: str, meaning: Meaning, found: Finding) -> tuple[Evidence, ...]:
    why = Evidence(
        " ".join(each.en for each in found.evidence), "".join(each.zh for each in found.evidence)
    )
    return (
        Evidence(
            f"Inside it, {path} seems to be {meaning.title.en} ({meaning.sensitivity}): {why.en}",
            f"其中 {path} 应为{meaning.title.zh}（{LEVELS[meaning.sensitivity]}）：{why.zh}",
        ),
    )
