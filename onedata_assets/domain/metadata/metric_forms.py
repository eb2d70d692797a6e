"""What an atom's SQL reads and gives, and what a derived metric is made of.

That the columns of its query are those of the metric, a dry run tells (`metric_facts.py`). How a
metric becomes one query is in `metric_sql.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metrics import Grain, Metric, MetricKind

if TYPE_CHECKING:
    from sqlglot import exp

Pair = tuple[str, str]
Metrics = Mapping[str, Metric]
DIALECT = "duckdb"
_DEEPEST = 30
"""Levels of derived metrics; more are a mistake, and their SQL would be nested as deeply."""


@dataclass(frozen=True)
class Form:
    """The columns of a metric beside its value: the period's, if any, and the dimensions."""

    grain: Grain
    dimensions: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the columns, the period first."""
        return (*(() if self.grain is Grain.NONE else (self.grain.value,)), *self.dimensions)


def parts_of(metric: Metric) -> tuple[str, ...]:
    """Return the names of the metrics that a derived one is made of, sorted; none for an atom.

    Raises:
        DocumentError: Its expression cannot be read, or is more than arithmetic over metrics.
    """
    if metric.kind is MetricKind.ATOM or not metric.expression.strip():
        return ()
    from sqlglot import exp

    tree = expression_of(metric.expression)
    return tuple(sorted({column.name for column in tree.find_all(exp.Column)}))


def tables_of(metric: Metric) -> tuple[Pair, ...]:
    """Return the lake tables that an atom's SQL names, sorted; none for a derived metric.

    Raises:
        DocumentError: It is no single query, or a table is not written `layer.table`.
    """
    if metric.kind is MetricKind.DERIVED or not metric.sql.strip():
        return ()
    from sqlglot import exp

    tree = query_of(metric.sql)
    local = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    found = set()
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            raise _no_table(table.sql(dialect=DIALECT))
        if table.db and not table.catalog:
            found.add((table.db, table.name))
        elif table.db or table.name.lower() not in local:
            raise _no_table(table.sql(dialect=DIALECT))
    if not found:
        raise DocumentError(
            "sql reads no table of the lake: write FROM layer.table.",
            "sql 未读取任何湖表：请写 FROM 层.表。",
            "sql",
        )
    return tuple(sorted(found))


def form_of(metric: Metric, others: Metrics, _path: tuple[str, ...] = ()) -> Form:
    """Return the columns of a metric; those of a derived one follow from what it is made of.

    Raises:
        DocumentError: It is made of itself, of a metric that there is not, or of metrics whose
            periods or dimensions do not go together.
    """
    if metric.name in _path:
        circle = " → ".join((*_path[_path.index(metric.name) :], metric.name))
        raise DocumentError(
            f"The metric is made of itself: {circle}.", f"指标循环引用：{circle}。", "expression"
        )
    if len(_path) > _DEEPEST:
        raise DocumentError(
            f"More than {_DEEPEST} metrics are made of each other.",
            f"指标嵌套超过 {_DEEPEST} 层。",
            "expression",
        )
    if metric.kind is MetricKind.ATOM or not metric.expression.strip():
        return Form(metric.grain, metric.dimensions)
    made = [
        form_of(known_metric(name, others, metric), others, (*_path, metric.name))
        for name in parts_of(metric)
    ]
    return _joined(metric, made)


def _joined(metric: Metric, made: Sequence[Form]) -> Form:
    grains = {each.grain for each in made} - {Grain.NONE}
    if len(grains) > 1:
        told = ", ".join(sorted(each.value for each in grains))
        raise DocumentError(
            f"{metric.name}: its metrics are of different periods ({told}).",
            f"{metric.name}：引用的指标时间粒度不同（{told}）。",
            "expression",
        )
    dimensions = tuple(dict.fromkeys(name for each in made for name in each.dimensions))
    form = Form(next(iter(grains), Grain.NONE), dimensions)
    if not any(set(each.keys) == set(form.keys) for each in made):
        raise DocumentError(
            f"{metric.name}: one of its metrics must have all of {', '.join(form.keys)}.",
            f"{metric.name}：至少一个引用的指标须包含全部列 {'、'.join(form.keys)}。",
            "expression",
        )
    return form


def known_metric(name: str, others: Metrics, metric: Metric) -> Metric:
    """Return a metric that another is made of, by its name.

    Raises:
        DocumentError: There is none of that name.
    """
    if name == metric.name:
        return metric
    if name not in others:
        raise DocumentError(
            f"{metric.name}: there is no metric {name}.",
            f"{metric.name}：没有指标 {name}。",
            "expression",
        )
    return others[name]


def require_computed(metric: Metric) -> None:
    """Go on where it is written how a metric is computed.

    Raises:
        DocumentError: Its SQL or its expression is empty.
    """
    if not metric.computed.strip():
        field = "sql" if metric.kind is MetricKind.ATOM else "expression"
        raise DocumentError(
            f"{metric.name} has no {field} yet: write it, and its values can be computed.",
            f"{metric.name} 尚未填写 {field}：填写后才能计算其数值。",
            field,
        )


def query_of(sql: str) -> exp.Query:
    """Return the tree of an atom's SQL.

    Raises:
        DocumentError: It is no single SELECT.
    """
    from sqlglot import exp

    statements = list(_parsed(sql, "sql"))
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise DocumentError("sql must be one SELECT.", "sql 只能是一条 SELECT 语句。", "sql")
    return statements[0]


def expression_of(text: str) -> exp.Expr:
    """Return the tree of an expression: numbers, metrics, arithmetic, CASE and plain functions."""
    from sqlglot import exp

    found = list(_parsed(f"SELECT {text}", "expression"))
    tree = found[0] if len(found) == 1 else None
    clauses = {name for name, value in tree.args.items() if value} if tree is not None else set()
    if not isinstance(tree, exp.Select) or clauses != {"expressions"} or len(tree.expressions) != 1:
        raise _not_arithmetic(text)
    [inner] = tree.expressions
    forbidden = (exp.Query, exp.AggFunc, exp.Window, exp.Anonymous, exp.Star, exp.Alias, exp.Table)
    has_metric = inner.find(exp.Column) is not None
    qualified = any(column.table for column in inner.find_all(exp.Column))
    if inner.find(*forbidden) is not None or not has_metric or qualified:
        raise _not_arithmetic(text)
    return inner


def _parsed(sql: str, field: str) -> Iterator[exp.Expr]:
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        yield from (tree for tree in sqlglot.parse(sql, dialect=DIALECT) if tree is not None)
    except (SqlglotError, RecursionError) as error:
        said = str(error).splitlines()[0][:200]
        raise DocumentError(
            f"{field} cannot be read: {said}", f"{field} 无法解析：{said}", field
        ) from error


def _not_arithmetic(text: str) -> DocumentError:
    return DocumentError(
        f"expression must be arithmetic over names of metrics, as sales / baskets, not {text!r}.",
        f"expression 只能是对指标名称的运算，如 sales / baskets，而不是 {text!r}。",
        "expression",
    )


def _no_table(written: str) -> DocumentError:
    return DocumentError(
        f"sql: {written} names no lake table: write layer.table.",
        f"sql：{written} 不是湖表名，请写成 层.表。",
        "sql",
    )
