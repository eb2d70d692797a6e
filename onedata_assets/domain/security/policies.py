"""Exceptions to what roles may: a project lets somebody do more, or less, than their role.

How policies are decided is written once, as a model of casbin (https://casbin.org, RBAC with
domains and deny-override); the engine runs in `onedata_portal/gateway/permissions.py`.
"""

from dataclasses import dataclass
from enum import StrEnum

from onedata_assets.domain.refused import RefusedError
from onedata_assets.domain.security.roles import Action, Role

EVERYONE = "everyone"
FIXED = frozenset({Action.VIEW, Action.MANAGE})
"""Members see their project and its creators manage it, whatever a policy says."""
MODEL = """
[request_definition]
r = sub, dom, act

[policy_definition]
p = sub, dom, act, eft

[role_definition]
g = _, _, _

[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))

[matchers]
m = g(r.sub, p.sub, r.dom) && r.dom == p.dom && r.act == p.act
"""


class Effect(StrEnum):
    """Whether a policy gives a right or takes it."""

    ALLOW = "allow"
    DENY = "deny"


class PolicyError(RefusedError):
    """A policy that cannot be; the texts say why."""


@dataclass(frozen=True)
class Policy:
    """In one project `subject` may, or may not, do `action`; what is denied nothing allows.

    A subject is `everyone` in the project, `role:<role>` or `person:<name>`.
    """

    subject: str
    action: Action
    effect: Effect

    def __post_init__(self) -> None:
        """Refuse a policy that cannot be.

        Raises:
            PolicyError: Nobody is meant by the subject, or the action is fixed by the role.
        """
        kind, _, name = self.subject.partition(":")
        roles = {f"role:{role}" for role in Role}
        if not (self.subject == EVERYONE or self.subject in roles or (kind == "person" and name)):
            raise PolicyError(
                f"The subject {self.subject!r} is nobody: write everyone, role:dev or person:name.",
                f"主体 {self.subject!r} 无效：请填写 everyone、role:dev 或 person:名称。",
            )
        if self.action in FIXED:
            raise PolicyError(
                f"The right to {self.action} goes with the role: give the person another role.",
                f"权限 {self.action} 由角色决定：请更改成员的角色。",
            )


def subjects(person: str, role: Role) -> tuple[str, ...]:
    """Return every subject that means somebody with this role."""
    return EVERYONE, f"role:{role}", f"person:{person}"
