"""Conditions on rows as people write them: one SQL expression over the columns of a table.

`$person`, `$department`, `$role` and `$purpose` are those of the reader; people change their own
mail address themselves, so no condition has it. A subquery may read other tables of the lake,
written `layer.table`: who looks after which shop is then a table.
Which policy's condition holds is decided in `data_policies.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.security.policies import PolicyError

if TYPE_CHECKING:
    from sqlglot import exp

ATTRIBUTES = ("person", "department", "role", "purpose")
DIALECT = "duckdb"
Table = tuple[str, str]
"""Layer and name."""


@dataclass(frozen=True)
class Parsed:
    """A condition as a tree, and the other tables that it reads."""

    tree: exp.Expr
    tables: frozenset[Table]


def parsed(policy: str, condition: str) -> Parsed:
    """Return the tree of a policy's condition.

    Raises:
        PolicyError: It is no single expression, reads something that is no table of the lake, or
            names an attribute that readers do not have.
    """
    import sqlglot
    from sqlglot import exp
    from sqlglot.errors import SqlglotError

    try:
        tree = sqlglot.parse_one(condition, dialect=DIALECT, into=exp.Condition)
    except SqlglotError as error:
        reason = str(error).splitlines()[0]
        raise _refused(policy, condition, reason, "不是一个 SQL 条件") from error
    except RecursionError as error:
        raise _refused(policy, condition, "it is nested too deeply", "嵌套层次过深") from error
    if _has_pattern_sign(tree, condition):
        raise _refused(
            policy,
            condition,
            "~ is read differently by different databases: write regexp_full_match(column, "
            "pattern), or regexp_matches for a part",
            "~ 在不同数据库中含义不同：请写 regexp_full_match(列, 模式)，部分匹配写 regexp_matches",
        )
    local = {each.alias_or_name.lower() for each in tree.find_all(exp.CTE)}
    tables = {
        each for each in tree.find_all(exp.Table) if each.db or each.name.lower() not in local
    }
    for table in tables:
        if not isinstance(table.this, exp.Identifier) or table.catalog or not table.db:
            text = table.sql(dialect=DIALECT)
            raise _refused(
                policy,
                condition,
                f"{text} is no table of the lake: write layer.table",
                f"{text} 不是湖表：请写成 层.表",
            )
    for each in tree.find_all(exp.Placeholder, exp.Parameter):
        if each.name not in ATTRIBUTES:
            raise _refused(
                policy,
                condition,
                f"readers have no ${each.name}: write {', '.join('$' + a for a in ATTRIBUTES)}",
                f"没有属性 ${each.name}：可用 {'、'.join('$' + a for a in ATTRIBUTES)}",
            )
    return Parsed(tree, frozenset((table.db, table.name) for table in tables))


def bound(condition: Parsed, attributes: Mapping[str, str]) -> exp.Expr:
    """Return the condition with the reader's attributes in it, its tables named as sources."""
    from sqlglot import exp

    def put(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Placeholder | exp.Parameter):
            return exp.Literal.string(attributes.get(node.name, ""))
        if isinstance(node, exp.Table) and (node.db, node.name) in condition.tables:
            source = exp.to_identifier(source_of((node.db, node.name)), quoted=True)
            return exp.Table(this=source, alias=exp.TableAlias(this=_alias(node)))
        return node

    return condition.tree.copy().transform(put)


def source_of(table: Table) -> str:
    """Return the name that the SQL of a condition has for a table that it reads beside its own."""
    return "all rows of " + "/".join(table)


def _has_pattern_sign(tree: exp.Expr, condition: str) -> bool:
    """Return whether `~` stands for a pattern: of DuckDB's a whole, of sqlglot's a part."""
    import sqlglot
    from sqlglot import exp

    signs = [each.token_type.name for each in sqlglot.tokenize(condition, dialect=DIALECT)]
    return signs.count("TILDE") > len(list(tree.find_all(exp.BitwiseNot)))


def _alias(table: exp.Table) -> exp.Identifier:
    from sqlglot import exp

    return exp.to_identifier(table.alias_or_name, quoted=True)


def _refused(policy: str, condition: str, en: str, zh: str) -> PolicyError:
    return PolicyError(
        f"{policy}: the condition {condition!r} cannot be: {en}.",
        f"{policy}：条件 {condition!r} 无效：{zh}。",
    )
