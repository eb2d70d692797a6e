"""What people say of an asset and its columns, as the store has it at this moment.

Definitions tell descriptions too of tables of sources, once they are loaded again
(`kept_descriptions.py`); the tags that people give are in `tagging.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from onedata_assets.domain.metadata.annotations import Key, Kind, text_of
from onedata_resources.store.annotations import Annotations
from onedata_resources.store.database import Store


@dataclass(frozen=True)
class Said:
    """What people say of an asset, empty where they say nothing; `columns` has descriptions."""

    description: str = ""
    owner: str = ""
    domain: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


SaidOf = Callable[[Key], Said]
"""Reads what people say of an asset."""


def said_in(store: Store) -> SaidOf:
    """Return what reads what people say from a store."""
    annotations = Annotations(store)

    def said(key: Key) -> Said:
        holding = annotations.holding(text_of(key))
        whole = {each.kind: each.value for each in holding if not each.column}
        return Said(
            *(whole.get(kind, "") for kind in (Kind.DESCRIPTION, Kind.OWNER, Kind.DOMAIN)),
            columns={
                each.column: each.value
                for each in holding
                if each.column and each.kind == Kind.DESCRIPTION
            },
        )

    return said


def said_nowhere(key: Key) -> Said:
    """Return nothing: where there is no store, nobody says anything."""
    del key
    return Said()
