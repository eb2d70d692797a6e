"""How people describe a table and its columns, as the store has it at this moment.

Definitions tell it too of tables of sources, once they are loaded again (`kept_descriptions.py`);
the tags, owners and domains that people give are in `tagging.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from onedata_assets.domain.metadata.annotations import Key, Kind, text_of
from onedata_resources.store.annotations import Annotations
from onedata_resources.store.database import Store

Described = Callable[[Key], Mapping[str, str]]
"""Reads the descriptions of an asset by column; that of the asset itself is under no name."""


def described_in(store: Store) -> Described:
    """Return what reads descriptions from a store."""
    annotations = Annotations(store)
    return lambda key: {
        each.column: each.value
        for each in annotations.holding(text_of(key))
        if each.kind == Kind.DESCRIPTION
    }


def described_nowhere(key: Key) -> Mapping[str, str]:
    """Return no descriptions: where there is no store, nobody wrote any."""
    del key
    return {}
