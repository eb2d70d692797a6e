"""What is known of a formula's value before there is a row."""

from __future__ import annotations

from collections.abc import Set

from onedata_resources.kettle.formula.syntax import Call, Constant, FieldRef, Node

_TEXTS = {
    "&", "ASC", "CHAR", "CLEAN", "CONCATENATE", "CSVTEXT", "FIXED", "LEFT", "LOWER", "MESSAGE",
    "MID", "PROPER", "REPLACE", "REPT", "RIGHT", "SEQUENCEQUOTER", "SUBSTITUTE", "T", "TEXT",
    "TRIM", "UNICHAR", "UPPER", "URLBUILDER", "URLENCODE",
}  # fmt: skip
_CHOICES = {"IF": 1, "IFNA": 0, "CHOOSE": 1}


def always_text(node: Node, text_fields: Set[str]) -> bool:
    """Return whether the formula is worth a text or null in every row."""
    if isinstance(node, Constant):
        return isinstance(node.value, str) or node.value is None
    if isinstance(node, FieldRef):
        return node.name in text_fields
    if not isinstance(node, Call) or (node.name == "IF" and len(node.arguments) != 3):
        return False
    if node.name in _CHOICES:
        chosen = node.arguments[_CHOICES[node.name] :]
        return all(always_text(each, text_fields) for each in chosen)
    return node.name in _TEXTS
