"""`onedata sql`: a query over the lake, by the operator of this machine or as somebody sees it.

The portal's door to the same is `onedata_portal/api/sql.py`.
"""

from __future__ import annotations

import getpass
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from onedata_assets.cli.records import records
from onedata_assets.cli.say import console
from onedata_assets.domain.security.data_policies import Reader
from onedata_assets.domain.security.data_reading import (
    PSEUDONYMS,
    TABLE_TAG,
    Asker,
    Decisions,
    TableFacts,
    data_policies,
)
from onedata_assets.domain.security.policies import PolicyError
from onedata_assets.domain.security.projects import definition_projects
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_query import Pair, tables_in
from onedata_resources.clients.lake_sql import Limits, Seen, Sight
from onedata_resources.errors import BadInputError, refusals_told
from onedata_resources.settings import home_dir, value_of
from onedata_resources.store.audit import Event
from onedata_resources.store.data_policies import DataPolicies
from onedata_resources.store.database import Store
from onedata_resources.store.people import People
from onedata_resources.store.secrets import KEY_FILE, mark_of, platform_key

if TYPE_CHECKING:
    import polars as pl

SECONDS, MEMORY = 600.0, "4GB"


def run_sql(query: str, *, who: str | None, purpose: str, limit: int, output: str) -> int:
    """Print the first rows of a query, as a table, CSV or JSON Lines, and return 0.

    Raises:
        BadInputError: It is no query over the lake, nobody has the name, or they may not read it.
    """
    lake = LakeClient(value_of("LAKE_URI"))
    pairs = tables_in(query, lake.tables)
    with records() as (store, log):
        sight = _sight(store, who, purpose, pairs) if who else None
        found = lake.sql(query, sight=sight, limits=Limits(limit, SECONDS, MEMORY))
        for pair in pairs:
            told = {"sql": query, "purpose": purpose, "rows": found.height, "as": who or ""}
            log.write(_event("/".join(pair), told), datetime.now(UTC))
    _print(found, output)
    return 0


def _sight(store: Store, who: str, purpose: str, pairs: Sequence[Pair]) -> Sight:
    """Return what somebody sees of these tables, by the definitions and policies of now."""
    facts = _facts(store, pairs)
    projects = {each for one in facts.values() for each in one.projects}
    key = platform_key(home_dir() / KEY_FILE, value_of("ONEDATA_SECRET_KEY"))
    decisions = Decisions(
        asker=_asker(store, who, purpose),
        policies=data_policies(DataPolicies(store).of_each(projects)),
        today=datetime.now(UTC).date(),
        secret=mark_of(key, PSEUDONYMS),
    )

    def sight(pair: Pair, schema: pl.Schema, touched: Sequence[str]) -> Seen | None:
        rights = decisions.rights(pair, facts[pair], touched)
        with refusals_told(PolicyError):
            made = decisions.sql(pair, rights, schema, touched)
        return made and Seen(made.sql, made.own, made.sources)

    return sight


def _event(table: str, details: Mapping[str, object]) -> Event:
    return Event(
        actor=getpass.getuser(),
        action="data.read",
        kind="table",
        object=table,
        result="allowed",
        via="cli",
        details=details,
    )


def _asker(store: Store, who: str, purpose: str) -> Asker:
    person = People(store).get(who)
    reader = Reader(person.name, department=person.organisation, purpose=purpose)
    return Asker(reader, person.roles, is_admin=person.is_admin)


def _facts(store: Store, pairs: Sequence[Pair]) -> Mapping[Pair, TableFacts]:
    """Return what is told of these tables: by definitions, runs, scans and people.

    Raises:
        BadInputError: No asset describes one, so nobody but an operator reads it.
    """
    from onedata_assets.cli.tagging import tagging

    default = value_of("ONEDATA_DEFAULT_PROJECT")
    known = tagging(store)
    facts = {}
    for pair in pairs:
        spec = known.specs.get(pair)
        if spec is None:
            name = "/".join(pair)
            raise BadInputError(f"No asset describes {name}.", f"没有资产描述 {name}。")
        facts[pair] = TableFacts(
            projects=definition_projects(spec.tags, default),
            sensitivity=spec.tags.get(TABLE_TAG, "none"),
            columns=known.effective.levels.get(pair, {}),
        )
    return facts


def _print(found: pl.DataFrame, output: str) -> None:
    import polars as pl

    if output == "csv":
        found.write_csv(sys.stdout)
    elif output == "jsonl":
        found.write_ndjson(sys.stdout)
    else:
        with pl.Config(tbl_rows=-1, tbl_cols=-1, fmt_str_lengths=60, tbl_width_chars=console.width):
            console.print(str(found), markup=False)
