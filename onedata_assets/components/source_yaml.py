"""The text of a `source.yaml` as YAML: its values, the lines that they stand in, and what is wrong.

What the values must be is in `source.py` and `source_rules.py`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml
from dagster.components.resolved.context import ResolutionContext
from dagster.components.resolved.errors import ResolutionException

from onedata_assets.domain.metadata.source_faults import Fault

Place = tuple[str | int, ...]
_SEVERAL = Fault(
    (),
    "a second document begins (---): write one source in a file",
    "出现第二个文档（---）：一个文件只写一个数据源",
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


@dataclass(frozen=True)
class Written:
    """What a text says, with templates filled in; `faults` are of what it cannot say."""

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
    """Days and times stay texts, as Dagster reads YAML."""

    yaml_implicit_resolvers = {  # noqa: RUF012  as PyYAML declares it
        first: [each for each in known if each[0] != "tag:yaml.org,2002:timestamp"]
        for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def written(text: str) -> Written:
    """Return what a text says."""
    try:
        loader = _Loader(text)
        root = loader.get_single_node()
        if root is None:
            return Written({})
        values = loader.construct_document(root)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return Written(None, (_broken(error),), {(): mark.line + 1} if mark else {}, is_broken=True)
    faults = list(_written_twice(root))
    if isinstance(values, dict):
        values = {str(key): _filled(key, value, faults) for key, value in values.items()}
    return Written(values, tuple(faults), dict(_lines(root)))


def _lines(root: yaml.Node) -> Iterator[tuple[Place, int]]:
    """Yield the lines of the fields, and of the entries and keys in their values."""
    for name, line, value in _parts(root):
        yield (name,), line
        yield from (((name, inner), at) for inner, at, _ in _parts(value))


def _parts(node: yaml.Node) -> Iterator[tuple[str | int, int, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield str(key.value), key.start_mark.line + 1, value
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield number, value.start_mark.line + 1, value


def _written_twice(root: yaml.Node) -> Iterator[Fault]:
    """Yield the fields that a text has more than once; YAML itself would take the last."""
    first: dict[str | int, int] = {}
    for name, line, _ in _parts(root) if isinstance(root, yaml.MappingNode) else ():
        if name in first:
            yield Fault(
                (name,),
                f"{name} is written twice, in the lines {first[name]} and {line}: keep one",
                f"{name} 在第 {first[name]} 行与第 {line} 行重复：请只保留一处",
            )
        first.setdefault(name, line)


def _filled(name: object, value: Any, faults: list[Fault]) -> object:  # noqa: ANN401
    """Return a value with its templates filled in; one that cannot be is a fault."""
    try:
        filled = ResolutionContext.default().resolve_value(value)
    except ResolutionException:
        filled = None
    if filled is None and value is not None:  # a variable that is not set fills in nothing
        faults.append(
            Fault(
                (str(name),),
                f"{name} has a template that cannot be filled in: write {{{{ env.NAME }}}} with the"
                " name of a variable that is set",
                f"{name} 中的模板无法填充：请写成 {{{{ env.NAME }}}}，且该环境变量须已设置",
            )
        )
    return filled


def _broken(error: yaml.YAMLError) -> Fault:
    told = str(error)
    if "another document" in told:
        return _SEVERAL
    return _TAB if r"'\t'" in told else _BROKEN
