"""The Kettle transformation of a table, generated from its structure and its published standard.

What is in use is a version in the store; another generation waits beside it, as a diff, until
somebody accepts it. What the transformation does is in `domain/metadata/cleaning_plan.py`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from onedata_assets.domain.metadata.cleaning_plan import Route, cleaning_plan, plan_diff
from onedata_assets.domain.metadata.column_mapping import mapped
from onedata_assets.domain.metadata.model import Table
from onedata_assets.domain.metadata.standards import StandardError, TableStandard
from onedata_assets.lib.standard_checks import in_force
from onedata_assets.lib.standard_tables import Place, unknown
from onedata_resources.errors import BadInputError
from onedata_resources.kettle.generate.plan import Plan
from onedata_resources.kettle.generate.transformation import ktr_of
from onedata_resources.store.database import Store
from onedata_resources.store.reviewed import KETTLE, Reviews


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for: from which connection to which table, by which standard."""

    standard: str
    source: str
    target: str
    table: str
    schema: str = ""
    rejected: str = ""
    only_conforming: bool = False

    def content(self, ktr: str) -> str:
        """Return the text that is kept: what was asked for, with the file that came of it."""
        told = {**vars(self), "ktr": ktr}
        return json.dumps(told, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of(cls, content: str) -> tuple[Wanted, str]:
        """Return what was asked for, and the file, of a text that was kept."""
        told = json.loads(content)
        ktr = told.pop("ktr")
        return cls(**told), ktr


@dataclass(frozen=True)
class Generated:
    """A transformation as it would be now; `diff` is what accepting it changes, if anything."""

    wanted: Wanted
    ktr: str
    diff: str
    in_use: int

    @property
    def waits(self) -> bool:
        """Tell whether somebody has to accept it before it is used."""
        return bool(self.diff) or not self.in_use


def generated(store: Store, name: str, place: Place | None, wanted: Wanted | None) -> Generated:
    """Return the transformation of a table as its structure and its standard are now.

    Without `wanted` it is as it was asked for the last time.

    Raises:
        BadInputError: There is no such table, no standard in force, nothing was asked for before,
            or the standard has a column that the table has not.
    """
    if place is None:
        raise unknown(name)
    kept = Reviews(store, KETTLE).in_force().get(name)
    before, ktr = Wanted.of(kept.content) if kept else (None, "")
    asked = wanted or before
    if asked is None:
        raise BadInputError(
            f"No transformation of {name} was accepted: say where it writes (--target, --table).",
            f"尚无已采用的 {name} 转换：请指定写入位置（--target、--table）。",
        )
    _, standard = in_force(store, asked.standard)
    made = _ktr(place.table, standard, asked)
    return Generated(asked, made, plan_diff(ktr, made), kept.number if kept else 0)


def _ktr(table: Table, standard: TableStandard, wanted: Wanted) -> str:
    route = Route(
        source=wanted.source,
        target=wanted.target,
        table=wanted.table,
        schema=wanted.schema,
        rejected=wanted.rejected,
        columns=mapped(table, standard),
    )
    try:
        plan = cleaning_plan(table, standard, route, only_conforming=wanted.only_conforming)
    except StandardError as error:
        raise BadInputError(error.en, error.zh) from error
    return ktr_of(Plan.model_validate(plan)).decode()
