"""Rows in Carte's XML: the metadata of their fields, and their values as texts."""

import base64
import gzip
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from onedata_resources.kettle.engine.sniff import Sniff
from onedata_resources.kettle.server.answers import add
from onedata_resources.kettle.server.messages import Sniffed
from onedata_resources.kettle.values.java_double import java_decimal, java_double
from onedata_resources.kettle.values.types import Field


def row_texts(sniff: Sniff) -> tuple[tuple[str | None, ...], ...]:
    """Return the rows that were caught as texts."""
    return tuple(tuple(value_text(value) for value in row) for row in sniff.rows)


def value_text(value: object) -> str | None:
    """Return a value as row XML has it; null has no text."""
    return None if value is None else _TEXTS.get(type(value), str)(value)


_TEXTS: dict[type, Callable[[Any], str]] = {
    bool: lambda value: "true" if value else "false",
    float: java_double,
    Decimal: java_decimal,
    datetime: lambda value: f"{value:%Y/%m/%d %H:%M:%S}.{value.microsecond // 1000:03}",
    bytes: lambda value: base64.b64encode(gzip.compress(value, mtime=0)).decode(),
}


def step_sniff(sniffed: Sniffed) -> ET.Element:
    """Return the answer of `sniffStep`; it is empty where no row was caught."""
    root = ET.Element("step-sniff")
    if not sniffed.rows:
        return root
    layout = add(root, "row-meta")
    for each in sniffed.fields:
        layout.append(value_meta(each))
    add(root, "nr_rows", len(sniffed.rows))
    for row in sniffed.rows:
        data = add(root, "row-data")
        for text in row:
            add(data, "value-data", text if text is not None else "")
    return root


def value_meta(field: Field) -> ET.Element:
    """Return the metadata of a field."""
    root = ET.Element("value-meta")
    values = {
        "type": field.type,
        "storagetype": "normal",
        "name": field.name,
        "length": field.length,
        "precision": field.precision,
        "origin": "",
        "comments": "",
        "conversion_Mask": field.mask,
        "decimal_symbol": field.decimal,
        "grouping_symbol": field.group,
        "currency_symbol": field.currency,
        "trim_type": field.trim,
        "case_insensitive": "N",
        "collator_disabled": "Y",
        "collator_strength": 0,
        "sort_descending": "N",
        "output_padding": "N",
        "date_format_lenient": "Y" if field.lenient_dates else "N",
        "date_format_locale": "en",
        "date_format_timezone": "Etc/UTC",
        "lenient_string_to_number": "N",
    }
    for tag, value in values.items():
        add(root, tag, value)
    return root
