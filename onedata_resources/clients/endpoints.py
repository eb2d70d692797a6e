"""Addresses that messages are delivered to: a local file, or an HTTP receiver."""

from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import unquote, urlsplit

from onedata_resources.errors import BadInputError


@dataclass(frozen=True)
class Endpoint:
    """A checked `file://` or `http(s)://` URL; construct it with `of`."""

    url: str
    file: Path | None
    shown: str

    @classmethod
    def of(cls, url: str, setting: str) -> Self:
        """Return the endpoint of a URL; `setting` is the variable that a person would correct.

        Raises:
            BadInputError: The URL is neither a file with a path nor HTTP with a host.
        """
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            raise _refused(setting) from None
        if parts.scheme == "file" and parts.path not in {"", "/"} and not host:
            return cls(url, Path(unquote(parts.path)), url)
        if parts.scheme in {"http", "https"} and host:
            bare = parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="")
            return cls(url, None, bare.geturl())
        raise _refused(setting)


def _refused(setting: str) -> BadInputError:
    # The value is not repeated: a webhook's URL is its secret.
    return BadInputError(
        f"{setting}: use file:///absolute/path, http://host/... or https://host/...",
        f"{setting}：应为 file:///绝对路径、http://主机/... 或 https://主机/...",
    )
