"""A text as YAML: its values, the lines that they stand in, and what is wrong with it.

What the values must be is for who reads them: `source_faults.py`, `schema_faults.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from onedata_assets.domain.metadata.source_faults import Fault, where

Place = tuple[str | int, ...]
_SEVERAL = Fault(
    (),
    "a second document begins (---): write one in a file",
    "出现第二个文档（---）：一个文件只写一份",
)
_TAB = Fault((), "a tab stands where YAML wants spaces", "此处为制表符，YAML 要求空格缩进")
_BROKEN = Fault(
    (),
    "this, or the line above, is no YAML: a colon wants a space after it, quotes and brackets want"
    " their ends, fields stand one below the other, and a value that begins with *, &, !, %, @ or `"
    ' wants quotes ("*")',
    "此行或上一行不是有效的 YAML：冒号后须有空格，引号与括号须成对，各字段须左对齐，"
    '以 *、&、!、%、@ 或 ` 开头的值须加引号（"*"）',
)
_DEEP = Fault((), "its values stand too deep within each other", "嵌套层次过深")


@dataclass(frozen=True)
class Written:
    """What a text says, `faults` are of what it cannot say."""

    values: Any = None
    faults: tuple[Fault, ...] = ()
    lines: Mapping[Place, int] = field(default_factory=dict)
    is_broken: bool = False
    """It is no YAML; `lines` then has the line of the whole, if that is known."""

    def line(self, fault: Fault) -> int:
        """Return the line that a fault is of, or else the nearest one around it; 0 for none."""
        place = fault.place
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 0)


class _Loader(yaml.SafeLoader):
    """Days and times stay texts, as Dagster reads YAML; so do names, of which `on` is one."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML declares it
        first: [each for each in known if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Put in what is merged, and leave each name a text."""
        super().flatten_mapping(node)
        node.value = [(_text(key), value) for key, value in node.value]


def _text(key: yaml.Node) -> yaml.Node:
    if not isinstance(key, yaml.ScalarNode):
        return key
    return yaml.ScalarNode("tag:yaml.org,2002:str", key.value, key.start_mark, key.end_mark)


def read_yaml(text: str) -> Written:
    """Return what a text says; an empty one has no fields."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            return Written({})
        values = loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return Written(None, (_broken(error),), {(): mark.line + 1} if mark else {}, is_broken=True)
    except RecursionError:
        return Written(None, (_DEEP,), is_broken=True)
    except ValueError:  # a value that is not of the type that its tag names
        return Written(None, (_BROKEN,), is_broken=True)
    parts = list(_parts(root))
    return Written(values, tuple(_twice(parts)), dict(parts))


def _parts(root: yaml.Node) -> Iterator[tuple[Place, int]]:
    """Yield the places of a text with their lines; of what an alias repeats, the first alone."""
    seen: set[int] = set()
    waiting: deque[tuple[Place, yaml.Node]] = deque([((), root)])
    while waiting:
        place, node = waiting.popleft()
        if id(node) in seen:
            continue
        seen.add(id(node))
        for name, line, value in _inner(node):
            yield (*place, name), line
            waiting.append(((*place, name), value))


def _inner(node: yaml.Node) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield number, value.start_mark.line + 1, value


def _twice(parts: Iterable[tuple[Place, int]]) -> Iterator[Fault]:
    """Yield the fields that a text has more than once; YAML itself would take the last."""
    first: dict[Place, int] = {}
    for place, line in parts:
        if place in first:
            name = where(place)
            yield Fault(
                place,
                f"{name} is written twice, in the lines {first[place]} and {line}: keep one",
                f"{name} 在第 {first[place]} 行与第 {line} 行重复：请只保留一处",
            )
        first.setdefault(place, line)


def _broken(error: yaml.YAMLError) -> Fault:
    told = str(error)
    if "another document" in told:
        return _SEVERAL
    return _TAB if r"'\t'" in told else _BROKEN
