"""From metrics to queries: what an atom's SQL reads, what a derived metric is made of.

Each becomes one SELECT; that its columns are those of the metric, a dry run tells
(`metric_facts.py`). How a query runs is in `onedata_resources/clients/lake_sql.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metrics import VALUE, Grain, Metric, MetricKind, value_table

if TYPE_CHECKING:
    from sqlglot import exp

Pair = tuple[str, str]
Metrics = Mapping[str, Metric]
_DIALECT = "duckdb"
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

    tree = _expression(metric.expression)
    return tuple(sorted({column.name for column in tree.find_all(exp.Column)}))


def tables_of(metric: Metric) -> tuple[Pair, ...]:
    """Return the lake tables that an atom's SQL names, sorted; none for a derived metric.

    Raises:
        DocumentError: It is no single query, or a table is not written `layer.table`.
    """
    if metric.kind is MetricKind.DERIVED or not metric.sql.strip():
        return ()
    from sqlglot import exp

    tree = _query(metric.sql)
    local = {cte.alias_or_name.lower() for cte in tree.find_all(exp.CTE)}
    found = set()
    for table in tree.find_all(exp.Table):
        if not isinstance(table.this, exp.Identifier):
            raise _no_table(table.sql(dialect=_DIALECT))
        if table.db and not table.catalog:
            found.add((table.db, table.name))
        elif table.db or table.name.lower() not in local:
            raise _no_table(table.sql(dialect=_DIALECT))
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
    if metric.kind is MetricKind.ATOM:
        return Form(metric.grain, metric.dimensions)
    made = [
        form_of(_known(name, others, metric), others, (*_path, metric.name))
        for name in parts_of(metric)
    ]
    return _joined(metric, made)


def compiled(metric: Metric, others: Metrics, *, stored: bool) -> str:
    """Return one SELECT with the metric's columns, the value last.

    `stored` reads the values of the metrics that it is made of; else these are computed within,
    from the lake tables, so that what a reader may see of those decides.

    Raises:
        DocumentError: As `form_of`.
    """
    form = form_of(metric, others)
    if metric.kind is MetricKind.ATOM:
        columns = ", ".join(_quoted(name) for name in (*form.keys, VALUE))
        return f"SELECT {columns} FROM (\n{_query(metric.sql).sql(dialect=_DIALECT)}\n) AS atom"  # noqa: S608  parsed
    names = parts_of(metric)
    parts = {name: _known(name, others, metric) for name in names}
    bodies = [
        f"{_quoted(_alias(name))} AS (\n{_body(part, others, stored=stored)}\n)"
        for name, part in parts.items()
    ]
    forms = {name: form_of(part, others) for name, part in parts.items()}
    keys = _keys(form, forms)
    if keys:
        bodies.append(f"keys AS (\n{keys}\n)")
    columns = [f"keys.{_quoted(name)}" for name in form.keys]
    value = _value(metric.expression)
    select = ", ".join([*columns, f"{value} AS {VALUE}"])
    start = "keys" if keys else "(SELECT 1) AS keys"
    joins = [_join(name, each) for name, each in forms.items()]
    return f"WITH {', '.join(bodies)}\nSELECT {select}\nFROM {start}\n" + "\n".join(joins)


def _body(part: Metric, others: Metrics, *, stored: bool) -> str:
    if not stored:
        return compiled(part, others, stored=False)
    layer, table = value_table(part.name)
    return f"SELECT * FROM {layer}.{table}"  # noqa: S608  a checked name


def _keys(form: Form, forms: Mapping[str, Form]) -> str:
    """Return the SELECT of all keys: of the metrics that have all of them."""
    if not form.keys:
        return ""
    columns = ", ".join(_quoted(name) for name in form.keys)
    whole = [name for name, each in forms.items() if set(each.keys) == set(form.keys)]
    return " UNION ".join(f"SELECT {columns} FROM {_quoted(_alias(name))}" for name in whole)  # noqa: S608


def _join(name: str, form: Form) -> str:
    alias = _quoted(_alias(name))
    same = [f"{alias}.{_quoted(key)} IS NOT DISTINCT FROM keys.{_quoted(key)}" for key in form.keys]
    return f"LEFT JOIN {alias} ON {' AND '.join(same) or 'TRUE'}"


def _value(expression: str) -> str:
    """Return the expression over the values; what is divided by nothing is nothing."""
    from sqlglot import exp

    tree = _expression(expression)
    for division in list(tree.find_all(exp.Div)):
        zero = exp.Literal.number(0)
        divisor = exp.paren(division.expression.copy())
        division.set("expression", exp.Nullif(this=divisor, expression=zero))

    def turned(node: exp.Expr) -> exp.Expr:
        is_metric = isinstance(node, exp.Column)
        return exp.column(VALUE, table=_alias(node.name), quoted=True) if is_metric else node

    return tree.transform(turned).sql(dialect=_DIALECT)


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


def _known(name: str, others: Metrics, metric: Metric) -> Metric:
    if name == metric.name:
        return metric
    if name not in others:
        raise DocumentError(
            f"{metric.name}: there is no metric {name}.",
            f"{metric.name}：没有指标 {name}。",
            "expression",
        )
    return others[name]


def _query(sql: str) -> exp.Query:
    from sqlglot import exp

    statements = list(_parsed(sql, "sql"))
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise DocumentError("sql must be one SELECT.", "sql 只能是一条 SELECT 语句。", "sql")
    return statements[0]


def _expression(text: str) -> exp.Expr:
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
        yield from (tree for tree in sqlglot.parse(sql, dialect=_DIALECT) if tree is not None)
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


def _alias(name: str) -> str:
    return f"m_{name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
