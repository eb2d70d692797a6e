"""Columns of a source matched to those of a standard that another name was given to."""

from __future__ import annotations

from collections.abc import Mapping

from onedata_assets.domain.metadata.model import Column, Table
from onedata_assets.domain.metadata.name_beginnings import common_prefix
from onedata_assets.domain.metadata.naming import column_name
from onedata_assets.domain.metadata.standards import ColumnStandard, TableStandard
from onedata_assets.domain.metadata.word_match import same_words

SURE = 0.85
"""Names less alike than this are not taken for one: a wrong mapping loads wrong data."""


def mapped(table: Table, standard: TableStandard) -> Mapping[str, str]:
    """Return the source's names of the standard's columns where they differ; each once.

    Equal names go first, then names that differ in signs or case, then those of one meaning.
    """
    free = {each.name: each for each in table.columns}
    open_ = {each.name: each for each in standard.columns if each.name not in free}
    for each in standard.columns:
        free.pop(each.name, None)
    found: dict[str, str] = {}
    prefix = common_prefix([each.name for each in table.columns])
    for name, wanted in open_.items():
        scored = sorted(
            ((_likeness(wanted, other, prefix), other.name) for other in free.values()),
            reverse=True,
        )
        if scored and scored[0][0] >= SURE and not _tied(scored):
            found[name] = scored[0][1]
            free.pop(scored[0][1])
    return found


def _tied(scored: list[tuple[float, str]]) -> bool:
    return len(scored) > 1 and scored[0][0] == scored[1][0]


def _likeness(wanted: ColumnStandard, column: Column, prefix: str | None) -> float:
    if _plain(wanted.name) == _plain(column.name):
        return 1.0
    names = [column_name(each) for each in (wanted.name, wanted.title.zh, wanted.title.en)]
    own = [column_name(column.name, prefix)]
    if column.comment:
        own.append(column_name(column.comment))
    pairs = [(one.words, other.words) for one in names for other in own]
    return max((same_words(*each)[0] for each in pairs if all(each)), default=0.0)


def _plain(name: str) -> str:
    return "".join(sign for sign in name.casefold() if sign.isalnum())
