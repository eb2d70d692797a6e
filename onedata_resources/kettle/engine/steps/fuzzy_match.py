"""FuzzyMatch: what is alike among another input's rows, by edits, by letters or by sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from rapidfuzz import process
from rapidfuzz.distance import OSA, Levenshtein

from onedata_resources.kettle.engine.gathered import gathered, named_input
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.lookups import (
    DISTANCES,
    SIMILARITIES,
    Algorithm,
    FuzzyMatchSettings,
)
from onedata_resources.kettle.values.convert import not_empty, to_text
from onedata_resources.kettle.values.double_metaphone import double_metaphone
from onedata_resources.kettle.values.metaphone import metaphone
from onedata_resources.kettle.values.similarity import (
    jaro,
    jaro_winkler,
    letter_pairs,
    lower_letters,
    units,
)
from onedata_resources.kettle.values.soundex import NotMappedError, refined_soundex, soundex
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType
TEXT, MATCH, MEASURE, ERROR = (f"__kettle_{name}" for name in ("text", "match", "measure", "error"))
CELLS = 4_000_000
"""Pairs that are compared at once: 16 MB of distances."""
_MEASURES: dict[Algorithm, Callable[[str, str], float]] = {
    Algorithm.JARO: jaro,
    Algorithm.JARO_WINKLER: jaro_winkler,
    Algorithm.PAIR_SIMILARITY: letter_pairs,
}
_CODES: dict[Algorithm, Callable[[str], str | None]] = {
    Algorithm.METAPHONE: metaphone,
    Algorithm.DOUBLE_METAPHONE: double_metaphone,
    Algorithm.SOUNDEX: soundex,
    Algorithm.REFINED_SOUNDEX: refined_soundex,
}


@step("FuzzyMatch")
def fuzzy_match(scope: StepScope, settings: FuzzyMatchSettings, inputs: Inputs) -> Outputs:
    """Return the rows with what matches them; each different text is looked up once."""
    stream, lookup = inputs.required(), named_input(inputs, settings.source)
    stream, unread = readable(
        scope, stream, [settings.field], code="FuzzyMatch001", fields=settings.field
    )
    text = _text_of(stream, settings)
    if lookup.field(settings.lookup_field).type is not K.STRING:
        raise _not_text(settings.lookup_field)
    asked = stream.frame.with_columns(text.alias(TEXT)).cache()
    added = _added(lookup, settings)
    distinct = Stream(asked.select(TEXT).drop_nulls().unique(), (Field(TEXT),))
    matched = [replace(field, name=f"{MATCH}{n}") for n, field in enumerate(added)]
    fields = (Field(TEXT), *matched, Field(ERROR))

    def match(frames: list[pl.DataFrame]) -> pl.DataFrame:
        texts, known = frames
        names = known.select(lookup.value(settings.lookup_field).fill_null(""))
        found = Matcher(settings, names.to_series().to_list()).found(texts[TEXT].to_list())
        columns = [found[MATCH], *([found[MEASURE]] if settings.measure_field else [])]
        columns += [
            known.select(lookup.value(name).gather(found["row"])).to_series()
            for name, _ in settings.values
        ]
        named = [each.alias(f"{MATCH}{n}") for n, each in enumerate(columns)]
        return pl.DataFrame([texts[TEXT], *named, found[ERROR]])

    matches = gathered(scope, [distinct, lookup], match, fields)
    frame = asked.join(matches.frame, on=TEXT, how="left", maintain_order="left").drop(TEXT)
    good, rejected = scope.split(
        stream.with_frame(frame), pl.col(ERROR).is_not_null(), pl.col(ERROR),
        fields=settings.field, code="FuzzyMatch001",
    )  # fmt: skip
    out = good.appended((field, pl.col(f"{MATCH}{n}")) for n, field in enumerate(added))
    rejected = None if rejected is None else _bare(rejected)
    return Outputs(_bare(out), rejected=with_unread(rejected, unread))


def _bare(stream: Stream) -> Stream:
    return stream.fields_only()


def _text_of(stream: Stream, settings: FuzzyMatchSettings) -> pl.Expr:
    field = stream.field(settings.field)
    if settings.algorithm not in DISTANCES and field.type is not K.STRING:
        raise _not_text(settings.field)
    return not_empty(to_text(stream.value(settings.field), field))


def _not_text(name: str) -> StepError:
    return StepError(
        f"Field '{name}' must be a String for a fuzzy match. Convert it with SelectValues.",
        f"模糊匹配的字段 '{name}' 须为 String。请用 SelectValues 转换。",
    )


def _added(lookup: Stream, settings: FuzzyMatchSettings) -> list[Field]:
    """Return the fields that are added: the match, its measure, and further fields of the lookup.

    Kettle calls the score of Needleman and Wunsch a String.
    """
    fields = [Field(settings.match_field)]
    if settings.measure_field:
        kind, length = K.STRING, -1
        if settings.algorithm in SIMILARITIES:
            kind = K.NUMBER
        elif settings.algorithm in DISTANCES - {Algorithm.NEEDLEMAN_WUNSCH}:
            kind, length = K.INTEGER, 10
        fields.append(made_field(settings.measure_field, kind, length))
    more = [replace(lookup.field(n), name=new, lazy=False) for n, new in settings.values]
    return [*fields, *more]


@dataclass(frozen=True)
class Matcher:
    """Finds what is alike among the known texts, in their order."""

    settings: FuzzyMatchSettings
    known: list[str]

    def found(self, texts: list[str]) -> pl.DataFrame:
        """Return for each text the match, its measure, the row of the match, and an error."""
        if self.settings.algorithm in _CODES:
            return self._by_sound(texts)
        rows = self._closest(texts) if self.settings.closest else self._all(texts)
        kind = pl.Float64 if self.settings.algorithm in SIMILARITIES else pl.Int64
        schema = {MATCH: pl.String, MEASURE: kind, "row": pl.UInt32, ERROR: pl.String}
        frame = pl.DataFrame(list(rows), schema=schema, orient="row")
        if self.settings.algorithm is Algorithm.NEEDLEMAN_WUNSCH:
            return frame.with_columns(pl.col(MEASURE).cast(pl.String))
        return frame

    def _closest(self, texts: list[str]) -> Iterator[tuple[object, ...]]:
        near = self.settings.algorithm in DISTANCES
        for measures in self._measures(texts):
            best = np.where(self._allowed(measures), measures, np.inf if near else 0)
            places = best.argmin(axis=1) if near else best.argmax(axis=1)
            for row, place in enumerate(places.tolist()):
                hit = best[row, place] < np.inf if near else best[row, place] > 0
                measure = measures[row, place].item()
                yield (self.known[place], measure, place, None) if hit else (None,) * 4

    def _all(self, texts: list[str]) -> Iterator[tuple[object, ...]]:
        for measures in self._measures(texts):
            for allowed in self._allowed(measures):
                hits = [self.known[place] for place in allowed.nonzero()[0].tolist()]
                joined = self.settings.separator.join(hits) if hits else None
                yield joined, None, None, None

    def _allowed(self, measures: np.ndarray) -> np.ndarray:
        return (self.settings.minimum <= measures) & (measures <= self.settings.maximum)

    def _measures(self, texts: list[str]) -> Iterator[np.ndarray]:
        """Yield the measures of some texts, one row each, to every known text."""
        if not self.known:
            yield from (np.full((1, 1), np.nan) for _ in texts)
            return
        size = max(CELLS // len(self.known), 1)
        for start in range(0, len(texts), size):
            some = texts[start : start + size]
            measure = _MEASURES.get(self.settings.algorithm)
            if measure is None:
                yield self._distances(some)
            else:
                yield np.array([[measure(each, text) for each in self.known] for text in some])

    def _distances(self, texts: list[str]) -> np.ndarray:
        lower = lower_letters if self.settings.algorithm is Algorithm.NEEDLEMAN_WUNSCH else str
        if not self.settings.case_sensitive:
            lower = lower_letters if lower is lower_letters else str.lower
        turned = self.settings.algorithm is Algorithm.DAMERAU_LEVENSHTEIN
        return process.cdist(
            [units(lower(each)) for each in texts],
            [units(lower(each)) for each in self.known],
            scorer=OSA.distance if turned else Levenshtein.distance,
            dtype=np.int32,
            workers=-1,
        )

    def _by_sound(self, texts: list[str]) -> pl.DataFrame:
        """Return the last known text of the same sound; what has no sound is an error."""
        code = _CODES[self.settings.algorithm]
        places: dict[str | None, int] = {}
        broken = None
        for place, each in enumerate(self.known):
            try:
                places[code(each)] = place
            except NotMappedError as error:
                broken = broken or str(error)
        rows = [self._same_sound(text, code, places, broken) for text in texts]
        schema = {MATCH: pl.String, MEASURE: pl.String, "row": pl.UInt32, ERROR: pl.String}
        return pl.DataFrame(rows, schema=schema, orient="row")

    def _same_sound(
        self,
        text: str,
        code: Callable[[str], str | None],
        places: dict[str | None, int],
        broken: str | None,
    ) -> tuple[object, ...]:
        try:
            sound = code(text)
        except NotMappedError as error:
            return None, None, None, str(error)
        if broken or sound is None:
            return None, None, None, broken or f"'{text}' has no sound"
        place = places.get(sound)
        return (None,) * 4 if place is None else (self.known[place], sound, place, None)
