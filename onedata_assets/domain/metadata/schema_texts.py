"""What a JSON Schema allows at a place, in words: in English and in Chinese."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Node = Mapping[str, Any]
_TEXT = ("a text", "文本")
_PLAIN = {
    "number": ("a number", "数字"),
    "boolean": ("true or false", " true 或 false"),
    "null": ("nothing", "空"),
}


@dataclass(frozen=True)
class Schema:
    """A JSON Schema as pydantic writes it, of models that refer to each other by name."""

    root: Node

    def plain(self, node: Node) -> Node:
        """Return a part of the schema itself, where it refers to one; its fields stay references.

        Of what may also be null that is all; of several models each has its fields told.
        """
        if name := node.get("$ref"):
            return self.root["$defs"][name.rpartition("/")[2]]
        options = [each for each in _options(node) if each.get("type") != "null"]
        if len(options) == 1:
            return self.plain(options[0])
        if options:
            return {"anyOf": [self.plain(each) for each in options]}
        if "items" in node:
            return {**node, "items": self.plain(node["items"])}
        if isinstance(node.get("additionalProperties"), Mapping):
            return {**node, "additionalProperties": self.plain(node["additionalProperties"])}
        return node

    def inner(self, node: Node, part: str | int) -> Node:
        """Return what a field, a value by name or an entry is; nothing is known of what is not."""
        node = self.plain(node)
        if part in node.get("properties", {}):
            return node["properties"][part]
        for name in ("items", "additionalProperties"):
            if isinstance(node.get(name), Mapping):
                return node[name]
        return {}

    def option(self, node: Node, name: str) -> Node | None:
        """Return the model of a name, where a part of the schema is one of several."""
        options = _options(node)
        named = [each for each in options if str(each.get("$ref", "")).endswith(f"/{name}")]
        return self.plain(named[0]) if named and len(options) > 1 else None


def allowed(node: Node) -> tuple[str, str]:
    """Return what may stand where a part of a schema is, in English and in Chinese."""
    if "enum" in node:
        values = ", ".join(map(str, node["enum"]))
        return f"one of {values}", f"以下之一：{values}"
    if options := list(_options(node)):
        told = [allowed(each) for each in options]
        return ", or ".join(en for en, _ in told), "，或".join(zh for _, zh in told)
    kind = str(node.get("type"))
    return _ALLOWED[kind](node) if kind in _ALLOWED else _PLAIN.get(kind, _TEXT)


def _integer(node: Node) -> tuple[str, str]:
    least = node.get("minimum")
    if least is None:
        return "a whole number", "整数"
    return f"a whole number from {least} on", f"不小于 {least} 的整数"


def _text(node: Node) -> tuple[str, str]:
    return ("a text that is not empty", "非空文本") if node.get("minLength") else _TEXT


def _object(node: Node) -> tuple[str, str]:
    if "properties" in node:
        must = ", ".join(node.get("required", ()))
        may = ", ".join(each for each in node["properties"] if each not in node.get("required", ()))
        both_en, both_zh = (", and maybe ", "，可选 ") if must and may else ("", "")
        return f"fields: {must}{both_en}{may}", f"含字段 {must}{both_zh}{may} 的对象"
    en, zh = allowed(node.get("additionalProperties") or {})
    some = node.get("minProperties")
    return (
        f"names with a value each, as {{a: b}}{', one at least' if some else ''}; a value is {en}",
        f"名称与值的对应，例如 {{a: b}}{'，至少一项' if some else ''}；值为{zh}",
    )


def _list(node: Node) -> tuple[str, str]:
    items = node.get("items", {})
    some_en, some_zh = (", one at least", "，至少一项") if node.get("minItems") else ("", "")
    if items.get("type") == "string" and "enum" not in items:
        return f"a list of texts, as [a, b]{some_en}", f"文本列表，例如 [a, b]{some_zh}"
    en, zh = allowed(items)
    return f"a list{some_en}; an entry is {en}", f"列表{some_zh}；每项为{zh}"


def _options(node: Node) -> list[Node]:
    return [*node.get("anyOf", ()), *node.get("oneOf", ()), *node.get("allOf", ())]


_ALLOWED: Mapping[str, Callable[[Node], tuple[str, str]]] = {
    "object": _object,
    "array": _list,
    "integer": _integer,
    "string": _text,
}
