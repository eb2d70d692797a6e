"""Reading and writing XML safely, and the small questions that Kettle's elements are asked.

Document types, entities and network access are refused; what the elements mean is in `reader.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.errors import KettleFileError

Element: TypeAlias = "etree._Element"
MAX_BYTES = 64 * 1024 * 1024


def parse(source: bytes | str, name: str) -> Element:
    """Return the document's root.

    Raises:
        KettleFileError: Not XML, a document type declaration, or larger than 64 MiB.
    """
    data = source.encode() if isinstance(source, str) else source
    if len(data) > MAX_BYTES:
        raise KettleFileError(
            f"{name} has {len(data)} bytes; a Kettle file of more than 64 MiB is refused.",
            f"{name} 有 {len(data)} 字节；超过 64 MiB 的 Kettle 文件不予读取。",
        )
    try:
        root = etree.fromstring(_declared(source, data), _parser())
    except etree.XMLSyntaxError as error:
        raise KettleFileError(
            f"{name} is not a Kettle file: its XML cannot be read ({error.msg}).",
            f"{name} 不是 Kettle 文件：XML 无法解析（{error.msg}）。",
        ) from error
    if root.getroottree().docinfo.doctype:
        raise KettleFileError(
            f"{name} declares a document type; Kettle files have none, so it is refused.",
            f"{name} 带有文档类型声明；Kettle 文件不含该声明，故拒绝读取。",
        )
    return root


def _declared(source: bytes | str, data: bytes) -> bytes:
    """Return bytes whose XML declaration cannot contradict a text that was already decoded."""
    if isinstance(source, str) and source.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        return source[source.index("?>") + 2 :].lstrip().encode()
    return data.lstrip()


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=False,
    )


def serialise(root: Element) -> bytes:
    """Return the document as UTF-8 bytes with a declaration."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def text(element: Element | None, path: str, default: str = "") -> str:
    """Return the text at `path`, or the default where it is missing or empty."""
    if element is None:
        return default
    found = element.find(path)
    return (found.text or default) if found is not None else default


def flag(element: Element | None, path: str, *, default: bool = False) -> bool:
    """Return whether the text at `path` is Y (or true); the default where it is missing."""
    value = text(element, path).strip().lower()
    return value in {"y", "true", "yes"} if value else default


def number(element: Element | None, path: str, default: int) -> int:
    """Return the whole number at `path`, or the default where there is none."""
    value = text(element, path).strip()
    return int(value) if value.lstrip("-").isdigit() else default


def children(element: Element | None, path: str) -> Iterator[Element]:
    """Yield the elements at `path`, in order; comments are skipped."""
    if element is not None:
        yield from element.iterfind(path)


def set_text(element: Element, tag: str, value: str) -> None:
    """Make the child's text `value`, adding the child where it is missing."""
    child = element.find(tag)
    if child is None:
        child = etree.SubElement(element, tag)
        child.tail = "\n"
    if (child.text or "") != value:
        child.text = value
