"""Physical names of data, as OpenLineage's naming rules ask, so that other tools' events join ours.

Which URL stands behind which asset keys is configuration: see `lib/lineage_export.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import SplitResult, unquote, urlsplit

PLATFORM = "onedata"
"""Namespace of what has no physical address, and of the platform's own jobs."""

_DEFAULT_PORTS = {"postgres": 5432, "mysql": 3306, "http": 80, "https": 443}
_SAME_SYSTEM = {"postgresql": "postgres", "mariadb": "mysql", "s3a": "s3", "s3n": "s3"}


class DatasetName(NamedTuple):
    """A dataset's place (`file`, `postgres://host:5432`) and its name there."""

    namespace: str
    name: str


@dataclass(frozen=True)
class Place:
    """The URL or folder that holds everything whose key begins with `prefix`.

    `keep` tells how much of the key is a part of the name: the lake's folders include the layer,
    a database does not know the connection's name; a folder that is one asset keeps nothing.
    """

    prefix: tuple[str, ...]
    url: str
    keep: int = 0
    suffix: str = ""


def name_of(path: Sequence[str], places: Sequence[Place]) -> DatasetName:
    """Return the physical name of the data behind an asset key.

    The longest prefix wins; a key of no place is named by itself in the platform's namespace. User
    and password of a URL are never a part of the name.
    """
    fitting = [place for place in places if tuple(path[: len(place.prefix)]) == place.prefix]
    if not fitting:
        return DatasetName(PLATFORM, "/".join(path))
    place = max(fitting, key=lambda place: len(place.prefix))
    rest = list(path[place.keep :])
    if rest:
        rest[-1] += place.suffix
    return _named(place.url, rest)


def _named(url: str, rest: Sequence[str]) -> DatasetName:
    parts = urlsplit(url)
    scheme = parts.scheme.partition("+")[0]
    scheme = _SAME_SYSTEM.get(scheme, scheme)
    inside = unquote(parts.path).strip("/")
    if scheme in {"", "file"}:
        return DatasetName("file", Path(unquote(parts.path), *rest).as_posix())
    if scheme == "sqlite":
        file = unquote(parts.path).removeprefix("/")
        return DatasetName(f"sqlite://{Path(file).absolute().as_posix()}", ".".join(rest))
    if scheme in {"postgres", "mysql"}:
        schema = ["public"] if scheme == "postgres" and len(rest) == 1 else []
        return DatasetName(_authority(parts, scheme), ".".join([inside, *schema, *rest]))
    if scheme in {"http", "https"}:
        return DatasetName(
            _authority(parts, scheme), "/" + "/".join([*filter(None, [inside]), *rest])
        )
    return DatasetName(f"{scheme}://{_host(parts)}", "/".join([*filter(None, [inside]), *rest]))


def _authority(parts: SplitResult, scheme: str) -> str:
    return f"{scheme}://{_host(parts)}:{parts.port or _DEFAULT_PORTS[scheme]}"


def _host(parts: SplitResult) -> str:
    return parts.hostname or "localhost"
