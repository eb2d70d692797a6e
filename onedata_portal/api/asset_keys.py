"""Keys of assets in addresses: parts joined by `/`, each escaped so that every key has one address.

A part that is the name of a sub-page (`lineage`) is escaped too when it stands last, so the address
of an asset is never that of another one's sub-page.
"""

from urllib.parse import quote, unquote

from onedata_portal.api.errors import NotFoundError

Key = tuple[str, ...]

SUB_PAGES = frozenset({"lineage", "column-lineage", "history", "checks"})
_KEPT = "".join(chr(code) for code in range(33, 127) if chr(code) not in "%/?#\\")


def name_of(key: Key) -> str:
    """Return a key as people read it."""
    return "/".join(key)


def address_of(key: Key) -> str:
    """Return a key as it stands in an address; a page escapes it once more, as any text."""
    parts = [_escaped(part) for part in key]
    if key[-1] in SUB_PAGES or key[-1] in (".", ".."):
        parts[-1] = f"%{ord(key[-1][0]):02X}{key[-1][1:]}"
    return "/".join(parts)


def key_of(address: str) -> Key:
    """Return the key that an address names.

    Raises:
        NotFoundError: No key can have this address.
    """
    key = tuple(unquote(part) for part in address.split("/"))
    if not all(key):
        raise no_asset()
    return key


def no_asset() -> NotFoundError:
    """Return what is told of an asset that there is not, and of one that is hidden."""
    return NotFoundError.of("asset", "资产")


def key_input(key: Key) -> dict[str, list[str]]:
    """Return a key as an argument of a query."""
    return {"path": list(key)}


def _escaped(part: str) -> str:
    # Letters of every script stay readable; only what would change the meaning is escaped.
    return "".join(
        char if char in _KEPT or ord(char) > 127 else quote(char, safe="") for char in part
    )
