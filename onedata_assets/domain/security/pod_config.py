"""The tag `dagster-k8s/config` of a run: what its code says and what its project adds, as one."""

import json
from collections.abc import Mapping
from typing import Any

from onedata_assets.domain.security.refusals import refused, shown

FIELD = "dagster-k8s/config"
IDS = ("mountPath", "mount_path", "name")
"""What tells apart the members of a list: two mounts at one path are one mount."""
MOUNTED = ("volumes", "volumeMounts")


def with_pod_config(own: str, added: str, *, mounts: bool) -> str:
    """Return the tag of a run whose code says `own`; where both speak, what is added counts.

    Without `mounts` nothing is mounted, so that a cluster without the claim of people's folders
    starts the run all the same. Adding the same again changes nothing.

    Raises:
        SettingError: What the code says is no mapping in JSON.
    """
    try:
        before = json.loads(own or "{}")
    except ValueError:
        before = None
    if not isinstance(before, dict):
        raise refused(
            FIELD,
            f"{shown(own)} is no mapping in JSON: correct the tag in the code",
            f"{shown(own)} 不是 JSON 映射：请更正代码中的标签",
        )
    more = json.loads(added)
    if not mounts:
        more = {
            part: {name: value for name, value in config.items() if name not in MOUNTED}
            for part, config in more.items()
        }
    return json.dumps(_joined(before, more), ensure_ascii=False, sort_keys=True)


def _joined(before: Mapping[str, Any], more: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Return both as one; the members of each part, at depth 1, are in Kubernetes' spelling."""
    whole = {_camel(name) if depth == 1 else name: value for name, value in before.items()}
    for name, value in more.items():
        old = whole.get(name)
        if isinstance(old, dict) and isinstance(value, dict):
            whole[name] = _joined(old, value, depth + 1)
        elif isinstance(old, list) and isinstance(value, list):
            there = {_id(each) for each in value}
            whole[name] = [each for each in old if _id(each) not in there] + value
        else:
            whole[name] = value
    return whole


def _id(each: Any) -> str:  # noqa: ANN401  a member of a list that code wrote
    named = each if isinstance(each, dict) else {}
    return next((str(named[key]) for key in IDS if key in named), json.dumps(each, sort_keys=True))


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
