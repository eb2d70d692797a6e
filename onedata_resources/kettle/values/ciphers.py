"""Texts encrypted block by block as Java's `Cipher` does it: DES, triple DES and AES."""

from __future__ import annotations

import re

from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.padding import PKCS7

KEY_BYTES = {"DES": (8,), "DESede": (24,), "AES": (16, 24, 32)}
_HEX = re.compile(r"(?:[0-9a-fA-F]{2})*")


def key_of(text: str, algorithm: str) -> bytes:
    """Return the key that the hexadecimal text holds.

    Raises:
        ValueError: It is none, or not as long as the algorithm's keys are.
    """
    key = from_hex(text)
    if len(key) not in KEY_BYTES[algorithm]:
        raise ValueError(f"Invalid key length: {len(key)} bytes")
    return key


def from_hex(text: str) -> bytes:
    """Return the bytes of a hexadecimal text.

    Raises:
        ValueError: It is none.
    """
    if not _HEX.fullmatch(text):
        odd = len(text) % 2
        raise ValueError("Odd number of characters." if odd else "Illegal hexadecimal character")
    return bytes.fromhex(text)


class BlockCipher:
    """One algorithm with a key; each block is encrypted for itself (ECB)."""

    def __init__(self, algorithm: str, key: bytes, *, padded: bool) -> None:
        kind = AES(key) if algorithm == "AES" else TripleDES(key * 3 if len(key) == 8 else key)
        self.cipher = Cipher(kind, modes.ECB())  # noqa: S305 - what the step says
        self.block = kind.block_size
        self.padding = PKCS7(self.block) if padded else None

    def encrypted(self, data: bytes) -> bytes:
        """Return the data encrypted.

        Raises:
            ValueError: It is no whole number of blocks, and nothing fills the last one.
        """
        if self.padding is not None:
            filler = self.padding.padder()
            data = filler.update(data) + filler.finalize()
        return self._run(self.cipher.encryptor(), data)

    def decrypted(self, data: bytes) -> bytes:
        """Return the data decrypted.

        Raises:
            ValueError: The data is not what this key encrypted.
        """
        plain = self._run(self.cipher.decryptor(), data)
        if self.padding is None:
            return plain
        filler = self.padding.unpadder()
        try:
            return filler.update(plain) + filler.finalize()
        except ValueError as error:
            raise ValueError("Given final block not properly padded") from error

    def _run(self, context, data: bytes) -> bytes:  # noqa: ANN001 - of cryptography's own type
        if len(data) * 8 % self.block:
            raise ValueError(f"Input length not multiple of {self.block // 8} bytes")
        return context.update(data) + context.finalize()
