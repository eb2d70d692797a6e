"""All answers about one column together: what the pages, standards and tags read."""

from __future__ import annotations

from dataclasses import dataclass

from onedata_assets.domain.metadata.code_sets import CodeSet, code_set
from onedata_assets.domain.metadata.meaning_catalogue import Meaning, meanings
from onedata_assets.domain.metadata.model import Evidence, Finding
from onedata_assets.domain.metadata.recognition import Recognised
from onedata_assets.domain.metadata.recognition_parameters import DEFAULT, Parameters
from onedata_assets.domain.metadata.samples import are_open, samples
from onedata_assets.domain.metadata.units import unit_of
from onedata_assets.domain.processing.contract import Sensitivity


@dataclass(frozen=True)
class ColumnFacts:
    """A column with its meaning, unit, code set, masked samples, and how full and unique it is."""

    recognised: Recognised
    meaning: Meaning | None
    unit: Finding | None
    codes: CodeSet | None
    samples: tuple[str, ...]
    sensitivity: Sensitivity
    is_nullable: Finding | None
    is_unique: Finding | None
    is_open: bool
    """Whether any value may be shown as it is, the smallest and the largest too."""


def facts_of(known: Recognised, parameters: Parameters = DEFAULT) -> ColumnFacts:
    """Return everything that is told of a column; an empty column tells nothing but nullability.

    Samples are masked by the strictest meaning that the column could have, not by the likeliest.
    """
    named = known.meaning
    meaning = None if named is None else meanings()[named.value]
    name = None if meaning is None else meaning.id
    is_open = are_open(known.seen, name, known.strictest)
    is_hidden_set = name == "enumeration" and not is_open
    return ColumnFacts(
        recognised=known,
        meaning=meaning,
        unit=unit_of(known.seen, parameters),
        codes=None if is_hidden_set else code_set(known.seen, name, parameters),
        samples=samples(known.seen, name, known.strictest, parameters),
        sensitivity=known.sensitivity,
        is_nullable=_nullability(known),
        is_unique=_uniqueness(known),
        is_open=is_open,
    )


def _nullability(known: Recognised) -> Finding | None:
    seen = known.seen
    if not seen.rows:
        return None
    missing = seen.rows - seen.known
    said = Evidence(
        f"{missing} of {seen.rows} rows have no value.", f"{seen.rows} 行中 {missing} 行无值。"
    )
    # A null that was seen is certain; that none was seen is only as sure as the sample is large.
    sure = 1.0 if missing else round(1 - 3 / max(seen.rows, 4), 4)
    return Finding("nullable" if missing else "not_null", sure, (said,))


def _uniqueness(known: Recognised) -> Finding | None:
    seen = known.seen
    if seen.is_empty:
        return None
    is_unique = seen.distinct == seen.known
    said = Evidence(
        f"{seen.distinct} different values in {seen.known} known ones.",
        f"{seen.known} 个已知值中有 {seen.distinct} 个不同值。",
    )
    sure = round(1 - 3 / max(seen.known, 4), 4) if is_unique else 1.0
    return Finding("unique" if is_unique else "repeats", sure, (said,))
