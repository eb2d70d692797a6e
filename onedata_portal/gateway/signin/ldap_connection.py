"""One connection to a directory: TLS that is checked, timeouts, no referrals, and what it answers.

Whom it is asked about is decided in `ldap.py`.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import ceil
from pathlib import Path

from ldap3 import DEREF_NEVER, NONE, SUBTREE, SYNC, Connection, Server, Tls
from ldap3.core.exceptions import LDAPException

from onedata_portal.gateway.signin.ldap_settings import LdapSettings
from onedata_portal.gateway.signin.provider import SignInError
from onedata_resources.errors import UnavailableError

SUCCESS = 0
BUSY = frozenset({51, 52})
NOT_THIS_WAY = frozenset({7, 8, 13})
"""RFC 4511: authMethodNotSupported, strongerAuthRequired, confidentialityRequired."""
SEARCHED = frozenset({SUCCESS, 4, 32})
"""Also sizeLimitExceeded (there are several) and noSuchObject (there is none)."""
BYTES = frozenset({"objectguid", "objectsid"})
MAX_ENTRIES = 1000

Entry = dict[str, list[str]]


class CheckedTls(Tls):
    """Wraps a connection's socket only if the server's certificate is valid for its name.

    Python's own `ssl` checks it: ldap3 does so by a function that Python 3.12 no longer has.
    """

    def __init__(self, ca_file: Path | None) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = ssl.create_default_context(cafile=ca_file)

    def wrap_socket(self, connection: Connection, do_handshake: bool = False) -> None:
        """Put TLS on the connection; ldap3 calls this for ldaps and for StartTLS."""
        connection.socket = self._context.wrap_socket(
            connection.socket,
            server_hostname=connection.server.host,
            do_handshake_on_connect=do_handshake,
        )


@contextmanager
def connected(settings: LdapSettings) -> Iterator[Connection]:
    """Give a connection to the first server that answers, with TLS and not yet bound.

    Raises:
        UnavailableError: No server answers, or the connection breaks.
    """
    connection = None
    try:
        connection = first_open(settings)
        yield connection
    except LDAPException as error:
        raise away(settings, error) from error
    finally:
        if connection is not None:
            closed(connection)


def first_open(settings: LdapSettings) -> Connection:
    """Return an open connection, or raise the error of the last server."""
    *first, last = settings.url
    for url in first:
        try:
            return opened(settings, url)
        except LDAPException:
            continue
    return opened(settings, last)


def opened(settings: LdapSettings, url: str) -> Connection:
    """Return an open connection to this server; over `ldap://` TLS is started before anything."""
    seconds = ceil(settings.timeout_seconds)  # ldap3 takes whole ones only
    tls = CheckedTls(settings.ca_file)
    server = Server(url, get_info=NONE, connect_timeout=seconds, tls=tls)
    connection = Connection(
        server,
        client_strategy=SYNC,
        auto_referrals=False,
        receive_timeout=seconds,
        check_names=False,
    )
    try:
        connection.open(read_server_info=False)
        if settings.start_tls and not server.ssl:
            connection.start_tls(read_server_info=False)
    except LDAPException:
        closed(connection)
        raise
    return connection


def closed(connection: Connection) -> None:
    """End the connection, also one that broke while it was being opened."""
    with suppress(LDAPException):
        connection.unbind()
    if connection.socket is not None:
        connection.socket.close()


def bound(settings: LdapSettings, connection: Connection, dn: str, password: str) -> bool:
    """Return whether the directory takes this password for this entry.

    The password goes as it was typed, in UTF-8: prepared by SASLprep, one of invisible characters
    could become empty, and an empty one succeeds anonymously.

    Raises:
        UnavailableError: The directory is busy.
        SignInError: It takes no passwords this way.
    """
    if not dn or not password:
        return False
    connection.rebind(user=dn, password=password.encode(), authentication="SIMPLE")
    code, description = connection.result["result"], connection.result["description"]
    if code in BUSY:
        raise away(settings, description)
    if code in NOT_THIS_WAY:
        raise misconfigured(settings, description)
    return code == SUCCESS


def searched(
    settings: LdapSettings,
    connection: Connection,
    base: str,
    wanted: str,
    attributes: list[str],
    *,
    limit: int = MAX_ENTRIES,
) -> list[tuple[str, Entry]]:
    """Return DN and attributes of what the filter finds; references elsewhere are not followed."""
    connection.search(
        base,
        wanted,
        search_scope=SUBTREE,
        dereference_aliases=DEREF_NEVER,
        attributes=attributes,
        size_limit=limit,
        time_limit=ceil(settings.timeout_seconds),
    )
    if connection.result["result"] not in SEARCHED:
        raise misconfigured(settings, connection.result["description"])
    rows = [row for row in connection.response or [] if row["type"] == "searchResEntry"]
    return [(row["dn"], entry_of(row["raw_attributes"], attributes)) for row in rows]


def entry_of(raw: dict[str, list[bytes]], attributes: list[str]) -> Entry:
    """Return the values under the names that were asked for, whatever case the server writes."""
    by_name = {name.lower(): values for name, values in raw.items()}
    return {
        name: [text_of(name, value) for value in by_name.get(name.lower(), [])]
        for name in attributes
    }


def text_of(name: str, value: bytes) -> str:
    """Return a value as text: an id of bytes, or what is no UTF-8, in hexadecimal digits."""
    if name.lower() in BYTES:
        return value.hex()
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()


def away(settings: LdapSettings, reason: object) -> UnavailableError:
    """Return the error of a directory that does not answer."""
    said = type(reason).__name__ if isinstance(reason, Exception) else str(reason)
    urls = ", ".join(settings.url)
    return UnavailableError(
        f"{settings.title.en} did not answer at {urls} ({said}): try again; if it stays so, check "
        f"url, start_tls and ca_file of {settings.id!r} in AUTH_FILE",
        f"{settings.title.zh}（{urls}）没有响应（{said}）：请重试；若仍失败，请检查 AUTH_FILE 中"
        f" {settings.id!r} 的 url、start_tls 与 ca_file",
    )


def misconfigured(settings: LdapSettings, reason: str) -> SignInError:
    """Return the error of a directory that answers, but not as configured."""
    return SignInError(
        f"{settings.title.en} cannot be asked who signs in ({reason}): check bind_dn, base and "
        f"filter of {settings.id!r} in AUTH_FILE",
        f"无法向{settings.title.zh}查询登录者（{reason}）：请检查 AUTH_FILE 中 {settings.id!r} 的"
        " bind_dn、base 与 filter",
        "misconfigured",
    )
