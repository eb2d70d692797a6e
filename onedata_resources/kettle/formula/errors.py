"""Why a formula has no value."""

from __future__ import annotations


class FormulaError(Exception):
    """A formula without a value; the text is the reason."""


NOT_AVAILABLE = "#N/A"
"""Something is null. A whole formula with this reason is null; the others fail the step."""
BAD_VALUE = "#VALUE!"
BAD_ARGUMENTS = "#ARGUMENTS"
NO_CONVERSION = "#CONVERSION"
ARITHMETIC = "#ARITHMETIC"
NOT_FOUND = "#NOT FOUND"
BAD_ARRAY = "#ARRAY"
UNEXPECTED = "#UNEXPECTED"
