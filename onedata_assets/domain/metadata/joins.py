"""Joins that follow from keys: of which kind, in which direction rows multiply, and as SQL.

The way between the tables of a set is in `join_paths.py`, what to beware of in `join_cautions.py`;
the keys come from `relations.py` or are declared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.join_cautions import Caution, cautions_of
from onedata_assets.domain.metadata.join_select import Columns, file_read, listed
from onedata_assets.domain.metadata.profiles import Place
from onedata_assets.domain.metadata.relation_model import Reference
from onedata_assets.domain.refused import RefusedError

if TYPE_CHECKING:
    from sqlglot import exp


DIALECTS = (
    "duckdb", "postgres", "mysql", "hive", "spark", "trino", "clickhouse", "doris", "starrocks",
    "oracle", "tsql", "sqlite", "snowflake", "bigquery", "redshift", "databricks", "presto",
)  # fmt: skip
"""Dialects that a person is offered; others that sqlglot knows may be asked for, too."""


class JoinKind(StrEnum):
    """How rows without a partner are treated."""

    INNER = "inner"
    LEFT = "left"


class DialectError(RefusedError):
    """SQL is asked for in no dialect that there is."""

    def __init__(self, name: str) -> None:
        known = ", ".join(DIALECTS[:4])
        super().__init__(
            f"{name!r} is no SQL dialect: write {known} ...",
            f"{name!r} 不是 SQL 方言：请使用 {known} 等。",
        )
        self.name = name

    def __reduce__(self) -> tuple[type[DialectError], tuple[str]]:
        """Travel between processes with the name."""
        return type(self), (self.name,)


class Cardinality(StrEnum):
    """Rows on the left and right that belong together, in the direction of the join."""

    MANY_TO_ONE = "N:1"
    ONE_TO_MANY = "1:N"
    ONE_TO_ONE = "1:1"


@dataclass(frozen=True)
class JoinRule:
    """How `right` is joined to `left` by a reference between them, whichever of them refers."""

    left: Place
    left_columns: tuple[str, ...]
    right: Place
    right_columns: tuple[str, ...]
    kind: JoinKind
    cardinality: Cardinality
    reference: Reference

    @property
    def confidence(self) -> float:
        """Return how sure the reference is."""
        return self.reference.confidence

    @property
    def match_rate(self) -> float:
        """Return the share of the referring rows that have a partner."""
        return self.reference.match_rate

    @property
    def fans_out(self) -> bool:
        """Tell whether a row on the left may come out several times."""
        return self.cardinality is Cardinality.ONE_TO_MANY

    @property
    def gathers(self) -> bool:
        """Tell whether several rows on the left may meet the same one on the right."""
        return self.cardinality is Cardinality.MANY_TO_ONE

    @property
    def warnings(self) -> tuple[Caution, ...]:
        """Return what to beware of."""
        return tuple(cautions_of(self))

    def sql(
        self,
        dialect: str,
        names: Mapping[Place, str] | None = None,
        columns: Columns | None = None,
    ) -> str:
        """Return the join as SQL text of a dialect; `names` are how tables are called there."""
        return join_sql((self,), dialect, names, columns)


def join_rule(reference: Reference, *, start: Place | None = None) -> JoinRule:
    """Return the join by a reference, from its table to the one referred to, or back.

    It keeps the rows of `start`, the referring table unless that is given: inner only if every row
    has a partner, else left. Back from the table referred to it is always left, since keys that
    nobody refers to would be lost.
    """
    child, parent = reference.child, reference.parent
    ours, theirs = reference.columns, reference.parent_columns
    if start is None or start == child:
        whole = reference.match_rate == 1.0 and not reference.optional
        kind = JoinKind.INNER if whole else JoinKind.LEFT
        many = Cardinality.MANY_TO_ONE
        cardinality = Cardinality.ONE_TO_ONE if reference.one_to_one else many
        return JoinRule(child, ours, parent, theirs, kind, cardinality, reference)
    back = Cardinality.ONE_TO_ONE if reference.one_to_one else Cardinality.ONE_TO_MANY
    return JoinRule(parent, theirs, child, ours, JoinKind.LEFT, back, reference)


def aliases_of(rules: Sequence[JoinRule]) -> list[tuple[str, str]]:
    """Return how the SQL calls the left and the right table of each join."""
    aliases = {rules[0].left: "t1"} if rules else {}
    told = []
    for at, rule in enumerate(rules, start=2):
        told.append((aliases[rule.left], f"t{at}"))
        aliases.setdefault(rule.right, f"t{at}")
    return told


def join_sql(
    rules: tuple[JoinRule, ...],
    dialect: str,
    names: Mapping[Place, str] | None = None,
    columns: Columns | None = None,
) -> str:
    """Return a SELECT of everything that the joins reach, in the order of the rules.

    Where `columns` are known they are listed, each under a name of its own.

    A table is called by what `names` says, else by schema and name, below its source where there
    are several; every name is quoted, so that reserved words and Chinese names are names like
    others. A table joined twice gets two aliases.

    Raises:
        DialectError: There is no such dialect.
    """
    from sqlglot import exp

    written = _dialect(dialect)
    places = {rules[0].left, *(rule.right for rule in rules)}
    is_across = len({each.source for each in places}) > 1
    called = _Called(names or {}, written, is_across=is_across)
    pairs = aliases_of(rules)
    aliases = {"t1": rules[0].left} | {
        right: rule.right for rule, (_, right) in zip(rules, pairs, strict=True)
    }
    query = exp.select(*listed(aliases, columns or {})).from_(called.table(rules[0].left, "t1"))
    for rule, (left, right) in zip(rules, pairs, strict=True):
        query = query.join(
            called.table(rule.right, right),
            on=_condition(rule, left, right),
            join_type=rule.kind.value,
        )
    return query.sql(dialect=written, pretty=True)


@dataclass(frozen=True)
class _Called:
    """How tables are called in a SELECT."""

    names: Mapping[Place, str]
    dialect: str
    is_across: bool

    def table(self, place: Place, alias: str) -> exp.Table:
        """Return a table as the SELECT has it."""
        from sqlglot import exp

        if place in self.names:
            return exp.to_table(self.names[place], alias=alias)
        told = exp.TableAlias(this=exp.to_identifier(alias))
        if (read := file_read(place, self.dialect)) is not None:
            if isinstance(read, exp.Table):
                read.set("alias", told)
                return read
            return exp.Table(this=read, alias=told)
        above = [place.source] if self.is_across and place.source else []
        *catalog, schema = [*above, *filter(None, [place.table.schema])] or [""]
        return exp.Table(
            this=exp.to_identifier(place.table.name, quoted=True),
            db=exp.to_identifier(schema, quoted=True) if schema else None,
            catalog=exp.to_identifier(catalog[0], quoted=True) if catalog else None,
            alias=told,
        )


def _condition(rule: JoinRule, left: str, right: str) -> exp.Condition:
    from sqlglot import exp

    return exp.and_(
        *(
            exp.column(one, table=left, quoted=True).eq(exp.column(other, table=right, quoted=True))
            for one, other in zip(rule.left_columns, rule.right_columns, strict=True)
        )
    )


def _dialect(name: str) -> str:
    from sqlglot.dialects.dialect import Dialects

    written = name.strip().lower()
    if written not in {each.value for each in Dialects if each.value}:
        raise DialectError(name)
    return written
