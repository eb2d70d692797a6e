"""Persons given to columns by the role that they are called by, where keys are no running numbers.

A `keeper`, a `计划员` or what was `checked_by` somebody has the number of an employee. Numbers that
are texts, or that have gaps, are in few keys by accident, so that the values bear the role out.
Running numbers, which are in every longer run, are in `filled_keys.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from onedata_assets.domain.metadata.accident import is_dense
from onedata_assets.domain.metadata.containment import ColumnAt
from onedata_assets.domain.metadata.filled_keys import PERSON, columns_of
from onedata_assets.domain.metadata.key_options import Option
from onedata_assets.domain.metadata.linked_sources import hang_together
from onedata_assets.domain.metadata.person_names import Role, is_of_persons, role_of
from onedata_assets.domain.metadata.references import Judged, Side, is_told


def person_options(
    columns: Sequence[Side], keys: Sequence[Side], judged: Mapping[ColumnAt, Sequence[Judged]]
) -> dict[ColumnAt, Option]:
    """Return the persons that each column refers to whose name is a role and tells no table.

    All its values are among the persons', and of numbers the name is plainly a role's. Of several
    tables of persons that have them, as employees and those of a branch, the smallest is meant.
    """
    called = columns_of(columns)
    together = hang_together(called, judged)
    persons = {
        key.at
        for key in keys
        if key.primary
        and key.at.place.source in together
        and not is_dense(key.profile)
        and is_of_persons(key.table, called[key.at.place])
    }
    found: dict[ColumnAt, Option] = {}
    for column in columns:
        its = judged.get(column.at, ())
        least = Role.PLAIN if column.profile.numeric else Role.MAYBE
        if role_of(column.name) < least or any(map(is_told, its)):
            continue
        able = [each for each in its if each.parent.at in persons and each.held.values == 1.0]
        if able:
            best = min(able, key=lambda each: (each.parent.profile.distinct, each.parent.at))
            found[column.at] = Option(best.parent, PERSON)
    return found
