"""How a directory is reached, searched and read. What is done with it is in `ldap.py`."""

from pathlib import Path
from typing import Annotated

from pydantic import BeforeValidator, Field, SecretStr, field_validator, model_validator

from onedata_portal.gateway.signin.fields import Fields, Paths
from onedata_portal.gateway.signin.settings import ProviderSettings, checked_ca, wrong

Urls = Annotated[
    tuple[str, ...], BeforeValidator(lambda value: [value] if isinstance(value, str) else value)
]


class LdapFields(Fields):
    """Which attributes fill which field; `subject` must be one that never changes."""

    subject: Paths = ("entryUUID",)
    name: Paths = ("uid",)
    display_name: Paths = ("displayName", "cn")
    email: Paths = ("mail",)
    organisation: Paths = ("o",)
    groups: Paths = ("memberOf",)


class LdapSettings(ProviderSettings):
    """A directory. The account of `bind_dn` searches; without one the search is anonymous."""

    url: Urls = Field(min_length=1)
    start_tls: bool = True
    ca_file: Path | None = None
    bind_dn: str = ""
    bind_password: SecretStr = SecretStr("")
    base: str = Field(min_length=1)
    filter: str = "(uid={name})"
    group_base: str = ""
    group_filter: str = "(member={dn})"
    group_name: str = "cn"
    fields: LdapFields = LdapFields()
    timeout_seconds: float = Field(default=5.0, gt=0, le=60)

    @field_validator("admin_groups", "allowed_groups")
    @classmethod
    def _groups_compare_as_names_do(cls, value: frozenset[str]) -> frozenset[str]:
        return frozenset(canonical(one) for one in value)

    @field_validator("ca_file")
    @classmethod
    def _ca_file_is_there(cls, value: Path | None) -> Path | None:
        return checked_ca(value)

    @field_validator("url")
    @classmethod
    def _is_ldap(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(url.lower().startswith(("ldap://", "ldaps://")) for url in value):
            raise wrong("is no ldap:// or ldaps:// address", "不是 ldap:// 或 ldaps:// 地址")
        return value

    @field_validator("filter")
    @classmethod
    def _filter_has_a_name(cls, value: str) -> str:
        if "{name}" not in value:
            raise wrong("has no {name} in it: (uid={name})", "缺少 {name}，例如 (uid={name})")
        return value

    @model_validator(mode="after")
    def _binds_with_a_password(self) -> "LdapSettings":
        if bool(self.bind_dn) != bool(self.bind_password.get_secret_value()):
            raise wrong(
                "bind_dn and bind_password go together", "bind_dn 与 bind_password 须同时设置"
            )
        return self


def canonical(group: str) -> str:
    """Return a group's name or DN as it is compared: case and spaces around commas do not count."""
    from ldap3.core.exceptions import LDAPInvalidDnError
    from ldap3.utils.dn import parse_dn

    try:
        parts = parse_dn(group, strip=True) if "=" in group else []
    except LDAPInvalidDnError:
        parts = []
    joined = ",".join(f"{attribute}={value}" for attribute, value, _ in parts)
    return (joined or group.strip()).casefold()
