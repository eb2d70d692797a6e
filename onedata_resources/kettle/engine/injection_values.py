"""Injected values as a step's XML holds them, and where they go in it."""

from __future__ import annotations

from onedata_resources.kettle.injection.keys import Key, Kind
from onedata_resources.kettle.values.java_double import java_double
from onedata_resources.kettle.values.types import Field, KettleType
from onedata_resources.kettle.xml import Element, parse

K = KettleType
TRUE = {"y", "yes", "true"}
PERIODS = {"daily": "DAY", "monthly": "MONTH"}


def written(key: Key, value: object, field: Field) -> str:
    """Return what the XML holds for a value of the field.

    Raises:
        ValueError: The value does not fit the key.
    """
    if field.type not in {K.STRING, K.INTEGER, K.NUMBER, K.BOOLEAN}:
        raise ValueError(f"field {field.name!r} is a {field.type}, and {key.name} takes none")
    if key.kind is Kind.FLAG:
        return "Y" if _true(value) else "N"
    if key.kind is Kind.LENGTH:
        text = "" if value is None else str(value).strip()
        return str(int(float(text))) if text else "-1"
    if key.kind in {Kind.NUMBER, Kind.CODE}:
        number = int(value + 0.5) if isinstance(value, float) else int(str(value))
        return _word(key, number) if key.kind is Kind.CODE else str(number)
    if isinstance(value, bool):
        return "Y" if value else "N"
    return java_double(value) if isinstance(value, float) else str(value)


def old_written(key: Key, text: str | None) -> str:
    """Return what the XML holds for the text of a field, as older steps take it."""
    if key.kind is Kind.FLAG:
        return "Y" if (text or "").lower() in TRUE else "N"
    if key.kind is Kind.LENGTH:
        return text if text is not None and text.lstrip("-").isdigit() else "-1"
    if key.kind is Kind.NUMBER:
        return "-1" if text is None else str(int(text))
    return text or ""


def _true(value: object) -> bool:
    return value.lower() in TRUE if isinstance(value, str) else bool(value)


def _word(key: Key, number: int) -> str:
    if not 0 <= number < len(key.words):
        raise ValueError(f"{key.name} takes a number from 0 to {len(key.words) - 1}, not {number}")
    return key.words[number]


def put(element: Element, key: Key, text: str) -> None:
    """Set the key's element below the given one."""
    if key.kind is Kind.PERIOD:
        for period, word in PERIODS.items():
            named = "Y" if text.upper() == word else "N"
            _at(element, f"partitioning_{period}").text = named
        return
    target = _at(element, key.path) if key.path else element
    for child in list(target):
        target.remove(child)
    target.text = None if key.kind is Kind.XML else text
    if key.kind is Kind.XML:
        target.append(parse(text, key.name))


def items_of(xml: Element, items: str, count: int) -> list[Element]:
    """Return the first items of a list, to which those that are missing are added."""
    holder, _, tag = items.rpartition("/")
    parent = _at(xml, holder) if holder else xml
    found = parent.findall(tag)
    found += [_added(parent, tag) for _ in range(count - len(found))]
    return found[:count]


def _at(element: Element, path: str) -> Element:
    for tag in path.split("/"):
        found = element.find(tag)
        element = _added(element, tag) if found is None else found
    return element


def _added(parent: Element, tag: str) -> Element:
    child = parent.makeelement(tag)
    parent.append(child)
    return child
