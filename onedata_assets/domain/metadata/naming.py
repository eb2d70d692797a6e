"""Names of tables and columns taken apart into words, so that the same thing named twice is seen.

How far two names are of one thing is in `name_match.py`; the words are in `naming_words.yaml`, what
the names of a table or source begin with in `name_beginnings.py`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GLUED_IDS = ("id", "code", "key")
"""Marks that a number may stand behind which says nothing."""

FRONT_MARKS = frozenset({"nr", "nro", "cod", "codigo", "cd", "cve", "clave"})
"""Marks of keys that languages put first: nr_matricula, cod_cliente."""

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|[\u4e00-\u9fff]+")
_ID_WITHIN = re.compile(r"(?<=[a-z])ID(?=[a-z])")
"""A mark within a name, whose last letter begins no word: teamIDwinner."""
_DONE_BY = re.compile(r"(?<=\wed)(?=by$)")
"""Where a word ends that is written together with `by`: createdby."""
_OF_PERSONS = frozenset(
    {"card", "number", "num", "no", "type", "code", "name", "document", "photo"}
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Words:
    """The dictionary of names."""

    key_marks: frozenset[str]
    glued_marks: tuple[str, ...]
    chinese_marks: tuple[str, ...]
    chinese_whose: dict[str, str]
    table_marks: frozenset[str]
    last_table_marks: frozenset[str]
    chinese_table_marks: tuple[str, ...]
    measures: frozenset[str]
    glued_measures: tuple[str, ...]
    totals: frozenset[str]
    chinese_measures: tuple[str, ...]
    ordinals: frozenset[str]
    trade_codes: frozenset[str]
    descriptions: frozenset[str]
    synonyms: dict[str, int]
    roles: tuple[tuple[frozenset[str], frozenset[str]], ...]
    persons: frozenset[str]
    selves: frozenset[str]
    selves_of: frozenset[str]
    parents: frozenset[str]
    superiors: frozenset[str]
    kinds: frozenset[str]
    inner_marks: frozenset[str]
    person_roles: frozenset[str]
    person_ends: tuple[str, ...]
    no_persons: frozenset[str]
    chinese_person_ends: tuple[str, ...]
    parties: frozenset[str]
    personal: frozenset[str]
    plurals: dict[str, str]
    papers: frozenset[str]


@dataclass(frozen=True)
class Name:
    """A name as words without the mark of a key (`id`, `编号`); `marked` tells that it had one."""

    words: tuple[str, ...]
    marked: bool = False
    mark: str = ""

    @property
    def joined(self) -> str:
        """Return the words as one."""
        return "".join(self.words)

    @property
    def generic(self) -> bool:
        """Tell whether nothing is left beside the mark: `id`, `key`, `编号`."""
        return not self.words


@cache
def words() -> Words:
    """Return the dictionary, read once."""
    import yaml

    raw = yaml.safe_load(Path(__file__).with_name("naming_words.yaml").read_text(encoding="utf-8"))
    return Words(
        key_marks=frozenset(raw["key_marks"]),
        glued_marks=tuple(raw["glued_marks"]),
        chinese_marks=tuple(raw["chinese_marks"]),
        chinese_whose=dict(raw["chinese_whose"]),
        table_marks=frozenset(raw["table_marks"]),
        last_table_marks=frozenset(raw["last_table_marks"]),
        chinese_table_marks=tuple(raw["chinese_table_marks"]),
        measures=frozenset(raw["measures"]),
        glued_measures=tuple(raw["glued_measures"]),
        totals=frozenset(raw["totals"]),
        chinese_measures=tuple(raw["chinese_measures"]),
        ordinals=frozenset(raw["ordinals"]),
        trade_codes=frozenset(raw["trade_codes"]),
        descriptions=frozenset(raw["descriptions"]),
        synonyms={word: at for at, group in enumerate(raw["synonyms"]) for word in group},
        roles=tuple((frozenset(each["names"]), frozenset(each["tables"])) for each in raw["roles"]),
        persons=frozenset(raw["roles"][0]["tables"]),
        selves=frozenset(raw["selves"]),
        selves_of=frozenset(raw["selves_of"]),
        parents=frozenset(raw["parents"]),
        superiors=frozenset(raw["superiors"]),
        kinds=frozenset(raw["kinds"]),
        inner_marks=frozenset(raw["inner_marks"]),
        person_roles=frozenset(raw["person_roles"]).union(raw["roles"][0]["names"]),
        person_ends=tuple(raw["person_ends"]),
        no_persons=frozenset(raw["no_persons"]),
        chinese_person_ends=tuple(raw["chinese_person_ends"]),
        parties=frozenset(raw["parties"]),
        personal=frozenset(raw["personal"]),
        plurals=dict(raw["plurals"]),
        papers=frozenset(raw["papers"]),
    )


def is_unspoken(word: str) -> bool:
    """Tell whether a word has no vowel, as abbreviations and initials of pinyin have none."""
    return set(word).isdisjoint("aeiou")


def is_chinese(text: str) -> bool:
    """Tell whether a text has a Chinese character."""
    return _CHINESE.search(text) is not None


@cache
def singular(word: str) -> str:
    """Return an English word in its singular, by the rules that hold for names of tables."""
    if (irregular := words().plurals.get(word)) is not None:
        return irregular
    if len(word) > 4 and word.endswith(("ouses", "auses", "izes")):
        return word[:-1]
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "xes", "ches", "shes", "uses", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


@cache
def split(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case and singular: camel, snake, digits, Chinese."""
    return tuple(map(singular, parts_of(name)))


def parts_of(name: str) -> list[str]:
    """Return the words of a name in lower case as they are written."""
    found = _WORD.findall(_ID_WITHIN.sub("_ID_", unicodedata.normalize("NFKC", name)))
    return [each for word in found for each in _DONE_BY.split(word.lower())]


def column_name(name: str, prefix: str | None = None, marks: frozenset[str] = frozenset()) -> Name:
    """Return a column's name in words.

    `prefix` is the beginning that its table's columns share, `marks` are words that its source
    calls keys by.
    """
    parts = split(name)
    if prefix is not None and len(parts) > 1 and parts[0] == prefix:
        parts = parts[1:]
    if len(parts) > 1 and parts[0] == "id" and parts[1] not in _OF_PERSONS:
        return Name(parts[1:], marked=True, mark="id")
    numbered = len(parts) > 1 and parts[0] == "num" and parts[1] in words().papers
    if len(parts) > 1 and (numbered or (parts[0] in FRONT_MARKS and parts[1] != "of")):
        return Name(parts[1:], marked=True, mark=parts[0])
    if len(parts) > 1 and parts[0] in words().inner_marks and parts[0] != "id":
        parts = (*parts[1:], parts[0]) if parts[-1] not in words().key_marks else parts[1:]
    return _unmarked(parts, marks)


def table_name(name: str, shared: str | None = None) -> tuple[str, ...]:
    """Return what the rows of a table are, in words; `shared` begins the names of all tables."""
    known = words()
    parts = [part for part in split(name) if not part.isdigit()]
    kept = [
        part
        for at, part in enumerate(parts)
        if part not in known.table_marks and not (at and part in known.last_table_marks)
    ]
    if shared is not None and len(kept) > 1 and kept[0] == shared:
        kept = kept[1:]
    if kept[:1] == kept[1:2] and len(set(parts_of(name))) < len(parts_of(name)):
        kept = kept[1:]  # product_product of Odoo, but no grade_grades of Moodle
    cut = tuple(_without(part, known.chinese_table_marks) or part for part in kept)
    return cut or tuple(parts)


@cache
def pinyin(text: str) -> tuple[str, str]:
    """Return Chinese text in pinyin without gaps and tones, and the first letters of it."""
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(text)
    return "".join(syllables), "".join(syllable[0] for syllable in syllables if syllable)


def _without(word: str, endings: tuple[str, ...]) -> str:
    if not is_chinese(word):
        return word
    return next((word[: -len(end)] for end in endings if word.endswith(end)), word)


def _unmarked(parts: tuple[str, ...], marks: frozenset[str]) -> Name:
    known = words()
    if not parts:
        return Name(())
    if len(parts[-1]) == 1 and parts[-1].isdigit() and "".join(parts[-2:-1]).endswith(GLUED_IDS):
        parts = parts[:-1]  # subcompanyid1
    *before, last = parts
    if last in known.key_marks or last in marks:
        return Name(tuple(before), marked=True, mark=last)
    if is_chinese(last):
        cut = _without(last, known.chinese_marks) or (
            "" if before else known.chinese_whose.get(last)
        )
        rest = (*before, cut) if cut else tuple(before)
        return Name(rest, marked=cut != last, mark=last.removeprefix(cut or ""))
    for mark in known.glued_marks:
        if last.endswith(mark) and len(last) - len(mark) >= 3 and last not in known.ordinals:
            return Name((*before, last[: -len(mark)]), marked=True, mark=mark)
    for at, part in enumerate(parts):
        if at and part in known.inner_marks:
            return Name(parts[:at], marked=True, mark=part)
    return Name(parts)
