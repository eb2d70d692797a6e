"""An authority of one's own and certificates that it signs: for intranets and tests.

A public domain takes its certificate from a public authority instead.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.clients.files import reported
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

AUTHORITY_LASTS = timedelta(days=3650)
LASTS = timedelta(days=397)
"""Browsers refuse certificates that last much longer."""
CLOCKS_DIFFER = timedelta(days=1)
AUTHORITY, AUTHORITY_KEY = "ca.pem", "ca.key"
CERTIFICATE, KEY = "server.pem", "server.key"


@dataclass(frozen=True)
class Made:
    """Where the files are; browsers have to trust `authority`."""

    authority: Path
    certificate: Path
    key: Path


def certificate_for(names: list[str], folder: Path, now: datetime) -> Made:
    """Return a new certificate for names and addresses, signed by the authority of the folder.

    The authority is made where there is none; one that is there stays, so that browsers which
    trust it trust the new certificate too. Keys are readable by their owner only.

    Raises:
        BadInputError: A name is none, or the authority's files are not what this made.
        UnavailableError: The folder cannot be written.
    """
    from cryptography.hazmat.primitives.asymmetric import ec

    alternatives = [_alternative(name) for name in names]
    made = Made(folder / AUTHORITY, folder / CERTIFICATE, folder / KEY)
    with reported(folder):
        folder.mkdir(parents=True, exist_ok=True)
        authority, signer = _authority(made.authority, folder / AUTHORITY_KEY, now)
        key = ec.generate_private_key(ec.SECP256R1())
        unsigned = _unsigned(_name(names[0][:64]), authority.subject, key, now, LASTS)
        certificate = _signed(unsigned, alternatives, signer)
        _write(made.key, _key_text(key), 0o600)
        _write(made.certificate, _text(certificate) + _text(authority), 0o644)
    return made


def _alternative(name: str) -> x509.GeneralName:
    """Return how a certificate names an address or a host, `*.example.com` too."""
    from cryptography import x509

    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        pass
    try:
        plain = name.encode("idna").decode() if not name.startswith("*") else name
        bare = plain.removeprefix("*.")
        if not bare or not all(part.replace("-", "").isalnum() for part in bare.split(".")):
            raise ValueError(name)
        return x509.DNSName(plain)
    except ValueError as error:
        raise BadInputError(
            f"{name!r} is neither a host name nor an IP address.",
            f"{name!r} 既不是主机名，也不是 IP 地址。",
        ) from error


def _authority(
    file: Path, key_file: Path, now: datetime
) -> tuple[x509.Certificate, EllipticCurvePrivateKey]:
    """Return the authority of two files, which are made where there are none."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if not file.exists() and not key_file.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        _write(key_file, _key_text(key), 0o600)
        _write(file, _text(_self_signed(key, now)), 0o644)
    try:
        authority = x509.load_pem_x509_certificate(file.read_bytes())
        key = load_pem_private_key(key_file.read_bytes(), None)
    except (FileNotFoundError, ValueError, TypeError) as error:
        raise _unusable(file, key_file) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or (
        key.public_key() != authority.public_key()
    ):
        raise _unusable(file, key_file)
    return authority, key


def _unusable(file: Path, key_file: Path) -> BadInputError:
    return BadInputError(
        f"{file} and {key_file} are no authority made here: name another folder, or remove both.",
        f"{file} 与 {key_file} 不是此处生成的证书颁发机构：请另选目录，或删除这两个文件。",
    )


def _self_signed(key: EllipticCurvePrivateKey, now: datetime) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes

    name = _name("OneData authority")
    signs = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    return (
        _unsigned(name, name, key, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(signs, critical=True)
        .sign(key, hashes.SHA256())
    )


def _signed(
    unsigned: x509.CertificateBuilder,
    alternatives: list[x509.GeneralName],
    signer: EllipticCurvePrivateKey,
) -> x509.Certificate:
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import ExtendedKeyUsageOID

    issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
    serves = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    return (
        unsigned.add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(serves, critical=False)
        .add_extension(issuer, critical=False)
        .sign(signer, hashes.SHA256())
    )


def _unsigned(
    subject: x509.Name,
    issuer: x509.Name,
    key: EllipticCurvePrivateKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    from cryptography import x509

    own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - CLOCKS_DIFFER)
        .not_valid_after(now + lasts)
        .add_extension(own, critical=False)
    )


def _name(common: str) -> x509.Name:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


def _text(certificate: x509.Certificate) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    return certificate.public_bytes(Encoding.PEM)


def _key_text(key: EllipticCurvePrivateKey) -> bytes:
    from cryptography.hazmat.primitives import serialization

    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write(path: Path, content: bytes, mode: int) -> None:
    """Leave exactly this in the file; nobody else can read a key at any moment."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as file:
        file.write(content)
    temporary.replace(path)
