"""The address under which the services of a project are reached from outside.

10.0.0.8            inside and outside alike
10.0.0.8|1.2.3.4    inside | outside, as Cube Studio writes it; names stand for addresses too
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from onedata_assets.domain.security.refusals import SettingError, refused, shown

FIELD = "proxy_address"

_HOST = re.compile(
    r"(?=.{1,253}$)[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?(\.[A-Za-z0-9]([-A-Za-z0-9]*[A-Za-z0-9])?)*"
)
_NUMBERS = re.compile(r"[0-9.]+|0[xX][0-9a-fA-F.]+")


@dataclass(frozen=True)
class ProxyAddress:
    """Where services are reached: `inside` by other machines, `outside` by people's browsers."""

    inside: str
    outside: str

    def __str__(self) -> str:
        """Return the text that `parse_proxy_address` reads."""
        return self.inside if self.inside == self.outside else f"{self.inside}|{self.outside}"

    @property
    def external_ips(self) -> tuple[str, ...]:
        """What a Service manifest lists as `externalIPs`: the inside one where it is an IP."""
        return (self.inside,) if _ip(self.inside) else ()


def parse_proxy_address(text: str, field: str = FIELD) -> ProxyAddress | None:
    """Return the addresses that the text names, or None where it is empty.

    Raises:
        SettingError: It is no host or IP, has a port or scheme, or is one that other machines
            cannot reach.
    """
    parts = [part.strip() for part in text.replace("｜", "|").strip().split("|")]
    if parts == [""]:
        return None
    if len(parts) > 2:
        raise refused(
            field,
            f"{shown(text)} has more than one |: write inside|outside",
            f"{shown(text)} 有多个 |：应为 内网地址|公网地址",
        )
    hosts = [_host(part, field) for part in parts]
    return ProxyAddress(hosts[0], hosts[-1])


def _host(text: str, field: str) -> str:
    ip = _ip(text)
    if ip is None:
        if not _HOST.fullmatch(text) or _NUMBERS.fullmatch(text):
            raise refused(
                field,
                f"{shown(text)} is no IP address or host name: leave out http://, the port and the "
                "path",
                f"{shown(text)} 不是 IP 或主机名：请去掉 http://、端口与路径",
            )
        if text.lower() == "localhost" or text.lower().endswith(".localhost"):
            raise _unreachable(text, field)
        return text.lower()
    if ip.is_loopback or ip.is_unspecified or ip.is_multicast or ip.is_link_local or ip.is_reserved:
        raise _unreachable(text, field)
    return str(ip)


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    if "%" in text:
        return None
    try:
        ip = ip_address(text)
    except ValueError:
        return None
    return (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip


def _unreachable(text: str, field: str) -> SettingError:
    return refused(
        field,
        f"{shown(text)} is not reached from other machines: name an address of this network, or "
        "leave it empty for the current host",
        f"{shown(text)} 无法从其他机器访问：请填写本网络的地址，或留空使用当前主机",
    )
