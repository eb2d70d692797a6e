"""Functions of formulas and their arguments, which are evaluated when a function looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from onedata_resources.kettle.formula import values
from onedata_resources.kettle.formula.errors import BAD_ARGUMENTS, NOT_AVAILABLE, FormulaError
from onedata_resources.kettle.formula.moments import Kind
from onedata_resources.kettle.formula.numbers import Number, exact
from onedata_resources.kettle.formula.syntax import Node
from onedata_resources.kettle.formula.values import Typed


@dataclass(frozen=True)
class Function:
    """What a function computes, the kinds of its arguments (the last repeats), and how many."""

    compute: Callable[[Arguments], Typed]
    kinds: tuple[Kind, ...] = (Kind.ANY,)
    least: int = 0
    most: int | None = None

    def __call__(
        self, nodes: tuple[Node, ...], worth: Callable[[Node], Typed], row: Callable[[str], Typed]
    ) -> Typed:
        """Return what the function gives for the arguments.

        Raises:
            FormulaError: It gives nothing.
        """
        if len(nodes) < self.least or (self.most is not None and len(nodes) > self.most):
            raise FormulaError(BAD_ARGUMENTS)
        return self.compute(Arguments(nodes, self.kinds, worth, row))


@dataclass
class Arguments:
    """Arguments by number; `look_up` gives the value of a field by its name."""

    nodes: tuple[Node, ...]
    kinds: tuple[Kind, ...]
    worth: Callable[[Node], Typed]
    look_up: Callable[[str], Typed]
    known: dict[int, Typed] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.nodes)

    def __getitem__(self, at: int) -> Typed:
        """Return what the argument is worth, as the kind that the function wants.

        Raises:
            FormulaError: There is none, or it has no value.
        """
        if at >= len(self.nodes):
            raise FormulaError(BAD_ARGUMENTS)
        if at not in self.known:
            kind = self.kinds[min(at, len(self.kinds) - 1)]
            self.known[at] = values.converted(self.worth(self.nodes[at]), kind)
        return self.known[at]

    def __iter__(self) -> Iterator[Typed]:
        """Yield what each argument is worth."""
        return (self[at] for at in range(len(self.nodes)))

    def given(self, at: int) -> Typed:
        """Return what the argument is worth.

        Raises:
            FormulaError: It is null, or has no value.
        """
        found = self[at]
        if found.value is None:
            raise FormulaError(NOT_AVAILABLE)
        return found

    def text(self, at: int) -> str:
        """Return the argument as text."""
        return values.text(self[at])

    def number(self, at: int) -> Number:
        """Return the argument as a number."""
        return values.number(self[at])

    def exact(self, at: int) -> Decimal:
        """Return the argument as an exact number."""
        return exact(self.number(at))

    def double(self, at: int) -> float:
        """Return the argument as a double."""
        return float(self.number(at))

    def whole(self, at: int, default: int | None = None) -> int:
        """Return the argument as a whole number, cut; the default where it is left out."""
        if default is not None and at >= len(self.nodes):
            return default
        return int(self.number(at))

    def logical(self, at: int) -> bool:
        """Return the argument as true or false."""
        return values.logical(self[at])

    def moment(self, at: int) -> datetime:
        """Return the argument as a moment."""
        return values.moment(self[at])
