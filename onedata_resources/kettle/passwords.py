"""Kettle's reversible password coding: it hides a password from a glance, and no more."""

SEED = 933910847463829827159347601486730416058
PREFIX = "Encrypted "


def decode_password(stored: str) -> str:
    """Return the password that `stored` holds; a text without the prefix is the password itself.

    Raises:
        ValueError: What follows the prefix is not a coded password.
    """
    if not stored.startswith(PREFIX):
        return stored
    code = stored.removeprefix(PREFIX).strip()
    if not code:
        return ""
    number = int(code, 16) ^ SEED
    return (
        number.to_bytes((number.bit_length() + 8) // 8, "big", signed=True).lstrip(b"\0").decode()
    )


def encode_password(password: str) -> str:
    """Return the password as Kettle stores it."""
    number = int.from_bytes(password.encode(), "big", signed=True)
    return f"{PREFIX}{number ^ SEED:x}" if password else ""
