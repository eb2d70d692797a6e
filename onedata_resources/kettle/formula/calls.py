"""The arguments of a function, evaluated when the function looks at them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from onedata_resources.kettle.formula.syntax import Node
from onedata_resources.kettle.formula.values import BAD_ARGUMENTS, FormulaError, Value


@dataclass(frozen=True)
class Arguments:
    """Arguments by number."""

    nodes: tuple[Node, ...]
    worth: Callable[[Node], Value]

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.nodes)

    def __getitem__(self, number: int) -> Value:
        """Return what the argument is worth.

        Raises:
            FormulaError: There is none, or it has no value.
        """
        if number >= len(self.nodes):
            raise FormulaError(BAD_ARGUMENTS)
        return self.worth(self.nodes[number])

    def __iter__(self) -> Iterator[Value]:
        """Yield what each argument is worth."""
        return (self.worth(node) for node in self.nodes)

    def get(self, number: int, default: Value) -> Value:
        """Return what the argument is worth, or the default where it is left out."""
        return self[number] if number < len(self.nodes) else default


Function = Callable[[Arguments], Value]
