"""What becomes of terms when somebody writes, approves, removes or reads in: the next versions.

Where versions are kept is the store's; each door (portal, command) hands over those that there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from onedata_assets.domain.metadata.glossary import (
    Term,
    TermError,
    TermState,
    in_order,
    require_fits,
    require_whole,
)


@dataclass(frozen=True)
class Newest:
    """The newest version of a term."""

    number: int
    state: TermState
    term: Term


@dataclass(frozen=True)
class Next(Newest):
    """A version that is to be kept."""

    @property
    def content(self) -> dict[str, Any]:
        """The term as the store keeps it."""
        return self.term.model_dump()


Known = Mapping[str, Newest]


def newest(number: int, state: str, content: Mapping[str, Any]) -> Newest:
    """Return a version as the store has it."""
    return Newest(number, TermState(state), Term.model_validate(dict(content)))


def draft(term: Term, seen: int, known: Known) -> Next:
    """Return the draft of a term that was looked at in version `seen`, 0 where it is new.

    Raises:
        TermError: It does not fit the others, or is another version by now.
    """
    last = known.get(term.name)
    _require_seen(term.name, seen, last)
    require_fits(term, _in_use(known))
    return Next((last.number if last else 0) + 1, TermState.DRAFT, term)


def approved(name: str, seen: int, known: Known) -> Next:
    """Return the approved version of a term.

    Raises:
        TermError: It was changed meanwhile, is no draft, or lacks what an approved one has.
    """
    last = _required(name, seen, known)
    if last.state is not TermState.DRAFT:
        raise TermError(f"{name} is no draft.", f"{name} 不是草稿。")
    require_whole(last.term)
    require_fits(last.term, _in_use(known))
    return Next(seen + 1, TermState.APPROVED, last.term)


def removed(name: str, seen: int, known: Known) -> Next:
    """Return the last version of a term, which takes it out of use.

    Raises:
        TermError: It was changed meanwhile, or others stand below it.
    """
    last = _required(name, seen, known)
    below = sorted(each.name for each in _in_use(known).values() if each.parent == name)
    if below:
        raise TermError(
            f"Below {name} stand {', '.join(below[:5])}: hang them elsewhere first.",
            f"{name} 下还有 {'、'.join(below[:5])}：请先移至别处。",
        )
    return Next(seen + 1, TermState.REMOVED, last.term)


def read_in(terms: Iterable[Term], known: Known) -> list[Next]:
    """Return the drafts that a file makes; what it says as it stands makes none.

    Raises:
        TermError: A term of it does not fit the others.
    """
    used = _in_use(known)
    those = in_order(terms)
    changed = [each for each in those if used.get(each.name) != each]
    # Related terms may name each other in a circle: all of the file are there before one is tried.
    whole = {each.name: each for each in those} | used
    drafts: list[Next] = []
    for each in changed:
        require_fits(each, whole)
        last = known.get(each.name)
        drafts.append(Next((last.number if last else 0) + 1, TermState.DRAFT, each))
        whole[each.name] = each
    return drafts


def _in_use(known: Known) -> dict[str, Term]:
    return {name: each.term for name, each in known.items() if each.state is not TermState.REMOVED}


def _required(name: str, seen: int, known: Known) -> Newest:
    last = known.get(name)
    _require_seen(name, seen, last)
    if last is None or last.state is TermState.REMOVED:
        raise TermError(f"There is no term {name!r}.", f"没有术语 {name!r}。")
    return last


def _require_seen(name: str, seen: int, last: Newest | None) -> None:
    number = last.number if last else 0
    if seen != number and not (seen == 0 and last and last.state is TermState.REMOVED):
        raise TermError(
            f"{name} is at version {number} by now, not {seen}: look at it again.",
            f"{name} 现在是版本 {number}，而不是 {seen}：请刷新后重试。",
        )
