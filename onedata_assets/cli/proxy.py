"""What `onedata proxy` prints and makes; what to do with it is in `docs/reach-the-portal.md`.

Only what cannot end a directive of the file early is taken into a configuration.
"""

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from rich.markup import escape

from onedata_assets.cli.say import console, errors, text
from onedata_resources.errors import BadInputError

HOST = re.compile(r"\[[0-9a-fA-F:.]+\]|[\w.*-]+")
PREFIX = re.compile(r"(/[A-Za-z0-9._~-]+)*")
FILE = re.compile(r"[^\"'$\\;{}\x00-\x1f]+")
TEMPLATES = Path(__file__).parent


@dataclass(frozen=True, kw_only=True)
class Site:
    """A site of nginx in front of the portal."""

    hosts: tuple[str, ...] = ()
    address: str = ""
    port: int | None = None
    plain_port: int = 80
    portal: str = "http://127.0.0.1:3000"
    prefix: str = ""
    strip: bool = False
    certificate: Path | None = None
    key: Path | None = None


@dataclass(frozen=True, kw_only=True)
class Tunnel:
    """A tunnel of frp from this network to a cloud host."""

    server: str = ""
    server_port: int = 7000
    remote_port: int = 13000
    portal: str = "http://127.0.0.1:3000"
    certificate: Path | None = None
    key: Path | None = None
    ca: Path | None = None


def print_nginx(site: Site) -> None:
    """Print the site."""
    sys.stdout.write(nginx_site(site))


def print_frp(tunnel: Tunnel, *, is_server: bool) -> None:
    """Print the configuration of one end of the tunnel."""
    sys.stdout.write(frp_end(tunnel, is_server=is_server))


def make_certificate(names: list[str], folder: Path) -> None:
    """Make the files and say what each is for."""
    from onedata_resources.clients.certificates import certificate_for

    made = certificate_for(names, folder, datetime.now(UTC))
    shown = {name: escape(str(getattr(made, name))) for name in ("authority", "certificate", "key")}
    console.print(text("proxy.certificate_made", **shown))


def nginx_site(site: Site) -> str:
    """Return a file for `/etc/nginx/conf.d`.

    Raises:
        BadInputError: Something in it is not what it should be.
    """
    certificate, key = _pair(site.certificate, site.key)
    prefix = site.prefix.rstrip("/")
    names = " ".join(_host(name) for name in site.hosts) or "_"
    if not PREFIX.fullmatch(prefix):
        raise _wrong(site.prefix, "--prefix", "/onedata")
    port = site.port or (443 if certificate else 80)
    return _rendered(
        "proxy_nginx.conf.j2",
        names=names,
        at=f"{_host(site.address, '--address')}:" if site.address else "",
        port=port,
        plain_port=site.plain_port if certificate and site.plain_port != port else 0,
        portal=_host_and_port(site.portal),
        prefix=prefix,
        strip=bool(prefix) and site.strip,
        certificate=certificate,
        key=key,
    )


def frp_end(tunnel: Tunnel, *, is_server: bool) -> str:
    """Return `frps.toml` for the cloud host, or `frpc.toml` for this network.

    Raises:
        BadInputError: Something in it is not what it should be, or missing.
    """
    if not is_server and not tunnel.server:
        raise BadInputError(
            "The client needs --server: the address of the cloud host.",
            "客户端需要 --server：云主机的地址。",
        )
    host, _, port = _host_and_port(tunnel.portal).rpartition(":")
    certificate, key = _pair(tunnel.certificate, tunnel.key)
    return _rendered(
        "proxy_frps.toml.j2" if is_server else "proxy_frpc.toml.j2",
        server=_host(tunnel.server, "--server").strip("[]") if tunnel.server else "",
        server_port=tunnel.server_port,
        remote_port=tunnel.remote_port,
        portal_host=host.strip("[]"),
        portal_port=port,
        certificate=certificate,
        key=key,
        ca=_file(tunnel.ca) if tunnel.ca else "",
    )


def _rendered(template: str, **values: object) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(  # noqa: S701  no HTML is made
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(template).render(say=text, **values)


def _host(name: str, option: str = "--host") -> str:
    if not HOST.fullmatch(name):
        raise _wrong(name, option, "data.example.com")
    return name


def _host_and_port(url: str) -> str:
    parts = urlsplit(url)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    is_plain = parts.scheme == "http" and not parts.path.strip("/") and not parts.query
    if not is_plain or not host or not HOST.fullmatch(host):
        raise _wrong(url, "--portal", "http://127.0.0.1:3000")
    return f"{host}:{parts.port or 80}"


def _pair(certificate: Path | None, key: Path | None) -> tuple[str, str]:
    if (certificate is None) != (key is None):
        raise BadInputError(
            "--certificate and --key go together.", "--certificate 与 --key 须同时给出。"
        )
    return (_file(certificate), _file(key)) if certificate and key else ("", "")


def _file(path: Path) -> str:
    whole = str(path.absolute())
    if not FILE.fullmatch(whole):
        raise _wrong(whole, "--certificate / --key / --ca", "/etc/onedata/server.pem")
    if not path.is_file():
        errors.print(text("proxy.no_file", path=escape(whole)))
    return whole


def _wrong(value: str, option: str, example: str) -> BadInputError:
    return BadInputError(
        f"{option}: {value!r} cannot be used. Write something like {example}.",
        f"{option}：{value!r} 不可用。请写成 {example} 这样的值。",
    )
