"""The node selector of a project: which labels a node must have for the project's work.

cpu=true;train=true         each label with one value
org=a,b                     one label with either value
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from onedata_assets.domain.security.refusals import SettingError, refused, shown

FIELD = "node_selector"
ORG = "org"
"""The label by which nodes are divided into resource groups."""
MAX_LABELS = 32

_SEPARATORS = re.compile(r"[,;\n\r\t]")
_FULL_WIDTH = str.maketrans("，；＝", ",;=")
_LABEL_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_LABEL_PREFIX = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


@dataclass(frozen=True)
class Selector:
    """Labels and the values of each that a node may have; construct it with `parse_selector`."""

    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the text that `parse_selector` reads."""
        return ";".join(f"{key}={','.join(values)}" for key, values in self.labels.items())

    @property
    def exact(self) -> dict[str, str]:
        """The labels with one value, as `nodeSelector` has them."""
        return {key: values[0] for key, values in self.labels.items() if len(values) == 1}

    @property
    def choices(self) -> dict[str, tuple[str, ...]]:
        """The labels with several values, as an affinity's `In` has them."""
        return {key: values for key, values in self.labels.items() if len(values) > 1}


def parse_selector(text: str) -> Selector:
    """Return the labels that the text names, in its order.

    `,`, `;` and a new line part the entries; one without `=` is a further value of the last label.

    Raises:
        SettingError: A label or value is none of Kubernetes, or a label stands twice.
    """
    labels: dict[str, tuple[str, ...]] = {}
    latest = ""
    for entry in filter(None, map(str.strip, _SEPARATORS.split(text.translate(_FULL_WIDTH)))):
        key, sign, value = (part.strip() for part in entry.partition("="))
        if not sign:
            key, value = latest, entry
            _check_follows(latest, entry)
        elif key in labels:
            raise _twice(key, value, labels[key])
        latest = key if sign else latest
        _check(key, value, entry)
        if value not in labels.get(key, ()):
            labels[key] = (*labels.get(key, ()), value)
    if len(labels) > MAX_LABELS:
        raise refused(
            FIELD,
            f"{len(labels)} labels are more than {MAX_LABELS}: remove some",
            f"标签共 {len(labels)} 个，超过 {MAX_LABELS} 个：请删减",
        )
    return Selector(labels)


def is_label_value(text: str) -> bool:
    """Tell whether Kubernetes takes the text as a label's value; an empty one is none here."""
    return bool(_LABEL_NAME.fullmatch(text))


def _check_follows(latest: str, entry: str) -> None:
    if not latest:
        raise refused(
            FIELD,
            f"{shown(entry)} is no label: write name=value, several parted by ;",
            f"{shown(entry)} 不是标签：应为 名称=值，多个以 ; 分隔",
        )


def _check(key: str, value: str, entry: str) -> None:
    prefix, slash, name = key.rpartition("/")
    if slash and not (_LABEL_PREFIX.fullmatch(prefix) and len(prefix) <= 253):
        name = ""
    if not _LABEL_NAME.fullmatch(name):
        raise refused(
            FIELD,
            f"{shown(entry)}: {shown(key)} is no name of a label: use letters, digits, - _ . and "
            "at most one /",
            f"{shown(entry)}：{shown(key)} 不是标签名：请用字母、数字、- _ .，至多一个 /",
        )
    if not is_label_value(value):
        raise refused(
            FIELD,
            f"{shown(entry)}: {shown(value)} is no value of a label: 1 to 63 of letters, digits, "
            "- _ .",
            f"{shown(entry)}：{shown(value)} 不是标签值：1 到 63 个字母、数字、- _ .",
        )


def _twice(key: str, value: str, before: tuple[str, ...]) -> SettingError:
    either = f"{key}={','.join(dict.fromkeys([*before, value]))}"
    return refused(
        FIELD,
        f"the label {shown(key)} stands twice: write it once; for either value {shown(either)}",
        f"标签 {shown(key)} 重复：请只写一次；取任一值可写 {shown(either)}",
    )
