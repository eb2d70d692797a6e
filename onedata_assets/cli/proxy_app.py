"""`onedata proxy`: configurations that let people reach the portal. Their work is in `proxy.py`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Ways to the portal: nginx, certificates, frp. 反向代理、证书与内网穿透。",
    no_args_is_help=True,
)
Portal = Annotated[
    str,
    typer.Option(metavar="URL", help="Where the proxy reaches the portal. 代理访问门户的地址。"),
]
Certificate = Annotated[
    Path | None, typer.Option(help="Certificate file with its chain (PEM). 证书文件（含证书链）。")
]
Key = Annotated[Path | None, typer.Option(help="Key of the certificate (PEM). 证书私钥。")]


class Side(StrEnum):
    """Which end of a tunnel a configuration is for."""

    SERVER = "server"
    CLIENT = "client"


@app.command()
def nginx(
    *,
    host: Annotated[
        list[str] | None,
        typer.Option(
            help="Domain or address that people type; repeat it. 访问域名或地址，可重复。"
        ),
    ] = None,
    address: Annotated[str, typer.Option(help="Listen on this address only. 监听地址。")] = "",
    port: Annotated[
        int | None,
        typer.Option(
            min=1,
            max=65535,
            show_default="443 with a certificate, else 80",
            help="Port that people type. 访问端口。",
        ),
    ] = None,
    plain_port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65535,
            help="Port that leads to https; 0 for none. 跳转到 HTTPS 的端口，0 为无。",
        ),
    ] = 80,
    portal: Portal = "http://127.0.0.1:3000",
    prefix: Annotated[
        str, typer.Option(help="Path below which people find the portal. 路径前缀。")
    ] = "",
    strip: Annotated[
        bool,
        typer.Option("--strip", help="Take the prefix off before the portal. 转发前去掉前缀。"),
    ] = False,
    certificate: Certificate = None,
    key: Key = None,
) -> None:
    """Print a complete site for nginx, with websockets and HTTPS. 输出 nginx 站点配置。"""
    from onedata_assets.cli.proxy import Site, print_nginx

    print_nginx(
        Site(
            hosts=tuple(host or ()),
            address=address,
            port=port,
            plain_port=plain_port,
            portal=portal,
            prefix=prefix,
            strip=strip,
            certificate=certificate,
            key=key,
        )
    )


@app.command()
def tls(
    names: Annotated[
        list[str], typer.Argument(help="Host names and addresses of the portal. 门户的域名与地址。")
    ],
    *,
    out: Annotated[Path, typer.Option(help="Folder for the files. 输出目录。")] = Path("tls"),
) -> None:
    """Make an authority of one's own and a certificate by it. 生成自有 CA 及其签发的证书。"""
    from onedata_assets.cli.proxy import make_certificate

    make_certificate(names, out)


@app.command()
def frp(
    side: Annotated[
        Side, typer.Argument(help="server: the cloud host; client: this network. 服务端或客户端。")
    ],
    *,
    server: Annotated[str, typer.Option(help="Address of the cloud host. 云主机地址。")] = "",
    server_port: Annotated[
        int, typer.Option(min=1, max=65535, help="Port of frps. frps 端口。")
    ] = 7000,
    remote_port: Annotated[
        int,
        typer.Option(
            min=1, max=65535, help="Loopback port on the cloud host. 云主机上的本机端口。"
        ),
    ] = 13000,
    portal: Portal = "http://127.0.0.1:3000",
    certificate: Certificate = None,
    key: Key = None,
    ca: Annotated[
        Path | None,
        typer.Option(help="Authority that the client trusts (PEM). 客户端信任的 CA。"),
    ] = None,
) -> None:
    """Print frps.toml or frpc.toml of a tunnel through a cloud host. 输出 frp 隧道配置。"""
    from onedata_assets.cli.proxy import Tunnel, print_frp

    tunnel = Tunnel(
        server=server,
        server_port=server_port,
        remote_port=remote_port,
        portal=portal,
        certificate=certificate,
        key=key,
        ca=ca,
    )
    print_frp(tunnel, is_server=side is Side.SERVER)
