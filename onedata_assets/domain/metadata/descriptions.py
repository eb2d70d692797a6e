"""Descriptions of columns and tables, drafted in English and Chinese from what is known of them.

A source's own comment comes first and is kept but for its full stop. What a language model writes
instead, where a source wants that, is in `model_texts.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from onedata_assets.domain.metadata.logical_types import NAMES
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.nested_meanings import by_strictness
from onedata_assets.domain.metadata.recognised_facts import ColumnFacts
from onedata_assets.domain.processing.contract import Sensitivity, Text

CODES_TOLD = 6
MEANINGS_TOLD = 5
NAMES_TOLD = 3
VAGUE = frozenset({"enumeration", "code", "free_text", "flag"})
"""Meanings that say less of a table than others do."""


def column_description(facts: ColumnFacts) -> Text:
    """Return what a column holds, in one or two sentences."""
    known = facts.recognised
    comment = known.column.comment.strip()
    title = facts.meaning.title if facts.meaning is not None else None
    en = [comment or (title.en if title else known.column.name)]
    zh = [comment or (title.zh if title else known.column.name)]
    if comment and title is not None:
        en.append(title.en)
        zh.append(title.zh)
    for each in (_form(facts), _unit(facts), _codes(facts), _inside(facts), _fill(facts)):
        if each is not None:
            en.append(each.en)
            zh.append(each.zh)
    return Text(en=_sentence(en, "; ", "."), zh=_sentence(zh, "；", "。"))


def table_description(table: Table, columns: Sequence[ColumnFacts]) -> Text:
    """Return what a table holds: its comment or name, its key, and which columns name persons."""
    head = table.comment.strip() or str(table.name)
    rows = max((each.recognised.seen.rows for each in columns), default=0)
    en, zh = [head], [head]
    if (holds := _holds(columns)) is not None:
        en.append(f"with {holds.en}")
        zh.append(f"含{holds.zh}")
    size = len(table.columns)
    en.append(f"{size} column{'s' * (size != 1)}, described from {rows} rows")
    zh.append(f"{len(table.columns)} 列，依据 {rows} 行得出")
    if table.primary_key:
        en.append(f"one row per {', '.join(table.primary_key)}")
        zh.append(f"每行由 {'、'.join(table.primary_key)} 标识")
    direct = [
        each.recognised.column.name for each in columns if each.sensitivity is Sensitivity.DIRECT
    ]
    if direct:
        en.append(f"names persons by {', '.join(direct)}")
        zh.append(f"可直接识别个人的列：{'、'.join(direct)}")
    return Text(en=_sentence(en, "; ", "."), zh=_sentence(zh, "；", "。"))


def _holds(columns: Sequence[ColumnFacts]) -> Text | None:
    """Return what most of a table's columns mean, those aside that are told as naming persons."""
    meant: dict[str, list[str]] = {}
    titles: dict[str, Text] = {}
    for each in columns:
        if each.meaning is not None and each.sensitivity is not Sensitivity.DIRECT:
            titles[each.meaning.id] = each.meaning.title
            meant.setdefault(each.meaning.id, []).append(each.recognised.column.name)
    told = sorted(meant, key=lambda each: each in VAGUE)[:MEANINGS_TOLD]
    if not told:
        return None
    return Text(
        en=", ".join(f"{_small(titles[each].en)} ({_some(meant[each], ', ')})" for each in told),
        zh="、".join(f"{titles[each].zh}（{_some(meant[each], '、')}）" for each in told),
    )


def _some(names: Sequence[str], gap: str) -> str:
    """Return names, the first of them where they are many."""
    return gap.join(names[:NAMES_TOLD]) + (" …" if len(names) > NAMES_TOLD else "")


def _small(title: str) -> str:
    """Return a title within a sentence; abbreviations stay as they are."""
    return title if title[:2].isupper() else title[:1].lower() + title[1:]


def _sentence(parts: Sequence[str], gap: str, stop: str) -> str:
    return gap.join(each.rstrip(".。") for each in parts) + stop


def _form(facts: ColumnFacts) -> Text | None:
    logical = facts.recognised.logical
    if logical is None:
        return None
    written = f" ({logical.form})" if logical.form else ""
    return Text(en=f"{logical.family}{written}", zh=f"{NAMES[logical.family]}{written}")


def _unit(facts: ColumnFacts) -> Text | None:
    if facts.unit is None:
        return None
    return Text(en=f"in {facts.unit.value}", zh=f"单位 {facts.unit.value}")


def _codes(facts: ColumnFacts) -> Text | None:
    if facts.codes is None or facts.sensitivity is Sensitivity.DIRECT:
        return None
    told = facts.codes.codes[:CODES_TOLD]
    en = ", ".join(f"{each.value} = {each.title.en}" if each.title else each.value for each in told)
    zh = "、".join(f"{each.value}={each.title.zh}" if each.title else each.value for each in told)
    more = len(facts.codes.codes) - len(told)
    return Text(
        en=f"values {en}{f' and {more} more' if more else ''}",
        zh=f"取值 {zh}{f' 等 {more + len(told)} 种' if more else ''}",
    )


def _inside(facts: ColumnFacts) -> Text | None:
    """Return what stands inside nested values, what comes nearest to a person first."""
    fields = by_strictness(facts.recognised.fields)
    if not fields:
        return None
    told = fields[:MEANINGS_TOLD]
    more = len(fields) - len(told)
    en = ", ".join(f"{each.path} ({_small(each.meaning.title.en)})" for each in told)
    zh = "、".join(f"{each.path}（{each.meaning.title.zh}）" for each in told)
    return Text(
        en=f"inside it {en}{f' and {more} more' if more else ''}",
        zh=f"其中有 {zh}{f' 等 {more + len(told)} 项' if more else ''}",
    )


def _fill(facts: ColumnFacts) -> Text | None:
    """Return how many rows were seen, and how far they have values."""
    seen = facts.recognised.seen
    if not seen.rows:
        return None
    en, zh = f"in {seen.rows} row{'s' * (seen.rows != 1)}", f"{seen.rows} 行中"
    if seen.is_empty:
        return Text(en=f"no values {en}", zh=f"{zh}未见取值")
    share, many = 1 - seen.known / seen.rows, "s" * (seen.distinct != 1)
    return Text(
        en=f"{seen.distinct} different value{many} {en}, {share:.0%} missing",
        zh=f"{zh} {seen.distinct} 个不同值，缺失 {share:.0%}",
    )
