"""LDAP and Active Directory: find the person's entry, then bind as them with their password.

The connection is in `ldap_connection.py`; each one lives for one sign-in.
"""

from typing import TYPE_CHECKING

from onedata_portal.gateway.signin.fields import person_of
from onedata_portal.gateway.signin.ldap_settings import LdapSettings, canonical
from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.provider import Configured

if TYPE_CHECKING:
    from ldap3 import Connection

    from onedata_portal.gateway.signin.ldap_connection import Entry

MAX_NAME = 255
UNIQUE = 2
"""Two entries of one name are enough to see that it is not unique."""


class LdapProvider(Configured[LdapSettings]):
    """Signs people in by a directory."""

    settings_class = LdapSettings

    def check(self, name: str, password: str) -> Person | None:
        """Return who that is, or None where name and password are not right.

        An empty password is never sent: a directory answers it with success, as nobody.

        Raises:
            UnavailableError: No server of the directory answered.
            SignInError: The directory does not let the platform search, or its answer is no use.
        """
        from onedata_portal.gateway.signin.ldap_connection import bound, connected

        if not name.strip() or not password or len(name) > MAX_NAME:
            return None
        with connected(self.settings) as connection:
            self._bind_for_search(connection)
            found = self._found(connection, name)
            if found is None or not bound(self.settings, connection, found[0], password):
                return None
        return person_of(self.settings, self.settings.fields, found[1])

    def _bind_for_search(self, connection: "Connection") -> None:
        """Be the account that searches; without one, stay anonymous."""
        from onedata_portal.gateway.signin.ldap_connection import bound, misconfigured

        settings = self.settings
        password = settings.bind_password.get_secret_value()
        if settings.bind_dn and not bound(settings, connection, settings.bind_dn, password):
            raise misconfigured(settings, connection.result["description"])

    def _found(self, connection: "Connection", name: str) -> tuple[str, "Entry"] | None:
        """Return DN and attributes of the one entry of this name, or None."""
        from ldap3.utils.conv import escape_filter_chars

        from onedata_portal.gateway.signin.ldap_connection import misconfigured, searched

        settings = self.settings
        wanted = settings.filter.replace("{name}", escape_filter_chars(name))
        found = searched(
            settings, connection, settings.base, wanted, self._attributes(), limit=UNIQUE
        )
        if len(found) > 1:
            raise misconfigured(settings, "several entries have this name")
        if not found:
            return None
        dn, entry = found[0]
        field = settings.fields.groups[0]
        groups = self._groups_of(connection, dn) if settings.group_base else entry[field]
        return dn, {**entry, field: [canonical(group) for group in groups]}

    def _groups_of(self, connection: "Connection", dn: str) -> list[str]:
        """Return the names of the groups that a search of their own finds."""
        from ldap3.utils.conv import escape_filter_chars

        from onedata_portal.gateway.signin.ldap_connection import searched

        settings = self.settings
        wanted = settings.group_filter.replace("{dn}", escape_filter_chars(dn))
        found = searched(settings, connection, settings.group_base, wanted, [settings.group_name])
        return [name for _, entry in found for name in entry[settings.group_name]]

    def _attributes(self) -> list[str]:
        """Return the attributes that fill fields."""
        fields = self.settings.fields.model_dump().values()
        return sorted({name for paths in fields for name in paths})
