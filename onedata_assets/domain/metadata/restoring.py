"""An earlier version of a source made its newest one; the command and the portal both do it here.

Where versions are kept is told by who calls: rules reach no database. What is found out of a
version that is restored is put together in `kept_relations.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol, TypeVar

from onedata_assets.domain.metadata.column_facts import essence_and_facts
from onedata_assets.domain.metadata.kept_relations import restored_findings

V_co = TypeVar("V_co", covariant=True)


class Versions(Protocol[V_co]):
    """The versions of sources, as the store has them."""

    def content(self, source: str, number: int | None = None, /) -> str:
        """Return the structure of a version, of the newest without a number."""
        ...

    def findings(self, source: str, number: int | None = None, /) -> str:
        """Return what was found out when a version was made, or last without a number."""
        ...

    def restore(
        self, source: str, number: int, now: datetime, /, *, text: str, essence: str, actor: str
    ) -> V_co:
        """Make a version the newest one, with these findings as a text."""
        ...


def restored(
    versions: Versions[V_co],
    source: str,
    number: int,
    now: datetime,
    *,
    actor: str,
    keep: Callable[[str, str, str], None],
) -> V_co:
    """Return the newest version of a source, which is like an earlier one; the source itself stays.

    `keep` leaves its structure and what is known of its columns where definitions find them. Its
    last scan is that which it was.

    Raises:
        Missing: The store has no such version; it is the store's own error.
    """
    content, old = versions.content(source, number), versions.findings(source, number)
    findings = restored_findings(content, old, versions.findings(source))
    text, (essence, facts) = findings.text(), essence_and_facts(findings)
    made = versions.restore(source, number, now, text=text, essence=essence, actor=actor)
    keep(source, content, facts)
    return made
