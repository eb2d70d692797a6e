"""A real nginx with a site that `onedata proxy nginx` prints, for the time of a test."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from onedata_assets.cli.proxy import Site, nginx_site
from tests.services import Server, ServiceMissingError, call

MAIN = """\
daemon off;
{user}pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 128; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""
PATIENCE_TENTHS = 300


def installed(name: str) -> str:
    """Return the program, installed where this account may.

    Raises:
        ServiceMissingError: It is not there and cannot be installed.
    """
    call("install", Server(name, 0))
    path = shutil.which(name, path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if path is None:
        raise ServiceMissingError(f"{name} is not installed")
    return path


@contextmanager
def nginx(folder: Path, site: Site, within: Sequence[str] = ()) -> Iterator[None]:
    """Run nginx with the site until the body ends; `within` goes before the command."""
    folder.mkdir()
    (folder / "site.conf").write_text(nginx_site(site), encoding="utf-8")
    user = "user root;\n" if os.getuid() == 0 else ""  # the folder is this account's
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    argv = [*within, installed("nginx"), "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=log)
    try:
        for _ in range(PATIENCE_TENTHS):
            assert process.poll() is None, (folder / "log").read_text()
            if (folder / "nginx.pid").exists():
                break
            time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(port: int) -> None:
    """Wait until something listens at a loopback port."""
    for _ in range(PATIENCE_TENTHS):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError(f"nothing listens at port {port}")
