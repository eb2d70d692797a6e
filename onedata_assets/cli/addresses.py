"""Addresses of services, as settings name them: checked, with their host and port spelled out."""

import ipaddress
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

from onedata_resources.errors import BadInputError

DEFAULT_PORTS = {"http": 80, "https": 443}
ANY_HOST = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  only recognized, never bound here


@dataclass(frozen=True)
class Address:
    """Where a service is; construct it with `of`."""

    url: str
    host: str
    port: int

    @classmethod
    def of(cls, setting: str, url: str) -> Self:
        """Return the address that a setting holds.

        Raises:
            BadInputError: It is no http(s) URL with a host.
        """
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            raise _refused(setting, url) from None
        if parts.scheme not in DEFAULT_PORTS or not host:
            raise _refused(setting, url)
        return cls(url.rstrip("/"), host, port or DEFAULT_PORTS[parts.scheme])

    @property
    def shown(self) -> str:
        """The URL without user and password, for people."""
        return shown(self.url)

    @property
    def local(self) -> bool:
        """Tell whether only this machine can be meant."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def shown(url: str) -> str:
    """Return a URL without user and password."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def local_url(host: str, port: int) -> str:
    """Return where this machine reaches what listens on `host`, which may mean every address."""
    reached = ANY_HOST.get(host, host)
    return f"http://[{reached}]:{port}" if ":" in reached else f"http://{reached}:{port}"


def _refused(setting: str, url: str) -> BadInputError:
    told = url.rpartition("@")[2]  # what stands before it may be a password
    return BadInputError(
        f"{setting} is {told!r}, which is no address of a service: write http://host:port, "
        "for example http://127.0.0.1:8081.",
        f"{setting} 的值 {told!r} 不是服务地址：请写成 http://主机:端口，"
        "例如 http://127.0.0.1:8081。",
    )
