"""Joins that follow from keys: of which kind, in which direction rows multiply, and as SQL.

The way between the tables of a set is in `join_paths.py`; the keys come from `relations.py` or are
declared.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.model import Evidence
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference

if TYPE_CHECKING:
    from sqlglot import exp


class JoinKind(StrEnum):
    """How rows without a partner are treated."""

    INNER = "inner"
    LEFT = "left"


class Cardinality(StrEnum):
    """Rows on the left and right that belong together, in the direction of the join."""

    MANY_TO_ONE = "N:1"
    ONE_TO_MANY = "1:N"
    ONE_TO_ONE = "1:1"


@dataclass(frozen=True)
class JoinRule:
    """How `right` is joined to `left` by a key, and what to beware of."""

    left: Place
    left_columns: tuple[str, ...]
    right: Place
    right_columns: tuple[str, ...]
    kind: JoinKind
    cardinality: Cardinality
    confidence: float
    match_rate: float
    warnings: tuple[Evidence, ...]

    @property
    def fans_out(self) -> bool:
        """Tell whether a row on the left may come out several times."""
        return self.cardinality is Cardinality.ONE_TO_MANY

    def sql(self, dialect: str, names: Mapping[Place, str] | None = None) -> str:
        """Return the join as SQL text of a dialect; `names` are how tables are called there."""
        return join_sql((self,), dialect, names)


def join_rule(reference: Reference, *, start: Place | None = None) -> JoinRule:
    """Return the join by a reference, from its table to the one referred to, or back.

    It keeps the rows of `start`, the referring table unless that is given: inner only if every row
    has a partner, else left. Back from the table referred to it is always left, since keys that
    nobody refers to would be lost.
    """
    if start is None or start == reference.child:
        whole = reference.match_rate == 1.0 and not reference.optional
        return _rule(
            reference,
            JoinKind.INNER if whole else JoinKind.LEFT,
            Cardinality.ONE_TO_ONE if reference.one_to_one else Cardinality.MANY_TO_ONE,
        )
    back = Cardinality.ONE_TO_ONE if reference.one_to_one else Cardinality.ONE_TO_MANY
    return _rule(reference, JoinKind.LEFT, back, back_from_parent=True)


def _rule(
    reference: Reference,
    kind: JoinKind,
    cardinality: Cardinality,
    *,
    back_from_parent: bool = False,
) -> JoinRule:
    ends = [
        (reference.child, reference.columns),
        (reference.parent, reference.parent_columns),
    ]
    (left, left_columns), (right, right_columns) = ends[::-1] if back_from_parent else ends
    return JoinRule(
        left,
        left_columns,
        right,
        right_columns,
        kind,
        cardinality,
        reference.confidence,
        reference.match_rate,
        tuple(_warnings(reference, left, right, cardinality)),
    )


def _warnings(
    reference: Reference, left: Place, right: Place, cardinality: Cardinality
) -> list[Evidence]:
    told = []
    if cardinality is Cardinality.ONE_TO_MANY:
        told.append(
            Evidence(
                f"a row of {left} comes out once for each of its rows of {right}: sums over {left} "
                "count it several times",
                f"{left} 的一行会按 {right} 的对应行数重复，对 {left} 的列求和会重复计算",
            )
        )
    if reference.match_rate < 1.0:
        told.append(
            Evidence(
                f"{1 - reference.match_rate:.2%} of the rows of {reference.child} have no partner",
                f"{reference.child} 有 {1 - reference.match_rate:.2%} 的行无匹配",
            )
        )
    if left.source != right.source:
        told.append(
            Evidence(
                f"the tables are of two sources ({left.source}, {right.source}): bring them into "
                "one before joining",
                f"两表属于不同来源（{left.source}、{right.source}），连接前须先汇入同一处",
            )
        )
    return told


def join_sql(
    rules: tuple[JoinRule, ...], dialect: str, names: Mapping[Place, str] | None = None
) -> str:
    """Return a SELECT of everything that the joins reach, in the order of the rules.

    A table is called by what `names` says, else by schema and name; every name is quoted, so that
    reserved words and Chinese names are names like others. A table joined twice gets two aliases.
    """
    from sqlglot import exp

    aliases = {rules[0].left: "t1"}
    query = exp.select("*").from_(_table(rules[0].left, "t1", names))
    for at, rule in enumerate(rules, start=2):
        alias = f"t{at}"
        query = query.join(
            _table(rule.right, alias, names),
            on=_condition(rule, aliases[rule.left], alias),
            join_type=rule.kind.value,
        )
        aliases.setdefault(rule.right, alias)
    return query.sql(dialect=dialect, pretty=True)


def _table(place: Place, alias: str, names: Mapping[Place, str] | None) -> exp.Table:
    from sqlglot import exp

    if names is not None and place in names:
        return exp.to_table(names[place], alias=alias)
    schema = place.table.schema
    return exp.Table(
        this=exp.to_identifier(place.table.name, quoted=True),
        db=exp.to_identifier(schema, quoted=True) if schema else None,
        alias=exp.TableAlias(this=exp.to_identifier(alias)),
    )


def _condition(rule: JoinRule, left: str, right: str) -> exp.Condition:
    from sqlglot import exp

    return exp.and_(
        *(
            exp.column(one, table=left, quoted=True).eq(exp.column(other, table=right, quoted=True))
            for one, other in zip(rule.left_columns, rule.right_columns, strict=True)
        )
    )
