"""Tags that rules put on columns and tables, each with who put it, why, and how sure it is.

Tags by hand and how both are kept is not here. A rule's tag never replaces a person's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.recognised_facts import ColumnFacts
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.processing.contract import Sensitivity

BY_RULE = "rule"


@dataclass(frozen=True)
class Tag:
    """A tag `kind:value`, who gave it, why, and how sure from 0 to 1."""

    tag: str
    who: str
    why: tuple[Evidence, ...]
    confidence: float


def column_tags(facts: ColumnFacts, parameters: Parameters = DEFAULT) -> tuple[Tag, ...]:
    """Return the tags of a column that are sure enough to act on.

    `pii` also comes from a second meaning that is as sure as tags must be: a column that may be a
    bank card is treated as one.
    """
    tags: list[Tag] = []
    sure = [
        each for each in facts.recognised.meanings if each.confidence >= parameters.tag_confidence
    ]
    if sure and facts.meaning is not None and sure[0].value == facts.meaning.id:
        first = sure[0]
        named = (f"meaning:{first.value}", f"group:{facts.meaning.group}")
        tags += [Tag(tag, BY_RULE, first.evidence, first.confidence) for tag in named]
    order = list(Sensitivity)
    personal = [
        (level, each)
        for level, each in facts.recognised.claims
        if level is not Sensitivity.NONE and each.confidence >= parameters.tag_confidence
    ]
    if personal:
        level, why = max(personal, key=lambda one: (order.index(one[0]), one[1].confidence))
        tags.append(Tag(f"pii:{level}", BY_RULE, why.evidence, why.confidence))
    if facts.unit is not None and facts.unit.confidence >= parameters.tag_confidence:
        unit = facts.unit
        tags.append(Tag(f"unit:{unit.value}", BY_RULE, unit.evidence, unit.confidence))
    return tuple(tags)


def table_tags(columns: Sequence[ColumnFacts], parameters: Parameters = DEFAULT) -> tuple[Tag, ...]:
    """Return the tag of a table's sensitivity: the strictest of its columns, naming which."""
    order = [f"pii:{level}" for level in Sensitivity]
    found = [
        (tag, each.recognised.column.name)
        for each in columns
        for tag in column_tags(each, parameters)
        if tag.tag in order
    ]
    if not found:
        return ()
    strictest = max((tag.tag for tag, _ in found), key=order.index)
    named = [name for tag, name in found if tag.tag == strictest]
    said = Evidence(
        f"Columns {', '.join(named)} have {strictest}.", f"列 {'、'.join(named)} 为 {strictest}。"
    )
    sure = max(tag.confidence for tag, _ in found if tag.tag == strictest)
    return (Tag(strictest, BY_RULE, (said,), sure),)
