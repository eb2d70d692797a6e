"""REMOTE_USER: a proxy in front signs people in and names them in a header.

A header is worth what its sender is worth: it is read only on connections from the trusted
networks, which must hold the proxies alone.
"""

from collections.abc import Iterable
from typing import Annotated

from pydantic import BeforeValidator, Field, field_validator

from onedata_portal.gateway.forwarded import Network, is_in
from onedata_portal.gateway.signin.fields import Fields, person_of
from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.provider import Configured, SignInError
from onedata_portal.gateway.signin.settings import ProviderSettings, wrong

Networks = Annotated[
    tuple[Network, ...],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
]
FIELDS = Fields(
    subject=("name",),
    name=("name",),
    display_name=("display_name",),
    organisation=("organisation",),
)


class RemoteUserSettings(ProviderSettings):
    """Which proxies are believed, and in which headers they say what."""

    trusted_networks: Networks = Field(min_length=1)
    header: str = Field(default="X-Remote-User", min_length=1)
    display_name_header: str = "X-Remote-Name"
    email_header: str = "X-Remote-Email"
    groups_header: str = "X-Remote-Groups"
    groups_separator: str = Field(default=",", min_length=1)

    @field_validator("trusted_networks")
    @classmethod
    def _not_everybody(cls, value: tuple[Network, ...]) -> tuple[Network, ...]:
        if any(network.prefixlen == 0 for network in value):
            raise wrong(
                "trusts every machine, so anybody could name anybody: list the proxies alone",
                "信任了所有机器，任何人都可冒充他人：请只列出代理的地址",
            )
        return value


class RemoteUserProvider(Configured[RemoteUserSettings]):
    """Believes the proxies of the trusted networks, and nobody else."""

    settings_class = RemoteUserSettings

    def read(self, headers: Iterable[tuple[bytes, bytes]], peer: str | None) -> Person | None:
        """Return whom a trusted proxy names, or None.

        Raises:
            SignInError: A trusted proxy sends a header twice: one of them is not its own.
        """
        if not self.trusts(peer):
            return None
        pairs = list(headers)
        settings = self.settings
        claims: dict[str, object] = {
            "name": self._value(pairs, settings.header),
            "display_name": self._value(pairs, settings.display_name_header),
            "email": self._value(pairs, settings.email_header),
        }
        if not claims["name"]:
            return None
        groups = self._value(pairs, settings.groups_header).split(settings.groups_separator)
        claims["groups"] = [one.strip() for one in groups]
        return person_of(settings, FIELDS, claims)

    def trusts(self, peer: str | None) -> bool:
        """Return whether the connection comes from a trusted network."""
        return is_in(peer, self.settings.trusted_networks)

    def _value(self, headers: list[tuple[bytes, bytes]], name: str) -> str:
        wanted = name.lower().encode()
        found = [value for header, value in headers if header.lower() == wanted]
        if len(found) > 1:
            raise SignInError(
                f"the header {name} came twice: let the proxy remove what clients send under it",
                f"请求头 {name} 出现两次：请让代理删除客户端发送的同名请求头",
                "misconfigured",
            )
        return text_of_header(found[0]).strip() if found else ""


def text_of_header(value: bytes) -> str:
    """Return a header's text: UTF-8 where it is that, otherwise Latin-1 as HTTP says."""
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")
