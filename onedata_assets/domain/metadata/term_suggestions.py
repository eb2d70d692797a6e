"""Which terms may fit a column: by its name, its comment and what its values mean, with why.

A suggestion changes nothing: a person accepts it as a tag `term:name`, or refuses that tag, and
neither is suggested again.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from onedata_assets.domain.metadata.annotations import TERM
from onedata_assets.domain.metadata.glossary import Term
from onedata_assets.domain.metadata.model import Evidence, Finding
from onedata_assets.domain.metadata.naming import is_chinese, split
from onedata_assets.domain.metadata.word_match import same_words

FLOOR = 0.6
"""What is less sure is not worth a person's look."""
MOST = 3
BY_NAME, BY_COMMENT, BY_MEANING = 0.95, 0.85, 0.75


@dataclass(frozen=True)
class Named:
    """A column as suggestions see it; `meanings` are the titles of what its values mean."""

    name: str
    comment: str = ""
    meanings: tuple[str, ...] = ()


def suggestions(
    column: Named, terms: Iterable[Term], known: Collection[str] = ()
) -> Sequence[Finding]:
    """Return the likeliest terms that the column neither has nor refuses, as tags.

    `known` are its tags and the tags that it refuses.
    """
    found = [each for term in terms if (each := _of_term(column, term)) is not None]
    wanted = [each for each in found if each.value not in known]
    return sorted(wanted, key=lambda each: (-each.confidence, each.value))[:MOST]


def _of_term(column: Named, term: Term) -> Finding | None:
    options = [
        best
        for best in (_by_name(column, term), _by_comment(column, term), _by_meaning(column, term))
        if best is not None
    ]
    if not options:
        return None
    sure = max(score for score, _ in options)
    # Each further reason takes away half of the doubt that is left.
    for _ in options[1:]:
        sure = 1 - (1 - sure) / 2
    if sure < FLOOR:
        return None
    return Finding(f"{TERM}:{term.name}", round(sure, 2), tuple(why for _, why in options))


Reason = tuple[float, Evidence]


def _by_name(column: Named, term: Term) -> Reason | None:
    words = split(column.name)
    scored = [(same_words(words, split(called))[0], called) for called in term.words]
    score, called = max(scored, default=(0.0, ""))
    if score < FLOOR:
        return None
    return min(score, BY_NAME), Evidence(
        f"Its name {column.name} is near {called!r}.", f"列名 {column.name} 接近“{called}”。"
    )


def _by_comment(column: Named, term: Term) -> Reason | None:
    text = column.comment.casefold()
    if not text:
        return None
    for called in term.words:
        if _stands_in(called.casefold(), text):
            return BY_COMMENT, Evidence(f"Its comment says {called!r}.", f"注释中出现“{called}”。")
    return None


def _by_meaning(column: Named, term: Term) -> Reason | None:
    for meant in column.meanings:
        for called in term.words:
            if called.casefold() == meant.casefold():
                return BY_MEANING, Evidence(
                    f"Its values mean {meant!r}.", f"其取值的含义为“{meant}”。"
                )
    return None


def _stands_in(called: str, text: str) -> bool:
    """Tell whether a name stands in a text: as whole words, or in Chinese as it is."""
    if len(called) < 2:
        return False
    if is_chinese(called):
        return called in text
    here, there = split(called), split(text)
    size = len(here)
    return size > 0 and any(there[at : at + size] == here for at in range(len(there) - size + 1))
