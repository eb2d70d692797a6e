"""What a formula is worth for one row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, localcontext

from onedata_resources.kettle.formula import (
    arrays,
    dates,
    information,
    logic,
    maths,
    operators,
    text_forms,
    texts,
)
from onedata_resources.kettle.formula.calls import Function
from onedata_resources.kettle.formula.errors import (
    BAD_ARRAY,
    NOT_AVAILABLE,
    UNEXPECTED,
    FormulaError,
)
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.numbers import PRECISION, exact, result
from onedata_resources.kettle.formula.syntax import (
    ArrayNode,
    Call,
    Constant,
    FieldRef,
    Node,
    parts_of,
)
from onedata_resources.kettle.formula.values import Table, Typed, object_text

Result = str | bool | Decimal | datetime | bytes | None
Row = Mapping[str, str | bool | int | float | Decimal | datetime | bytes | None]
FUNCTIONS: Mapping[str, Function] = {
    **operators.FUNCTIONS, **logic.FUNCTIONS, **information.FUNCTIONS, **maths.FUNCTIONS,
    **texts.FUNCTIONS, **text_forms.FUNCTIONS, **dates.FUNCTIONS, **arrays.FUNCTIONS,
}  # fmt: skip


def unknown_functions(node: Node) -> set[str]:
    """Return the functions of the formula that there are not."""
    inner = set().union(*(unknown_functions(each) for each in parts_of(node)))
    return inner | {node.name} if isinstance(node, Call) and node.name not in FUNCTIONS else inner


def evaluate(node: Node, row: Row) -> Result:
    """Return what the formula is worth for the row; null where something in it is null.

    Raises:
        FormulaError: It has no value.
    """
    with localcontext() as context:
        context.prec = PRECISION
        try:
            value = _Evaluation(row).worth(node).value
            if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
                return result(exact(value))
            return object_text(value) if isinstance(value, Table) else value
        except FormulaError as error:
            if str(error) == NOT_AVAILABLE:
                return None
            raise
        except (ArithmeticError, ValueError) as error:
            raise FormulaError(UNEXPECTED) from error


class _Evaluation:
    """Evaluates the nodes of one formula for one row."""

    def __init__(self, row: Row) -> None:
        self.row = row

    def worth(self, node: Node) -> Typed:
        """Return the value of a part of the formula."""
        if isinstance(node, Constant):
            if node.value is None:
                return Typed(Kind.ANY, None)
            return Typed(Kind.TEXT if isinstance(node.value, str) else Kind.NUMBER, node.value)
        if isinstance(node, FieldRef):
            return self.field(node.name)
        if isinstance(node, ArrayNode):
            return self.array(node)
        return FUNCTIONS[node.name](node.arguments, self.worth, self.field)

    def field(self, name: str) -> Typed:
        """Return the value of a field.

        Raises:
            FormulaError: It is null, or there is no such field.
        """
        if name not in self.row:
            raise FormulaError(UNEXPECTED)
        value = self.row[name]
        if value is None:
            raise FormulaError(NOT_AVAILABLE)
        if isinstance(value, Decimal):
            text = format(value, "f")
            value = Decimal(text.rstrip("0").rstrip(".") if "." in text else text)
        return Typed(Kind.ANY, value)

    def array(self, node: ArrayNode) -> Typed:
        """Return the table of an array; a cell without a value fails when it is looked at."""
        if len({len(row) for row in node.rows}) > 1:
            raise FormulaError(BAD_ARRAY)
        rows = tuple(tuple(self.cell(each) for each in row) for row in node.rows)
        return Typed(Kind.ARRAY, Table(rows))

    def cell(self, node: Node) -> Typed | FormulaError:
        """Return the value of a cell, or why it has none."""
        try:
            return self.worth(node)
        except FormulaError as error:
            return error
