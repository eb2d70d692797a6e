"""Trying data policies on the tables that they mean, before anybody depends on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from onedata_assets.domain.security.data_conditions import parsed
from onedata_assets.domain.security.data_policies import DataPolicy, Shown
from onedata_assets.domain.security.data_rights import Condition, TableRights
from onedata_assets.domain.security.data_sql import compiled, kinds_of
from onedata_assets.domain.security.policies import PolicyError
from onedata_resources.clients.lake import LakeClient
from onedata_resources.clients.lake_query import Pair
from onedata_resources.clients.lake_sql import Seen, run_query
from onedata_resources.errors import BadInputError, refusals_told

if TYPE_CHECKING:
    import polars as pl


def tried(policies: Sequence[DataPolicy], lake: LakeClient, own: set[tuple[str, ...]]) -> None:
    """Go on where each condition can be computed for each table that its policy means.

    Raises:
        BadInputError: It names a column that a table lacks, or reads a table of another project.
    """
    tables = {
        pair: lake.scan(pair).head(0)
        for name in lake.tables()
        if (pair := (name.split("/")[0], name.split("/")[1])) in own
    }
    for policy in policies:
        if not policy.limits_rows:
            continue
        for pair in _parsed(policy).difference(tables):
            raise BadInputError(
                f"{policy.name}: {'/'.join(pair)} is no table of this project in the lake.",
                f"{policy.name}：{'/'.join(pair)} 不是本项目组在数据湖中的表。",
            )
        for pair in tables:
            if policy.means_table("/".join(pair)):
                _compute(policy, pair, tables)


def _parsed(policy: DataPolicy) -> frozenset[Pair]:
    with refusals_told(PolicyError):
        return parsed(policy.name, policy.rows).tables


def _compute(policy: DataPolicy, pair: Pair, tables: Mapping[Pair, pl.LazyFrame]) -> None:
    def sight(_pair: Pair, schema: pl.Schema, names: Sequence[str]) -> Seen:
        rights = TableRights(
            is_allowed=True,
            conditions=(Condition(policy.name, policy.rows),),
            shown=dict.fromkeys(names, Shown.CLEAR),
            policies=(),
        )
        made = compiled(pair, kinds_of(schema, names), rights, secret="")
        return Seen(made.sql, made.own, made.sources)

    layer, table = pair
    try:
        query = f'SELECT * FROM {layer}."{table}"'  # noqa: S608  plain names
        run_query(query, {pair: tables[pair]}, tables.__getitem__, sight=sight)
    except BadInputError as error:
        # Without rows DuckDB's words quote none.
        reason = str(error.__cause__).splitlines()[0]
        raise BadInputError(
            f"{policy.name}: the condition cannot be computed for {layer}/{table}: {reason}",
            f"{policy.name}：条件无法用于 {layer}/{table}：{reason}",
        ) from error
