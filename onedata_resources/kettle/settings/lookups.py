"""Settings of the steps that look rows up in another input: StreamLookup and FuzzyMatch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml
from onedata_resources.kettle.values.types import KettleType, type_named


@dataclass(frozen=True)
class LookupValue:
    """A field of the lookup input that is returned; the default is for rows without a match."""

    name: str
    rename: str
    default: str
    type: KettleType | None

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read one `<value>`."""
        name = xml.raw("name")
        kind = type_named(xml.raw("type"))
        return cls(name, xml.raw("rename") or name, xml.raw("default"), kind)


@dataclass(frozen=True)
class StreamLookupSettings:
    """Look rows up by keys in all rows of another input."""

    source: str
    keys: tuple[tuple[str, str], ...]
    values: tuple[LookupValue, ...]
    integer_pair: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; how the rows are kept in memory changes no result but for integer pairs."""
        source = _source(xml)
        keys = tuple((each.raw("name"), each.raw("field")) for each in xml.items("lookup/key"))
        if not keys:
            raise SettingsError("the keys to look up by are missing", "缺少查询键")
        values = tuple(LookupValue.from_xml(each) for each in xml.items("lookup/value"))
        known = {*KettleType} - {KettleType.TIMESTAMP, KettleType.BINARY}
        lost = next((v for v in values if v.default.strip() and v.type not in known), None)
        if lost is not None:
            raise SettingsError(
                f"the default {lost.default!r} of {lost.name!r} needs a type that it can be",
                f"{lost.name!r} 的默认值 {lost.default!r} 缺少可用的类型",
            )
        pair = xml.flag("preserve_memory") and not xml.flag("sorted_list")
        return cls(source, keys, values, pair and xml.flag("integer_pair"))

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step to look up in."""
        return (self.source,)


class Algorithm(StrEnum):
    """How alike two texts are measured."""

    LEVENSHTEIN = "levenshtein"
    DAMERAU_LEVENSHTEIN = "dameraulevenshtein"
    NEEDLEMAN_WUNSCH = "needlemanwunsch"
    JARO = "jaro"
    JARO_WINKLER = "jarowinkler"
    PAIR_SIMILARITY = "pairsimilarity"
    METAPHONE = "metaphone"
    DOUBLE_METAPHONE = "doublemataphone"
    SOUNDEX = "soundex"
    REFINED_SOUNDEX = "refinedsoundex"


DISTANCES = frozenset(
    {Algorithm.LEVENSHTEIN, Algorithm.DAMERAU_LEVENSHTEIN, Algorithm.NEEDLEMAN_WUNSCH}
)
SIMILARITIES = frozenset({Algorithm.JARO, Algorithm.JARO_WINKLER, Algorithm.PAIR_SIMILARITY})


@dataclass(frozen=True)
class FuzzyMatchSettings:
    """Find what is alike among all rows of another input."""

    source: str
    field: str
    lookup_field: str
    algorithm: Algorithm
    case_sensitive: bool
    closest: bool
    minimum: float
    maximum: float
    separator: str
    match_field: str
    measure_field: str
    values: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them; a limit that is no number, or no whole one for edits, is the usual one."""
        code = xml.raw("algorithm").lower()
        algorithm = Algorithm(code) if code in set(Algorithm) else Algorithm.LEVENSHTEIN
        wanted = ("mainstreamfield", "lookupfield", "outputmatchfield")
        lost = next((path for path in wanted if not xml.text(path)), None)
        if lost is not None:
            raise SettingsError(f"setting {lost!r} is missing", f"缺少设置 {lost!r}")
        whole = algorithm in DISTANCES
        closest = xml.flag("closervalue")
        by_sound = algorithm not in DISTANCES | SIMILARITIES
        values = [
            (v.raw("name"), v.raw("rename") or v.raw("name")) for v in xml.items("lookup/value")
        ]
        return cls(
            source=_source(xml),
            field=xml.text("mainstreamfield"),
            lookup_field=xml.text("lookupfield"),
            algorithm=algorithm,
            case_sensitive=xml.flag("caseSensitive"),
            closest=closest,
            minimum=_number(xml.text("minimalValue"), 0, whole=whole),
            maximum=_number(xml.text("maximalValue"), 5 if whole else 1, whole=whole),
            # Java appends a missing separator as this word.
            separator=xml.text("separator") or "null",
            match_field=xml.text("outputmatchfield"),
            measure_field=xml.text("outputvaluefield") if closest else "",
            values=tuple(values) if closest or by_sound else (),
        )

    @property
    def input_steps(self) -> tuple[str, ...]:
        """Return the step to look up in."""
        return (self.source,)


def _source(xml: StepXml) -> str:
    if not xml.raw("from"):
        raise SettingsError("the step to look up in is missing", "缺少查询来源步骤")
    return xml.raw("from")


def _number(text: str, default: float, *, whole: bool) -> float:
    try:
        return int(text) if whole else float(text)
    except ValueError:
        return default


STEPS = {
    "FuzzyMatch": FuzzyMatchSettings,
    "StreamLookup": StreamLookupSettings,
}
