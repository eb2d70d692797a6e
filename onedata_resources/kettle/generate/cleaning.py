"""The settings of steps that keep, fill, map, calculate and mask."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from onedata_resources.kettle.generate.elements import Pair
from onedata_resources.kettle.generate.plan import Calculation, Filter, Imputed, Mask, ValueMap

HASH = "__hash"
SALT = "__salt"


def filter_rows(filters: Sequence[Filter]) -> list[Pair]:
    """Return a FilterRows whose true rows go on; the others end there."""
    return [
        ("send_true_to", None),
        ("send_false_to", None),
        ("compare", [("condition", _group(filters, negated=False))]),
    ]


def _group(filters: Sequence[Filter], *, negated: bool) -> list[Pair]:
    inner: list[Pair] = [
        ("condition", _condition(each, first=number == 0)) for number, each in enumerate(filters)
    ]
    return [("negated", negated), ("conditions", inner)]


def _condition(each: Filter, *, first: bool) -> list[Pair]:
    operator: list[Pair] = [] if first else [("operator", each.operator)]
    if each.conditions:
        negated, conditions = _group(each.conditions, negated=each.negated)
        return [negated, *operator, conditions]
    constant: list[Pair] = []
    if not each.other and not each.function.endswith("NULL"):
        constant = [
            (
                "value",
                [
                    ("name", "constant"),
                    ("type", str(each.type)),
                    ("text", each.value),
                    ("length", -1),
                    ("precision", -1),
                    ("isnull", each.value is None),
                    ("mask", each.mask),
                ],
            )
        ]
    return [
        ("negated", each.negated),
        *operator,
        ("leftvalue", each.column),
        ("function", each.function),
        ("rightvalue", each.other),
        *constant,
    ]


def unique_rows(columns: Iterable[str], *, rejected: str = "") -> list[Pair]:
    """Return a UniqueRowsByHashSet, which needs no order and keeps the first row of each key.

    With a text in `rejected`, which tells why, it sends the others to its error hop.
    """
    return [
        ("store_values", True),
        ("reject_duplicate_row", bool(rejected)),
        ("error_description", rejected),
        ("fields", [("field", [("name", name)]) for name in columns]),
    ]


def if_null(columns: Iterable[Imputed]) -> list[Pair]:
    """Return an IfNull by field."""
    fields: list[Pair] = [
        (
            "field",
            [
                ("name", each.column),
                ("value", each.value),
                ("mask", each.mask),
                ("set_empty_string", False),
            ],
        )
        for each in columns
    ]
    return [
        ("replaceAllByValue", None),
        ("replaceAllMask", None),
        ("selectFields", True),
        ("selectValuesType", False),
        ("setEmptyStringAll", False),
        ("valuetypes", None),
        ("fields", fields),
    ]


def value_mapper(mapped: ValueMap) -> list[Pair]:
    """Return a ValueMapper."""
    pairs = ([("", mapped.empty)] if mapped.empty is not None else []) + [*mapped.values.items()]
    return [
        ("field_to_use", mapped.column),
        ("target_field", mapped.target),
        ("non_match_default", mapped.other),
        (
            "fields",
            [("field", [("source_value", old), ("target_value", new)]) for old, new in pairs],
        ),
    ]


def calculator(calculations: Iterable[Calculation]) -> list[Pair]:
    """Return a Calculator; its types are always written, since Kettle's own defaults differ."""
    return [
        (
            "calculation",
            [
                ("field_name", each.name),
                ("calc_type", each.operation),
                ("field_a", each.a),
                ("field_b", each.b),
                ("field_c", each.c),
                ("value_type", str(each.type)),
                ("value_length", each.length),
                ("value_precision", each.precision),
                ("remove", each.helper),
                ("conversion_mask", each.mask),
                ("decimal_symbol", None),
                ("grouping_symbol", None),
                ("currency_symbol", None),
            ],
        )
        for each in calculations
    ]


def stars(masks: Iterable[Mask]) -> list[Pair]:
    """Return a ReplaceString that leaves some characters; a text too short for that shows none."""
    rules: list[tuple[str, str, str]] = []
    for mask in masks:
        kept = mask.keep_first + mask.keep_last
        if kept:
            rules.append((mask.column, f"(?s)^.{{1,{kept}}}$", "***"))
        before = f"(?<=.{{{mask.keep_first}}})" if mask.keep_first else ""
        after = f"(?=.{{{mask.keep_last}}})" if mask.keep_last else ""
        rules.append((mask.column, f"(?s){before}.{after}", "*"))
    return replacements(rules)


def replacements(rules: Iterable[tuple[str, str, str]]) -> list[Pair]:
    """Return a ReplaceString of columns by patterns and what takes their place, in order."""
    fields: list[Pair] = [
        (
            "field",
            [
                ("in_stream_name", column),
                ("out_stream_name", None),
                ("use_regex", "yes"),
                ("replace_string", pattern),
                ("replace_by_string", new),
                ("set_empty_string", False),
                ("replace_field_by_string", None),
                ("whole_word", "no"),
                ("case_sensitive", "yes"),
                ("is_unicode", "no"),
            ],
        )
        for column, pattern, new in rules
    ]
    return [("fields", fields)]


def salt(masks: Iterable[Mask]) -> list[Pair]:
    """Return a Constant with the salt of each hash."""
    fields: list[Pair] = [
        (
            "field",
            [
                ("name", mask.column + SALT),
                ("type", "String"),
                ("format", None),
                ("currency", None),
                ("decimal", None),
                ("group", None),
                ("nullif", mask.salt),
                ("length", -1),
                ("precision", -1),
                ("set_empty_string", False),
            ],
        )
        for mask in masks
    ]
    return [("fields", fields)]


def checksum(mask: Mask) -> list[Pair]:
    """Return a CheckSum of the salt and the column."""
    hashed = ([mask.column + SALT] if mask.salt else []) + [mask.column]
    return checksum_of("SHA-256", mask.column + HASH, hashed)


def checksum_of(kind: str, result: str, columns: Iterable[str]) -> list[Pair]:
    """Return a CheckSum of the columns as hexadecimal text in a new one."""
    return [
        ("checksumtype", kind),
        ("resultfieldName", result),
        ("resultType", "hexadecimal"),
        ("compatibilityMode", False),
        ("oldChecksumBehaviour", False),
        ("fields", [("field", [("name", name)]) for name in columns]),
    ]


def fixed(masks: Iterable[Mask]) -> list[Pair]:
    """Return a SetValueConstant."""
    fields: list[Pair] = [
        (
            "field",
            [
                ("name", mask.column),
                ("value", mask.text),
                ("mask", None),
                ("set_empty_string", False),
            ],
        )
        for mask in masks
    ]
    return [("usevar", False), ("fields", fields)]
