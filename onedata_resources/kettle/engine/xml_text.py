"""XML as the two libraries of Kettle write it, as expressions and of parsed nodes.

XMLOutput writes by Woodstox, AddXML and XMLJoin by Saxon; they differ in what they escape.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

_SAXON_TEXT = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#xD;"))
_SAXON_VALUE = (*_SAXON_TEXT, ('"', "&#34;"), ("\n", "&#xA;"), ("\t", "&#x9;"))
_STREAM_TEXT = (("&", "&amp;"), ("<", "&lt;"), ("\r", "&#xd;"))
_STREAM_VALUE = (*_STREAM_TEXT, ('"', "&quot;"), ("\n", "&#xa;"), ("\t", "&#x9;"))


def _escaped(text: pl.Expr, pairs: tuple[tuple[str, str], ...]) -> pl.Expr:
    for sign, entity in pairs:
        text = text.str.replace_all(sign, entity, literal=True)
    return text


def stream_text(text: pl.Expr) -> pl.Expr:
    """Return the text of an element for XMLOutput; `>` only where it could end a CDATA section."""
    return _escaped(text, _STREAM_TEXT).str.replace_all(r"(^|\])>", "${1}&gt;")


def stream_value(text: pl.Expr) -> pl.Expr:
    """Return the value of an attribute for XMLOutput."""
    return _escaped(text, _STREAM_VALUE)


def stream_quoted(text: str) -> str:
    """Return one attribute's value for XMLOutput."""
    return _of(text, _STREAM_VALUE)


def saxon_text(text: pl.Expr) -> pl.Expr:
    """Return the text of an element for AddXML."""
    return _escaped(text, _SAXON_TEXT)


def saxon_value(text: pl.Expr) -> pl.Expr:
    """Return the value of an attribute for AddXML."""
    return _escaped(text, _SAXON_VALUE)


def header(encoding: str) -> str:
    """Return the declaration that AddXML and XMLJoin begin with."""
    return f'<?xml version="1.0" encoding="{encoding}"?>'


def saxon_document(root: Any) -> str:  # noqa: ANN401 - an element
    """Return the element as XML; attributes are sorted by name, as Java's documents keep them."""
    before = list(root.itersiblings(preceding=True))[::-1]
    behind = list(root.itersiblings())
    return "".join(_node(each) for each in (*before, root, *behind))


def _node(node: Any) -> str:  # noqa: ANN401 - any node
    if node.tag is etree.Comment:
        return f"<!--{node.text}-->"
    if node.tag is etree.ProcessingInstruction:
        return f"<?{node.target} {node.text or ''}?>"
    name = _name(node, node.tag)
    above = node.getparent().nsmap if node.getparent() is not None else {}
    declared = sorted(
        (f"xmlns:{prefix}" if prefix else "xmlns", uri)
        for prefix, uri in node.nsmap.items()
        if above.get(prefix) != uri
    )
    attributes = sorted((_name(node, key), value) for key, value in node.attrib.items())
    pairs = "".join(f' {key}="{_of(value, _SAXON_VALUE)}"' for key, value in declared + attributes)
    inner = _of(node.text or "", _SAXON_TEXT) + "".join(
        _node(child) + _of(child.tail or "", _SAXON_TEXT) for child in node
    )
    return f"<{name}{pairs}>{inner}</{name}>" if inner else f"<{name}{pairs}/>"


def _name(node: Any, tag: str) -> str:  # noqa: ANN401 - an element
    full = etree.QName(tag)
    if not full.namespace:
        return full.localname
    prefixes = [prefix for prefix, uri in node.nsmap.items() if uri == full.namespace]
    prefix = next((each for each in prefixes if each), None) if tag != node.tag else node.prefix
    prefix = "xml" if full.namespace.endswith("XML/1998/namespace") else prefix
    return f"{prefix}:{full.localname}" if prefix else full.localname


def _of(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for sign, entity in pairs:
        text = text.replace(sign, entity)
    return text
