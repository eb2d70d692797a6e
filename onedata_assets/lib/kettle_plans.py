"""Generated transformations of tables over the store: what one would be, what is in use.

The rules are in `domain/metadata/kettle_plans.py`, the portal's door in `api/standard_kettle.py`.
"""

from __future__ import annotations

import os
from collections.abc import Collection

from onedata_assets.domain.metadata.cleaning_counts import left_out
from onedata_assets.domain.metadata.column_mapping import mapped
from onedata_assets.domain.metadata.kettle_plans import Generated, InUse, Wanted, others
from onedata_assets.domain.metadata.kettle_plans import generated as made_of
from onedata_assets.domain.metadata.kettle_targets import Around
from onedata_assets.domain.metadata.sources import KnownTable
from onedata_assets.domain.metadata.structure import Problem
from onedata_assets.lib.kettle_plan_files import checked_plan
from onedata_assets.lib.standard_checks import in_force as standard_in_force
from onedata_resources.clients.catalog import Catalog
from onedata_resources.clients.sampled_tables import unknown
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.configured import connection_settings
from onedata_resources.kettle.generate.transformation import ktr_of
from onedata_resources.store.database import Store
from onedata_resources.store.reviewed import KETTLE, Reviews

COUNTED = 20_000
"""Rows that a preview counts those in that would be left out, as trials of rules do."""


def generated(
    store: Store,
    name: str,
    known: KnownTable | None,
    wanted: Wanted | None,
    *,
    connections: Collection[str] = (),
) -> Generated:
    """Return the transformation of a table as its structure and its standard are now.

    `connections` are those of scanned sources, besides those that are set on this machine.

    Raises:
        BadInputError: There is no such table, or no standard in force.
        StandardError: It cannot be generated.
    """
    if known is None:
        raise unknown(name)
    in_force = Reviews(store, KETTLE).in_force()
    kept = in_force.get(name)
    there = {*connection_settings(os.environ), *connections}
    taken = others({each: kept.content for each, kept in in_force.items()}, name)
    return made_of(
        name,
        known.table,
        wanted,
        InUse(kept.number, kept.content) if kept else InUse(),
        around=Around(there, taken),
        standard_of=lambda each: standard_in_force(store, each)[1],
        written=lambda plan: ktr_of(checked_plan(name, plan)).decode(),
    )


def counted(store: Store, known: KnownTable, wanted: Wanted) -> tuple[int, int]:
    """Return how many rows a transformation would leave out, of how many first rows.

    Raises:
        BadInputError: The rows cannot be read.
        UnavailableError: The source does not answer.
    """
    standard = standard_in_force(store, wanted.standard)[1]
    for _, found in Catalog().samples(known.source, [known.table], rows=COUNTED):
        if isinstance(found, Problem):
            raise BadInputError(found.en, found.zh)
        return left_out(found, standard, mapped(known.table, standard)), found.height
    return 0, 0
