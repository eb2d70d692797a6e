"""What somebody may in a project: their role's rights, changed by the project's policies.

Decided by casbin over the model in `domain/security/policies.py`. Which project and who it is makes
no difference to a decision, only which policies mean them; so the same policies are decided once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

from onedata_assets.domain.security.policies import MODEL, Effect, Policy, subjects
from onedata_assets.domain.security.roles import GRANTS, Action, Role

Grants = Mapping[str, frozenset[Action]]
Rule = tuple[Action, Effect]
DECISIONS_KEPT = 10_000


def granted(
    policies: Mapping[str, Sequence[Policy]], person: str, roles: Mapping[str, Role]
) -> Grants:
    """Return what somebody may in each of their projects, by the policies of each."""
    return {
        project: _in_one(policies.get(project, ()), person, role) for project, role in roles.items()
    }


def _in_one(policies: Sequence[Policy], person: str, role: Role) -> frozenset[Action]:
    meant = subjects(person, role)
    rules = frozenset((each.action, each.effect) for each in policies if each.subject in meant)
    return decided(role, rules) if rules else GRANTS[role]


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
