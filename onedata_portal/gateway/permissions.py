"""What somebody may in a project: their role's rights, changed by the project's policies.

Decided by casbin over the model in `domain/security/policies.py`. Which project and who it is makes
no difference to a decision, only which policies mean them; so the same policies are decided once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from onedata_assets.domain.security.policies import MODEL, Effect, Policy, subjects
from onedata_assets.domain.security.roles import GRANTS, Action, Role

Grants = Mapping[str, frozenset[Action]]
Rule = tuple[Action, Effect]
DECISIONS_KEPT = 10_000


class Permissions:
    """Decides by the policies of projects."""

    def __init__(self, policies: Mapping[str, Sequence[Policy]]) -> None:
        self._rules: dict[str, dict[str, set[Rule]]] = {}
        for project, given in policies.items():
            by_subject: dict[str, set[Rule]] = defaultdict(set)
            for each in given:
                by_subject[each.subject].add((each.action, each.effect))
            self._rules[project] = by_subject

    def grants(self, person: str, roles: Mapping[str, Role]) -> Grants:
        """Return what somebody may in each of their projects."""
        return {project: self._in(project, person, role) for project, role in roles.items()}

    def _in(self, project: str, person: str, role: Role) -> frozenset[Action]:
        rules = self._rules.get(project, {})
        meant = frozenset(
            rule for subject in subjects(person, role) for rule in rules.get(subject, ())
        )
        return decided(role, meant) if meant else GRANTS[role]


@lru_cache(maxsize=DECISIONS_KEPT)
def decided(role: Role, rules: frozenset[Rule]) -> frozenset[Action]:
    """Return what somebody with this role may, of whom policies say this."""
    import casbin

    model = casbin.Model()
    model.load_model_from_text(MODEL)
    enforcer = casbin.Enforcer(model)
    given = {(action, Effect.ALLOW) for action in GRANTS[role]} | rules
    enforcer.add_policies([["who", "here", action, effect] for action, effect in sorted(given)])
    return frozenset(each for each in Action if enforcer.enforce("who", "here", each))
