"""What a provider says of who signed in. Accounts, sessions and roles are not here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """Who signed in, as one provider describes them.

    `provider` and `subject` together are who it is, and the only pair an account may be found by:
    a name or an e-mail address can be given to somebody else later. `is_admin` is None where the
    provider was not asked to decide it.
    """

    provider: str
    subject: str
    name: str
    display_name: str = ""
    email: str = ""
    organisation: str = ""
    groups: frozenset[str] = frozenset()
    is_admin: bool | None = None
