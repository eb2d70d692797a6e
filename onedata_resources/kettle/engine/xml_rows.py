"""Rows of texts out of XML documents by XPath. Types and files are in `steps/xml_input.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.document_rows import Texts
from onedata_resources.kettle.engine.stream import StepError
from onedata_resources.kettle.engine.xml_documents import Node, node_xml, parse_file, streamed
from onedata_resources.kettle.settings.xml_input import GetXmlSettings, XmlField
from onedata_resources.kettle.values.types import KettleType

K = KettleType

_NAMES_ONLY = re.compile(r"(/[\w\-.]+)+")
_LOOKS_OUTSIDE = re.compile(r"(^|[(\[,=<>|+*!\s-])/|\.\.|::|\$|\bid\(")
_TOKEN = re.compile(r"@_(.*?)-")
_PLAIN = re.compile(r"@[\w.-]+|\.|[\w.-]*\w(/[\w.-]*\w)*")
NO_TEXT = "\0"
"""Stands for a text that only XPath can tell: XML has no such character."""


@dataclass
class Namespaces:
    """The prefixes that a step knows, and the elements that declare a namespace without one."""

    uris: dict[str, str] = field(default_factory=dict)
    unprefixed: dict[str, str] = field(default_factory=dict)

    def learn(self, root: Node) -> None:
        """Add what the document declares; the path of an element stands for its own names."""
        for node in root.iter(etree.Element):
            above = node.getparent()
            known = above.nsmap if above is not None else {}
            for prefix, uri in node.nsmap.items():
                if known.get(prefix) == uri and prefix in known:
                    continue
                if prefix is not None:
                    self.uris[prefix] = uri
                elif (path := _path_of(node)) not in self.unprefixed:
                    name = f"pre{len(self.unprefixed)}"
                    self.unprefixed[path] = name
                    self.uris[name] = uri

    def prefixed(self, path: str, loop: str) -> str:
        """Return the path with prefixes for names without one, by the elements that they name."""
        if not self.unprefixed:
            return path
        full = loop
        if path != loop:
            for part in path.split("/"):
                full = full[: full.rindex("/")] if part == ".." else f"{full}/{part}"
        levels: list[str] = [""] * (len(full.split("/")) - 1)
        longest = 0
        for declared, name in self.unprefixed.items():
            if len(declared) > longest and full.startswith(declared):
                start = len(declared.split("/")) - 2
                levels[start:] = [name] * (len(levels) - start)
                longest = len(declared)
        parts = path.split("/")
        offset = len(levels) - len(parts)
        return "/".join(
            f"{levels[number + offset]}:{part}"
            if part and not set(part) & set(":.@") and levels[number + offset]
            else part
            for number, part in enumerate(parts)
        )


def _path_of(node: Node) -> str:
    names = []
    while node is not None:
        local = etree.QName(node).localname
        names.append(f"{node.prefix}:{local}" if node.prefix else local)
        node = node.getparent()
    return "/" + "/".join(reversed(names))


@dataclass
class XmlRows:
    """Finds the rows of documents; `space` keeps what earlier documents declared."""

    settings: GetXmlSettings
    space: Namespaces = field(default_factory=Namespaces)
    compiled: dict[tuple[str, str], etree.XPath] = field(default_factory=dict)
    plain: dict[str, bool] = field(default_factory=dict)

    def of_file(self, path: str) -> Iterator[Texts]:
        """Yield the rows of a file, element by element where that gives the same rows."""
        settings = self.settings
        prune = settings.prune or (settings.loop if self._splits() else "")
        if not prune:
            root = parse_file(path, ignore_comments=settings.ignore_comments)
            yield from self.of_root(root)
            return
        for node in streamed(path, prune, ignore_comments=settings.ignore_comments):
            if not settings.prune and _namespaced(node):
                continue
            if prune != settings.loop:
                yield from self.of_root(node.getroottree().getroot())
                continue
            if settings.namespaces:
                self.space.learn(node.getroottree().getroot())
            yield self._row(node)

    def _splits(self) -> bool:
        """Return whether a row needs nothing of the document but its own element."""
        inside = not any(_LOOKS_OUTSIDE.search(each.path) for each in self.settings.fields)
        simple = _NAMES_ONLY.fullmatch(self.settings.loop) is not None
        return simple and inside and not self.settings.namespaces and not self.settings.tokens

    def of_root(self, root: Node) -> Iterator[Texts]:
        """Yield the rows of a document.

        Raises:
            StepError: A path is no XPath.
        """
        if self.settings.namespaces:
            self.space.learn(root)
        loop = self.settings.loop
        for node in self._evaluated(root, self._with_prefixes(loop), "{}", root.nsmap):
            yield self._row(node)

    def _row(self, node: Node) -> Texts:
        values: list[str] = []
        for each in self.settings.fields:
            path = self._with_tokens(each.path, values) if self.settings.tokens else each.path
            values.append(self._value(node, each, self._with_prefixes(path)))
        return tuple(values)

    def _with_prefixes(self, path: str) -> str:
        if not self.settings.namespaces:
            return path
        return self.space.prefixed(path, self.settings.loop)

    def _with_tokens(self, path: str, values: list[str]) -> str:
        """Return the path with `@_field-` replaced by the quoted value of a field before."""
        named = {
            each.field.name.lower(): value if value or each.field.type is K.STRING else "null"
            for each, value in zip(self.settings.fields, values, strict=False)
        }

        def value(found: re.Match[str]) -> str:
            name = found[1].lower()
            if name not in named:
                known = any(each.field.name.lower() == name for each in self.settings.fields)
                return "'null'" if known else found[1]
            return f"'{named[name]}'"

        return _TOKEN.sub(value, path)

    def _value(self, node: Node, each: XmlField, path: str) -> str:
        """Return the text at the path, empty where nothing is there."""
        if self._is_plain(each) and hasattr(node, "tag"):
            found = _plain_value(node, path)
            if found is not NO_TEXT:
                return found
        if isinstance(node, str) and path == ".":
            return str(node)
        space = getattr(node, "nsmap", {})
        if each.as_xml:
            found = self._evaluated(node, path, "{}", space)
            return node_xml(found[0]) if isinstance(found, list) and found else ""
        return str(self._evaluated(node, path, "string({})", space))

    def _is_plain(self, each: XmlField) -> bool:
        """Return whether the path is names only, which is found faster than by XPath."""
        if each.path not in self.plain:
            simple = _PLAIN.fullmatch(each.path) is not None
            self.plain[each.path] = simple and not self.settings.namespaces
        return self.plain[each.path] and not each.as_xml

    def _evaluated(self, node: Node, path: str, shape: str, space: dict[str | None, str]) -> Node:
        """Return the path's result; prefixes are the step's, or those that hold at the node."""
        uris = self.space.uris if self.settings.namespaces else space
        known = {prefix: uri for prefix, uri in uris.items() if prefix and f"{prefix}:" in path}
        key = (shape.format(path), str(known))
        try:
            if key not in self.compiled:
                self.compiled[key] = etree.XPath(key[0], namespaces=known)
            context = node if hasattr(node, "tag") else _owner(node)
            return self.compiled[key](context)
        except etree.XPathError as error:
            raise StepError(
                f"The XPath [{path}] cannot be applied: {error}",
                f"XPath [{path}] 无法使用：{error}",
            ) from error


def _plain_value(node: Node, path: str) -> str:
    """Return the text at a path of names; `NO_TEXT` where it is made of several nodes."""
    if path.startswith("@"):
        return node.get(path[1:]) or ""
    found = node if path == "." else node.find(path)
    if found is None:
        return ""
    return (found.text or "") if len(found) == 0 else NO_TEXT


def _namespaced(node: Node) -> bool:
    """Return whether a name on the way to the element has a namespace, so no plain name is it."""
    return any("{" in each.tag for each in (node, *node.iterancestors()))


def _owner(node: Node) -> Node:
    """Return the element of an attribute or a text that a loop path found."""
    return node.getparent()
