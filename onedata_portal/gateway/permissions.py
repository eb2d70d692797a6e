"""What somebody may in a project: their role's rights, changed by the project's policies.

Decided by casbin over the model in `domain/security/policies.py`; a decision is kept until
somebody's rights change, so that a request asks a dictionary.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from threading import Lock

from onedata_assets.domain.security.policies import MODEL, Effect, Policy, subjects
from onedata_assets.domain.security.roles import GRANTS, Action, Role

Grants = Mapping[str, frozenset[Action]]


class Permissions:
    """Decides by the policies of projects; made anew when they change."""

    def __init__(self, policies: Mapping[str, Sequence[Policy]]) -> None:
        self._policies = policies
        self._decided: dict[tuple[str, str, Role], frozenset[Action]] = {}
        self._lock = Lock()

    def grants(self, person: str, roles: Mapping[str, Role]) -> Grants:
        """Return what somebody may in each of their projects."""
        return {project: self._in(project, person, role) for project, role in roles.items()}

    def _in(self, project: str, person: str, role: Role) -> frozenset[Action]:
        policies = self._policies.get(project)
        if not policies:
            return GRANTS[role]
        key = (project, person, role)
        with self._lock:
            if key not in self._decided:
                self._decided[key] = decided(project, person, role, policies)
            return self._decided[key]


def decided(project: str, person: str, role: Role, policies: Iterable[Policy]) -> frozenset[Action]:
    """Return what somebody with this role may in a project with these policies."""
    import casbin

    model = casbin.Model()
    model.load_model_from_text(MODEL)
    enforcer = casbin.Enforcer(model)
    meant = subjects(person, role)
    mine = f"role:{role}"
    rules = [[mine, project, action, Effect.ALLOW] for action in GRANTS[role]]
    rules += [[p.subject, project, p.action, p.effect] for p in policies if p.subject in meant]
    enforcer.add_policies([list(rule) for rule in dict.fromkeys(map(tuple, rules))])
    enforcer.add_grouping_policies([["who", subject, project] for subject in meant])
    return frozenset(each for each in Action if enforcer.enforce("who", project, each))
