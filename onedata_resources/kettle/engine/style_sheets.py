"""XSLT style sheets: compiled so that they read and write nothing, and their output as Java's."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeAlias

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xml_documents import parse_file

Node: TypeAlias = "Any"
Parameter: TypeAlias = "str | Any"
"""A text, or an XPath for a value of another type."""
_OUTPUT = "{http://www.w3.org/1999/XSL/Transform}output"
_PROPERTIES = {
    "cdata-section-elements", "doctype-public", "doctype-system", "encoding", "indent",
    "media-type", "method", "omit-xml-declaration", "standalone", "version",
}  # fmt: skip
_DECLARATION = re.compile(rb"(<\?xml [^>]*\?>)\n(?=<)")


class StyleSheet:
    """A compiled style sheet; `properties` come before what its own `xsl:output` says."""

    def __init__(self, root: Node, properties: Mapping[str, str] | None = None) -> None:
        unknown = next((each for each in properties or {} if each not in _PROPERTIES), None)
        if unknown is not None:
            raise StepError(
                f"There is no output property [{unknown}].", f"没有输出属性 [{unknown}]。"
            )
        if root.tag.startswith("{http://www.w3.org/1999/XSL/Transform}"):
            root.append(root.makeelement(_OUTPUT, dict(properties or {})))
            root.insert(_after_imports(root), root.makeelement(_OUTPUT, {"encoding": "UTF-8"}))
        outputs = [each.get("encoding") for each in root.iter(_OUTPUT)]
        self.encoding = [each for each in outputs if each][-1] if outputs else "UTF-8"
        self.sheet = etree.XSLT(root.getroottree(), access_control=etree.XSLTAccessControl.DENY_ALL)

    def transformed(self, document: Node, parameters: Mapping[str, Parameter]) -> bytes:
        """Return the output: nothing stands between its declaration, its root and its end.

        Raises:
            etree.XSLTError: The transformation failed.
        """
        given = {
            name: etree.XSLT.strparam(value) if isinstance(value, str) else value
            for name, value in parameters.items()
        }
        result = self.sheet(document, **given)
        data = bytes(result)
        root = result.getroot()
        if root is None or not data.lstrip().startswith((b"<?xml", b"<")):
            return data
        return _DECLARATION.sub(rb"\1", data, count=1).removesuffix(b"\n")

    def text(self, document: Node, parameters: Mapping[str, Parameter]) -> str:
        """Return the output as text."""
        return self.transformed(document, parameters).decode(self.encoding)


def _after_imports(root: Node) -> int:
    """Return where the first element after the imports stands."""
    names = [etree.QName(each).localname if isinstance(each.tag, str) else "" for each in root]
    last = max((number for number, name in enumerate(names) if name == "import"), default=-1)
    return last + 1


def transform_file(
    document: Path,
    sheet: Path,
    output: Path,
    parameters: Mapping[str, str],
    properties: Mapping[str, str],
) -> None:
    """Write what the style sheet in a file makes of the document in a file.

    Raises:
        StepError: One of them is no XML, or the transformation failed.
    """
    try:
        compiled = StyleSheet(parse_file(str(sheet)), properties)
        root = parse_file(str(document))
        # The output is there, and empty, also where the transformation fails.
        with output.open("wb") as file:
            file.write(compiled.transformed(root, parameters))
    except (etree.XSLTError, LookupError) as error:
        raise StepError(
            f"[{sheet}] fails for [{document}]: {error}",
            f"[{sheet}] 转换 [{document}] 失败：{error}",
        ) from error
