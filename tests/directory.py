"""A real directory (Debian's slapd) with people and groups, and the certificates of its TLS.

The server is started by `scripts/test-services.sh`; each session has a subtree of its own.
"""

import datetime as dt
import fcntl
import ipaddress
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.services import Server, running, services_dir

SLAPD = Server(name="slapd", port=int(os.environ.get("TEST_SLAPD_PORT", "23389")))
TLS_PORT = int(os.environ.get("TEST_SLAPD_TLS_PORT", "23636"))
SUFFIX = "dc=onedata,dc=test"
ADMIN = f"cn=admin,{SUFFIX}"
ADMIN_PASSWORD = "onedata"
PASSWORD = "correct horse 正确"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Directory:
    """A subtree of the running server."""

    base: str
    ca_file: Path

    @property
    def url(self) -> str:
        """The address without TLS, on which StartTLS can be asked for."""
        return f"ldap://127.0.0.1:{SLAPD.port}"

    @property
    def tls_url(self) -> str:
        """The address with TLS from the first byte."""
        return f"ldaps://127.0.0.1:{TLS_PORT}"

    def settings(self, **more: Any) -> dict[str, Any]:
        """Return an item of AUTH_FILE for this directory."""
        return {
            "id": "corp",
            "kind": "ldap",
            "title": {"en": "Company account", "zh": "公司账号"},
            "url": self.url,
            "ca_file": str(self.ca_file),
            "bind_dn": f"cn=reader,{self.base}",
            "bind_password": "reader's password",
            "base": f"ou=people,{self.base}",
            **more,
        }


@contextmanager
def directory_of_session() -> Iterator[Directory]:
    """Start the server if nobody has, and lend a subtree of it."""
    ca_file = certificates(services_dir() / "slapd" / "tls")
    base = f"ou=test-{uuid.uuid4().hex[:12]},{SUFFIX}"
    with running(SLAPD):
        with administrator() as connection:
            filled(connection, base)
        try:
            yield Directory(base, ca_file)
        finally:
            with administrator() as connection:
                emptied(connection, base)


@contextmanager
def administrator() -> Iterator[Any]:
    """Give a connection that may write."""
    import ldap3

    server = ldap3.Server(f"ldap://127.0.0.1:{SLAPD.port}", get_info=ldap3.NONE)
    connection = ldap3.Connection(
        server, ADMIN, ADMIN_PASSWORD, auto_bind=True, check_names=False, raise_exceptions=True
    )
    try:
        yield connection
    finally:
        connection.unbind()


def filled(connection: Any, base: str) -> None:
    """Make the people and groups of a session under a fresh unit."""
    from ldap3.core.exceptions import LDAPEntryAlreadyExistsResult

    top = {"objectClass": ["dcObject", "organization"], "o": "OneData", "dc": "onedata"}
    with suppress(LDAPEntryAlreadyExistsResult):
        connection.add(SUFFIX, attributes=top)
    for unit in (base, f"ou=people,{base}", f"ou=groups,{base}"):
        connection.add(unit, "organizationalUnit")
    reader = {"cn": "reader", "sn": "reader", "userPassword": "reader's password"}
    connection.add(f"cn=reader,{base}", "person", reader)
    for uid, name in (("wang.wu", "王五"), ("li.si", "李四"), ("wang.wu2", "王五二")):
        connection.add(f"uid={uid},ou=people,{base}", "inetOrgPerson", person(uid, name))
    keyless = person("keyless", "无密码")
    del keyless["userPassword"]
    connection.add(f"uid=keyless,ou=people,{base}", "inetOrgPerson", keyless)
    member = {"cn": "Data-Admins", "member": f"uid=wang.wu,ou=people,{base}"}
    connection.add(f"cn=Data-Admins,ou=groups,{base}", "groupOfNames", member)


def person(uid: str, name: str) -> dict[str, str]:
    """Return the attributes of one person."""
    return {
        "uid": uid,
        "cn": name,
        "sn": name[0],
        "mail": f"{uid}@onedata.test",
        "o": "数据部",
        "userPassword": PASSWORD,
    }


def emptied(connection: Any, base: str) -> None:
    """Delete the subtree, leaves first."""
    connection.search(base, "(objectClass=*)", attributes=[])
    for dn in sorted((row["dn"] for row in connection.response), key=len, reverse=True):
        connection.delete(dn)


def certificates(folder: Path) -> Path:
    """Make an authority and the server's certificate where they are missing; return the authority.

    Sessions share a running server, so they share its certificate too; it is for ten years.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "server.pem").exists():
            authority, key = new_authority("OneData test authority")
            server_key = ec.generate_private_key(ec.SECP256R1())
            certificate = signed_for_loopback(server_key, authority, key)
            (folder / "ca.pem").write_bytes(pem(authority))
            (folder / "server.key").write_bytes(pem_of_key(server_key))
            (folder / "server.pem").write_bytes(pem(certificate))
    return folder / "ca.pem"


def new_authority(name: str) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return a fresh authority and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    builder = (
        unsigned(named, named, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, hashes.SHA256()), key


def signed_for_loopback(
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    """Return a certificate for 127.0.0.1, and for no other name."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "slapd")])
    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = unsigned(name, authority.subject, key)
    builder = builder.add_extension(names, critical=False).add_extension(issuer, critical=False)
    return builder.sign(authority_key, hashes.SHA256())


def unsigned(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    """Return a certificate that begins yesterday and lasts ten years, still to be signed."""
    now = dt.datetime.now(dt.UTC)
    builder = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer)
    return (
        builder.public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - DAY)
        .not_valid_after(now + 3650 * DAY)
    )


def pem(certificate: x509.Certificate) -> bytes:
    """Return a certificate's text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def pem_of_key(key: ec.EllipticCurvePrivateKey) -> bytes:
    """Return a key's text; it guards test data only."""
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
