"""The settings of a project, parsed once: what its runs, services and notebooks inherit.

What a person types is a mapping of texts, by the names below or by those of Cube Studio:

    mounts (volume_mount), node_selector, resource_group (org), cluster,
    proxy_address (SERVICE_EXTERNAL_IP), priority,
    quotas: {cpu, memory, gpu, member: {cpu, memory, gpu}}

Each grammar is in a module of its own beside this one; what the settings become is in
`project_rendering.py`. The settings are stored by `onedata_resources/store`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from onedata_assets.domain.security.installation import Installation
from onedata_assets.domain.security.mounts import Mount, parse_mounts, print_mounts
from onedata_assets.domain.security.proxy_address import ProxyAddress, parse_proxy_address
from onedata_assets.domain.security.quotas import Quotas, Resources, excesses, parse_resources
from onedata_assets.domain.security.refusals import (
    Fault,
    SettingError,
    gathering,
    refused,
    shown,
)
from onedata_assets.domain.security.selectors import ORG, Selector, parse_selector

CUBE_NAMES = {
    "volume_mount": "mounts",
    "org": "resource_group",
    "SERVICE_EXTERNAL_IP": "proxy_address",
}
NAMES = (
    "mounts",
    "node_selector",
    "resource_group",
    "cluster",
    "proxy_address",
    "priority",
    "quotas",
)
QUOTA_NAMES = ("cpu", "memory", "gpu")
MAX_TEXT = 10_000
MAX_PRIORITY = 100
MAX_NUMBER = 10**15


@dataclass(frozen=True)
class ProjectSettings:
    """What the runs, services and notebooks of a project inherit; empty ones inherit nothing."""

    mounts: tuple[Mount, ...] = ()
    node_selector: Selector = field(default_factory=Selector)
    resource_group: str = ""
    cluster: str = ""
    proxy_address: ProxyAddress | None = None
    priority: int = 0
    quotas: Quotas = field(default_factory=Quotas)

    @classmethod
    def parse(cls, raw: Mapping[str, Any], installation: Installation) -> Self:
        """Return the settings that a person typed, checked against what the installation has.

        Raises:
            SettingError: One or more of them are wrong; it names each with what to write instead.
        """
        faults: list[Fault] = []
        typed: dict[str, Any] = {}
        with gathering(faults):
            typed = _named(raw)
        found: dict[str, Any] = {}
        for name, read in _readers(installation).items():
            with gathering(faults):
                found[name] = read(typed.get(name))
        if faults:
            raise SettingError(faults)
        settings = cls(**found)
        settings._check_group()
        return settings

    def written(self) -> dict[str, Any]:
        """Return the texts that `parse` reads as these settings; empty ones are left out."""
        quotas: dict[str, Any] = dict(self.quotas.project.written())
        if member := self.quotas.member.written():
            quotas["member"] = member
        found = {
            "mounts": print_mounts(self.mounts),
            "node_selector": str(self.node_selector),
            "resource_group": self.resource_group,
            "cluster": self.cluster,
            "proxy_address": str(self.proxy_address or ""),
            "priority": str(self.priority) if self.priority else "",
            "quotas": quotas,
        }
        return {name: value for name, value in found.items() if value}

    def _check_group(self) -> None:
        groups = self.node_selector.labels.get(ORG)
        if groups is not None and self.resource_group and groups != (self.resource_group,):
            raise refused(
                "node_selector",
                f"{ORG}={','.join(groups)} contradicts the resource group "
                f"{shown(self.resource_group)}: remove one of the two",
                f"{ORG}={','.join(groups)} 与资源组 {shown(self.resource_group)} 冲突：请去掉其一",
            )


def refusal_of_excess(
    limit: Resources, used: Resources, asked: Resources, whose: str
) -> SettingError | None:
    """Return why something may not start: what goes over whose quota; None where it all fits."""
    faults = [
        Fault(
            name,
            f"with this {whose} would use {would}, the quota is {most}: ask for less, stop "
            "something, or have the quota raised",
            f"加上本次 {whose} 将使用 {would}，超过配额 {most}：请减少申请、停止其他任务或提高配额",
        )
        for name, would, most in excesses(limit, used, asked)
    ]
    return SettingError(faults) if faults else None


def _readers(installation: Installation) -> dict[str, Any]:
    return {
        "mounts": lambda value: parse_mounts(_text(value, "mounts"), installation.mounts),
        "node_selector": lambda value: parse_selector(_text(value, "node_selector")),
        "resource_group": lambda value: installation.group(_text(value, "resource_group")),
        "cluster": lambda value: installation.cluster_name(_text(value, "cluster")),
        "proxy_address": lambda value: parse_proxy_address(_text(value, "proxy_address")),
        "priority": _priority,
        "quotas": _quotas,
    }


def _named(raw: Mapping[str, Any]) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for written, value in raw.items():
        name = CUBE_NAMES.get(str(written), str(written))
        if name not in NAMES:
            raise refused(
                shown(str(written)),
                f"there is no such setting: use {', '.join(NAMES)}",
                f"没有该设置：可用 {', '.join(NAMES)}",
            )
        if name in named:
            raise refused(
                name,
                f"it stands twice, once as {shown(str(written))}: keep one",
                f"重复设置，其中一个写作 {shown(str(written))}：请保留一个",
            )
        named[name] = value
    return named


def _text(value: Any, name: str) -> str:  # noqa: ANN401  whatever JSON brought
    if value is None:
        return ""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) and not (is_number and abs(value) < MAX_NUMBER):
        raise refused(name, "must be a text", "应为文本")
    text = str(value)
    if len(text) > MAX_TEXT:
        raise refused(
            name,
            f"{len(text)} characters are more than {MAX_TEXT}: shorten it",
            f"共 {len(text)} 个字符，超过 {MAX_TEXT} 个：请缩短",
        )
    return text.strip()


def _priority(value: Any) -> int:  # noqa: ANN401  whatever JSON brought
    text = _text(value, "priority") or "0"
    if not re.fullmatch(r"[+-]?[0-9]{1,3}", text) or abs(int(text)) > MAX_PRIORITY:
        raise refused(
            "priority",
            f"{shown(text)} is no whole number from -{MAX_PRIORITY} to {MAX_PRIORITY}",
            f"{shown(text)} 不是 -{MAX_PRIORITY} 到 {MAX_PRIORITY} 的整数",
        )
    return int(text)


def _quotas(value: Any) -> Quotas:  # noqa: ANN401  whatever JSON brought
    raw = _mapping(value, "quotas", (*QUOTA_NAMES, "member"))
    member_raw = _mapping(raw.get("member"), "quotas.member", QUOTA_NAMES)
    faults: list[Fault] = []
    project = member = Resources()
    with gathering(faults):
        project = parse_resources(_texts(raw, "quotas"), "quotas")
    with gathering(faults):
        member = parse_resources(_texts(member_raw, "quotas.member"), "quotas.member")
    if not faults:
        faults += [
            Fault(
                f"quotas.member.{name}",
                f"a member may use {would}, more than the project's {most}: lower it",
                f"成员配额 {would} 大于项目配额 {most}：请调低",
            )
            for name, would, most in excesses(project, Resources(), member)
        ]
    if faults:
        raise SettingError(faults)
    return Quotas(project, member)


def _texts(raw: Mapping[str, Any], where: str) -> dict[str, str]:
    return {name: _text(raw.get(name), f"{where}.{name}") for name in QUOTA_NAMES}


def _mapping(value: Any, where: str, names: tuple[str, ...]) -> Mapping[str, Any]:  # noqa: ANN401
    if value is None or value == "":
        return {}
    listed = ", ".join(names)
    if not isinstance(value, Mapping) or not set(map(str, value)) <= set(names):
        raise refused(where, f"must hold {listed} and nothing else", f"只能包含 {listed}")
    return value
