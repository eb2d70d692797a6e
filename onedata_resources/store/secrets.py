"""Secrets that are kept as digests, passwords that are kept as argon2 hashes, the platform's key.

Random secrets of 256 bits need no slow hash; passwords do (argon2id, OWASP's parameters in
argon2-cffi's defaults).
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore
from typing import TYPE_CHECKING

from onedata_resources.clients.files import reported
from onedata_resources.errors import BadInputError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SECRET_BYTES = 32
PASSWORD_SIGNS = 16
HASHES_AT_ONCE = 4
KEY_FILE = "secret.key"
"""The file in an installation's folder that holds the platform's key."""


def new_secret() -> str:
    """Return a random text that nobody can guess."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_password() -> str:
    """Return a random password of as many signs as a person likes to copy once."""
    return new_secret()[:PASSWORD_SIGNS]


def digest_of(secret: str) -> str:
    """Return what is stored of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def mark_of(key: bytes, text: str) -> str:
    """Return the text's mark, which only who has the key can make (HMAC-SHA256)."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()


def password_hash(password: str) -> str:
    """Return what is stored of a password."""
    with _turns():
        return hasher().hash(password)


def password_is(password: str, stored: str | None) -> bool:
    """Return whether that is the password; it takes as long where none is stored."""
    from argon2.exceptions import InvalidHashError, VerificationError

    expected = stored or _nobodys()
    with suppress(VerificationError, InvalidHashError), _turns():
        return hasher().verify(expected, password) and stored is not None
    return False


def is_outdated(stored: str) -> bool:
    """Return whether the hash was made with weaker parameters than today's."""
    return hasher().check_needs_rehash(stored)


def hasher() -> PasswordHasher:
    """Return what hashes passwords at the price that they have today."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _turns() -> BoundedSemaphore:
    """Return what few threads hold at once: a hash takes 64 MiB, and anybody may ask for one."""
    return BoundedSemaphore(HASHES_AT_ONCE)


@cache
def _nobodys() -> str:
    return password_hash(new_secret())


def platform_key(path: Path, given: str = "") -> bytes:
    """Return the key that signs cookies and audit records: `given`, or that of a file.

    The file is made where there is none, readable by its owner only; of several processes that
    make it at once, all get the same key.

    Raises:
        BadInputError: The key is too short to be safe.
        UnavailableError: The file cannot be read or made.
    """
    text = given.strip()
    if not text:
        with reported(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _make(path)
            text = path.read_text(encoding="utf-8").strip()
    if len(text) < SECRET_BYTES:
        raise BadInputError(
            f"The platform's key ({path.name} or ONEDATA_SECRET_KEY) needs at least {SECRET_BYTES}"
            " signs: make one with `openssl rand -hex 32`.",
            f"平台密钥（{path.name} 或 ONEDATA_SECRET_KEY）至少需要 {SECRET_BYTES} 个字符："
            "可用 `openssl rand -hex 32` 生成。",
        )
    return hashlib.sha256(text.encode()).digest()


def _make(path: Path) -> None:
    """Write a new key whole before it has the file's name; one that is there stays."""
    if path.exists():
        return
    made = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(secrets.token_hex(SECRET_BYTES))
    with suppress(FileExistsError):
        os.link(made, path)
    made.unlink()
