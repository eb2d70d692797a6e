"""XML documents that are data: read safely, whole or element by element.

Nothing outside a document is loaded, and one that declares entities is refused. The XML of Kettle's
own files is read in `kettle/xml.py`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.stream import StepError

Node: TypeAlias = "Any"
_SAFE = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "strip_cdata": False,
}
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)


def parse_text(text: str, *, ignore_comments: bool = False) -> Node:
    """Return the root of a document that was already decoded, whatever encoding it declares.

    Raises:
        StepError: It is no XML, or declares entities.
    """
    data = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1).lstrip().encode("utf-8", "replace")
    return _parsed(io.BytesIO(data), "the XML text", ignore_comments)


def parse_file(path: str, *, ignore_comments: bool = False) -> Node:
    """Return the root of the document in a file, whose declaration tells the encoding.

    Raises:
        StepError: It cannot be read, is no XML, or declares entities.
    """
    with Path(path).open("rb") as file:
        return _parsed(file, f"file {path}", ignore_comments)


def parse_bytes(data: bytes, name: str, *, ignore_comments: bool = False) -> Node:
    """Return the root of the document in the bytes."""
    return _parsed(io.BytesIO(data), name, ignore_comments)


def fault_of(path: Path) -> str:
    """Return why the file is not well formed; empty where it is, whatever it declares."""
    try:
        with path.open("rb") as file:
            etree.parse(file, etree.XMLParser(**_SAFE))
    except (etree.XMLSyntaxError, OSError) as error:
        return str(error)
    return ""


def _parsed(source: Any, name: str, ignore_comments: bool) -> Node:  # noqa: ANN401 - a file
    try:
        parser = etree.XMLParser(**_SAFE, remove_comments=ignore_comments)
        root = etree.parse(source, parser).getroot()
    except etree.XMLSyntaxError as error:
        raise not_xml(name, str(error.msg)) from error
    _refuse_entities(root, name)
    return root


def not_xml(name: str, why: str) -> StepError:
    """Return the failure for what cannot be read as XML."""
    return StepError(f"Unable to read {name} as XML: {why}", f"无法按 XML 解析 {name}：{why}")


def _refuse_entities(root: Node, name: str) -> None:
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise declares_entities(name)


def declares_entities(name: str) -> StepError:
    """Return the failure for a document that declares entities."""
    return StepError(
        f"{name} declares entities, which are not expanded. Write their text in their place.",
        f"{name} 声明了实体；实体不会被展开，请把其内容直接写入文档。",
    )


def streamed(path: str, prune: str, *, ignore_comments: bool = False) -> Iterator[Node]:
    """Yield each element at the path (local names) when it is complete; then it is taken out.

    As long as one is in use the document holds it and what stands outside of such elements.

    Raises:
        StepError: The file is no XML, or declares entities.
    """
    wanted = prune.strip("/").split("/")
    with Path(path).open("rb") as file:
        events = etree.iterparse(
            file, events=("start", "end"), remove_comments=ignore_comments, **_SAFE
        )
        try:
            yield from _at_path(events, wanted, f"file {path}")
        except etree.XMLSyntaxError as error:
            raise not_xml(f"file {path}", str(error.msg)) from error


def _at_path(events: Iterator[tuple[str, Node]], wanted: list[str], name: str) -> Iterator[Node]:
    names: list[str] = []
    done: Node = None
    for event, node in events:
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            if not names:
                _refuse_entities(node, name)
            names.append(etree.QName(node).localname)
            continue
        if names == wanted:
            _remove(done)
            yield node
            done = node
        names.pop()


def _remove(node: Node) -> None:
    """Take the element out, once the text behind it is complete too."""
    if node is not None and node.getparent() is not None:
        node.getparent().remove(node)


def node_xml(node: Node) -> str:
    """Return the node as XML; of an attribute `name="value"`, of a text the text itself."""
    if isinstance(node, str):
        name = getattr(node, "attrname", None)
        return f'{name}="{_quoted(str(node))}"' if name else str(node)
    if not hasattr(node, "tag"):
        return str(node)
    return etree.tostring(deepcopy(node), encoding="unicode", with_tail=False)


def _quoted(text: str) -> str:
    for sign, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, entity)
    return text
