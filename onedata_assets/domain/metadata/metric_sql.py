"""From metrics to queries: each becomes one SELECT.

What a metric reads and is made of is in `metric_forms.py`; how a query runs, in
`onedata_resources/clients/lake_sql.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from onedata_assets.domain.metadata.metric_forms import (
    DIALECT,
    Form,
    Metrics,
    expression_of,
    form_of,
    known_metric,
    parts_of,
    query_of,
    require_computed,
)
from onedata_assets.domain.metadata.metrics import VALUE, Metric, MetricKind, value_table

if TYPE_CHECKING:
    from sqlglot import exp


def compiled(metric: Metric, others: Metrics, *, stored: bool) -> str:
    """Return one SELECT with the metric's columns, the value last.

    `stored` reads the values of the metrics that it is made of; else these are computed within,
    from the lake tables, so that what a reader may see of those decides.

    Raises:
        DocumentError: As `form_of`, or it is not written how the metric is computed.
    """
    require_computed(metric)
    form = form_of(metric, others)
    if metric.kind is MetricKind.ATOM:
        columns = ", ".join(_quoted(name) for name in (*form.keys, VALUE))
        return f"SELECT {columns} FROM (\n{query_of(metric.sql).sql(dialect=DIALECT)}\n) AS atom"  # noqa: S608  parsed
    names = parts_of(metric)
    parts = {name: known_metric(name, others, metric) for name in names}
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

    tree = expression_of(expression)
    for division in list(tree.find_all(exp.Div)):
        zero = exp.Literal.number(0)
        divisor = exp.paren(division.expression.copy())
        division.set("expression", exp.Nullif(this=divisor, expression=zero))

    def turned(node: exp.Expr) -> exp.Expr:
        is_metric = isinstance(node, exp.Column)
        return exp.column(VALUE, table=_alias(node.name), quoted=True) if is_metric else node

    return tree.transform(turned).sql(dialect=DIALECT)


def _alias(name: str) -> str:
    return f"m_{name}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
