"""What a run inherits from its projects when it is launched: the one place where that is decided.

- A run of one project has all of the project's settings.
- A run of several projects has what all of them say alike: the same mounts, labels of nodes,
  resource group and cluster; and the lowest of their priorities. So it gets nothing that one of
  them was not given. It counts in the quotas of each of them.
- What a run asks for is said by its tags `onedata/cpu`, `onedata/memory` and `onedata/gpu`, in the
  strings of quotas. A run that asks for nothing counts nothing.
- A run that nobody launched (a schedule, a sensor, automation) has folders of its own, and counts
  in the project's quota only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from onedata_assets.domain.security.amounts import Range
from onedata_assets.domain.security.pod_config import with_pod_config
from onedata_assets.domain.security.project_rendering import (
    CLUSTER_TAG,
    GROUP_TAG,
    KUBERNETES_TAG,
    Bind,
    LocalRoots,
    local_binds,
    run_tags,
)
from onedata_assets.domain.security.project_settings import ProjectSettings, refusal_of_excess
from onedata_assets.domain.security.projects import PROJECT_TAG, Projects
from onedata_assets.domain.security.quotas import Cards, Resources, parse_resources
from onedata_assets.domain.security.refusals import Fault, SettingError, gathering
from onedata_assets.domain.security.selectors import Selector

NOBODY = "+automation"
"""Whose folders a run that nobody launched has; people cannot have this name."""
ASKED_TAGS = {name: f"onedata/{name}" for name in ("cpu", "memory", "gpu")}
FOLDERS_TAG = "onedata/folders"
"""Where the mounts of a run are that is a process of this machine: JSON, path to folder."""
GIVEN_TAGS = frozenset({GROUP_TAG, CLUSTER_TAG, KUBERNETES_TAG, FOLDERS_TAG})
"""Tags that only settings and code give, never who launches."""

Settings = Mapping[str, ProjectSettings]


@dataclass(frozen=True)
class Running:
    """A run that holds what it asked for."""

    projects: Projects
    user: str
    asked: Resources


def asked_by(tags: Mapping[str, str]) -> Resources:
    """Return what a run with these tags asks for.

    Raises:
        SettingError: A tag is not of its grammar.
    """
    named = {name: tags.get(tag, "") for name, tag in ASKED_TAGS.items()}
    return parse_resources(named, "onedata")


def shared(settings: Sequence[ProjectSettings]) -> ProjectSettings:
    """Return what a run of projects with these settings inherits."""
    first, *others = settings or [ProjectSettings()]
    if not others:
        return first
    labels = first.node_selector.labels
    alike = {
        key: values
        for key, values in labels.items()
        if all(one.node_selector.labels.get(key) == values for one in others)
    }
    return ProjectSettings(
        mounts=tuple(mount for mount in first.mounts if all(mount in o.mounts for o in others)),
        node_selector=Selector(alike),
        resource_group=_same([one.resource_group for one in settings]),
        cluster=_same([one.cluster for one in settings]),
        priority=min(one.priority for one in settings),
    )


def inherited_tags(settings: Settings, *, user: str, tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that a run of these projects gets beside its own, which lose.

    Raises:
        SettingError: What it asks for, or its own configuration of pods, cannot be read.
    """
    whole, asked = shared(list(settings.values())), asked_by(tags)
    found = run_tags(whole, project="", user=user or NOBODY, asked=asked)
    added = found.pop(KUBERNETES_TAG)
    has_place = whole.mounts or whole.node_selector.labels or whole.resource_group
    if has_place or asked != Resources():
        own = tags.get(KUBERNETES_TAG, "")
        found[KUBERNETES_TAG] = with_pod_config(own, added, mounts=bool(whole.mounts))
    return found


def local_folders(settings: Settings, *, user: str, roots: LocalRoots) -> tuple[Bind, ...]:
    """Return the folders that stand for the mounts of a run which is a process of this machine.

    Raises:
        SettingError: As `local_binds`.
    """
    whole = shared(list(settings.values()))
    return local_binds(whole, user=user or NOBODY, roots=roots) if whole.mounts else ()


def check_quotas(
    settings: Settings, *, user: str, asked: Resources, running: Sequence[Running]
) -> None:
    """Go on if what a run asks for fits the quotas of its projects beside what is running.

    Raises:
        SettingError: It does not; each quota that it would go over is named.
    """
    faults: list[Fault] = []
    for name, one in settings.items():
        here = [run for run in running if name in run.projects]
        mine = [run for run in here if run.user == user]
        limits = [(one.quotas.project, here, name)]
        if user:
            limits.append((one.quotas.member, mine, f"{user} ({name})"))
        for limit, counted, whose in limits:
            used = total(run.asked for run in counted)
            with gathering(faults):
                if refusal := refusal_of_excess(limit, used, asked, whose):
                    raise refusal
    if faults:
        raise SettingError(faults)


def total(parts: Iterable[Resources]) -> Resources:
    """Return the sum of what several runs ask for."""
    every = list(parts)
    counts: dict[tuple[str, str], Decimal] = {}
    for cards in (cards for one in every for cards in one.gpu):
        kind = cards.vendor, cards.model
        counts[kind] = counts.get(kind, Decimal(0)) + cards.count
    return Resources(
        _sum([one.cpu for one in every]),
        _sum([one.memory for one in every]),
        tuple(Cards(count, *kind) for kind, count in counts.items()),
    )


def running_of(tags: Mapping[str, str], projects: Projects, user: str) -> Running:
    """Return what a run with these tags holds; tags that cannot be read hold nothing."""
    try:
        return Running(projects, user, asked_by(tags))
    except SettingError:
        return Running(projects, user, Resources())


def without_given(tags: Mapping[str, str]) -> dict[str, str]:
    """Return the tags that a person sends with a launch, without those that are not theirs."""
    return {name: value for name, value in tags.items() if name not in {*GIVEN_TAGS, PROJECT_TAG}}


def _same(texts: Sequence[str]) -> str:
    return texts[0] if len(set(texts)) == 1 else ""


def _sum(ranges: Iterable[Range | None]) -> Range | None:
    named = [one for one in ranges if one]
    if not named:
        return None
    nothing = Decimal(0)
    return Range(
        sum((one.low for one in named), nothing), sum((one.high for one in named), nothing)
    )
