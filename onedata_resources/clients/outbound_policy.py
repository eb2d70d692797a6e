"""Which addresses outside the platform may be asked when a person typed them, and which never.

Loopback, link-local, private and special addresses and those of cloud metadata services are
closed: whoever may type a webhook would otherwise read what only this machine may reach. An
administrator opens hosts and networks with `OUTBOUND_ALLOW`. The asking is in `outbound.py`.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Self

from onedata_resources.errors import BadInputError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

METADATA = tuple(
    map(
        ip_network,
        (
            "169.254.0.0/16",  # AWS, Azure, GCP, OpenStack, Tencent
            "100.100.100.200/32",  # Alibaba
            "168.63.129.16/32",  # Azure's host, a public address
            "192.0.0.192/32",  # Oracle
            "fd00:ec2::/32",  # AWS over IPv6
            "fe80::/10",
        ),
    )
)
"""A host that is open by name does not open these; only a network that holds them does."""

_NAT64 = ip_network("64:ff9b::/96")
_COMPATIBLE = ip_network("::/96")
_HOST = re.compile(r"(\*\.)?[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?(\.[a-z0-9_]([-a-z0-9_]*[a-z0-9_])?)*")


@dataclass(frozen=True)
class OutboundPolicy:
    """What is open beside the public addresses: networks, and hosts whatever they resolve to."""

    networks: tuple[Network, ...] = ()
    hosts: frozenset[str] = frozenset()
    any_port: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return what `OUTBOUND_ALLOW` says: hosts, `*.domain`, IPs and networks.

        Raises:
            BadInputError: One of them is none of these.
        """
        networks: list[Network] = []
        hosts: set[str] = set()
        for word in filter(None, re.split(r"[\s,;，；]+", text.strip().lower())):
            network = _network(word)
            if network is not None:
                networks.append(network)
            elif _HOST.fullmatch(word) and not re.fullmatch(r"[0-9./]+", word):
                hosts.add(word)
            else:
                raise BadInputError(
                    f"OUTBOUND_ALLOW: {word!r} is no host, IP address or network: write "
                    "chat.example.com, *.example.com, 10.0.0.8 or 10.0.0.0/8",
                    f"OUTBOUND_ALLOW：{word!r} 不是主机、IP 或网段：应写为 "
                    "chat.example.com、*.example.com、10.0.0.8 或 10.0.0.0/8",
                )
        return cls(tuple(networks), frozenset(hosts))

    def admits(self, host: str, addresses: Sequence[str]) -> bool:
        """Tell whether the host may be asked where it has these addresses: each must be open."""
        return bool(addresses) and all(self._admits(host, address) for address in addresses)

    def _admits(self, host: str, address: str) -> bool:
        ip = bare(ip_address(address.partition("%")[0]))
        if any(ip in network for network in self.networks):
            return True
        if any(ip in network for network in METADATA):
            return False
        return self._names(host) or (ip.is_global and not ip.is_multicast)

    def _names(self, host: str) -> bool:
        parts = host.lower().rstrip(".").split(".")
        suffixes = {"*." + ".".join(parts[at:]) for at in range(1, len(parts))}
        return bool(self.hosts & {".".join(parts), *suffixes})


@dataclass(frozen=True)
class ConfiguredPolicy(OutboundPolicy):
    """What is open to an address that an administrator configured: inner networks, and any port.

    Services of cloud metadata stay closed, which hand their credentials to whoever asks.
    """

    any_port: bool = True

    def admits(self, host: str, addresses: Sequence[str]) -> bool:
        """Tell whether the host may be asked where it has these addresses."""
        del host
        found = [bare(ip_address(address.partition("%")[0])) for address in addresses]
        return bool(found) and not any(ip in network for ip in found for network in METADATA)


def bare(ip: Address) -> Address:
    """Return the IPv4 address inside an IPv6 one that only wraps it, else the address itself."""
    if isinstance(ip, IPv4Address):
        return ip
    if ip in _NAT64 or (ip in _COMPATIBLE and int(ip) > 1):
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    teredo = ip.teredo
    return ip.ipv4_mapped or ip.sixtofour or (teredo[1] if teredo else ip)


def _network(word: str) -> Network | None:
    try:
        return ip_network(word, strict=False)
    except ValueError:
        return None
