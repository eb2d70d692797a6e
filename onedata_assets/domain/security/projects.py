"""Which project a definition and a run belong to: the one place where the rule is written.

- A definition (asset, job, schedule, sensor) belongs to the project that its tag
  `onedata/project` names, several separated by `..` or commas; without the tag to the default
  project. Dagster takes no comma in a tag of an asset; on runs the names stand with commas.
- Assets that one step writes belong together: each of them has the projects of all.
- A job, schedule or sensor has, beside its own tag, the projects of everything that it targets.
- A run has the projects of what it executes and those of its tag; where what it executes is no
  longer defined, those of its tag alone. Without either its projects are unknown.
- Only who has a right in every project of a thing has it on the thing; what has unknown projects
  is for administrators.

What a Dagster object targets is read in `onedata_portal/gateway/dagster_ui/ownership.py`.
"""

import re
from collections.abc import Iterable, Mapping

PROJECT_TAG = "onedata/project"
USER_TAG = "onedata/user"
IN_PROJECT_TAG = "onedata/in_project"
"""What a filter of runs asks for to have all runs of a project; no run has it."""

PLATFORM_PROJECT = "security"
"""The project of tables about how the platform itself is used: whom it shows what others did."""

Projects = frozenset[str]


def first_projects(default: str) -> dict[str, str]:
    """Return the titles of the projects that every installation has, by name."""
    return {default: "公共 · Public", PLATFORM_PROJECT: "安全 · Security"}


# Names of projects hold neither (`has_separator`).
_SEPARATOR = re.compile(r",|\.\.")


def tagged_projects(tags: Mapping[str, str] | None) -> Projects:
    """Return the projects that the tag names; none where it is missing or empty."""
    return projects_in((tags or {}).get(PROJECT_TAG, ""))


def projects_in(value: str) -> Projects:
    """Return the projects that a value of the tag names."""
    return frozenset(stripped for name in _SEPARATOR.split(value) if (stripped := name.strip()))


def has_separator(name: str) -> bool:
    """Return whether a tag could not name a project of that name, alone and beside others."""
    return name.startswith(".") or name.endswith(".") or bool(_SEPARATOR.search(name))


def definition_projects(tags: Mapping[str, str] | None, default: str) -> Projects:
    """Return the projects of a definition with these tags."""
    return tagged_projects(tags) or frozenset({default})


def joined(parts: Iterable[Projects | None]) -> Projects | None:
    """Return the projects of a whole made of `parts`; unknown if a part is, or if there is none."""
    whole: set[str] = set()
    for part in parts:
        if part is None:
            return None
        whole |= part
    return frozenset(whole) or None


def run_projects(
    tags: Mapping[str, str] | None, executed: Iterable[Projects | None]
) -> Projects | None:
    """Return the projects of a run with these tags that executes things of these projects."""
    parts = list(executed)
    known = frozenset().union(*(part for part in parts if part is not None))
    tagged = tagged_projects(tags)
    is_known = bool(tagged) or (bool(parts) and None not in parts)
    return (tagged | known) or None if is_known else None


def project_tags(projects: Projects | None) -> dict[str, str]:
    """Return the tag that says for which projects something is, none where that is not known."""
    return {PROJECT_TAG: ",".join(sorted(projects))} if projects else {}


def launch_tags(user: str, projects: Projects | None) -> dict[str, str]:
    """Return the tags that say who launched a run and, where it is known, for which projects."""
    return {USER_TAG: user, **project_tags(projects)}
