"""What a guess at a password costs whoever has stolen the records."""

from onedata_resources.store.secrets import hasher

# Taken when tests are collected: while they run, `tests/conftest.py` makes passwords quick.
HASHER = hasher()
OWASP_LEAST_KIB = 19 * 1024  # OWASP Password Storage Cheat Sheet: argon2id with two passes


def test_passwords_are_hashed_at_least_as_dearly_as_owasp_asks():
    assert HASHER.type.name == "ID"
    assert HASHER.memory_cost >= OWASP_LEAST_KIB
    assert HASHER.time_cost >= 2
