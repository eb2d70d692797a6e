"""An installation that strangers reach by a public address: its own, or a cloud host's by a tunnel.

Network namespaces are the machines: `203.0.113.7` is the public address, of this machine in one
test and of the cloud host in the other. Making them needs root.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from onedata_assets.cli.processes import free_port
from onedata_assets.cli.proxy import Site
from onedata_resources.clients.certificates import Made
from tests.integration.proxy.nginx import answers, installed, nginx
from tests.portal_process import PASSWORD, PortalProcess
from tests.services import ServiceMissingError

pytestmark = pytest.mark.integration
PUBLIC, PRIVATE = "203.0.113.7", "203.0.113.9"
# The tunnel of docs/reach-the-portal.md, and what the test must add to it.
SSH = "-N -o ExitOnForwardFailure=yes -o ServerAliveInterval=30 -R 127.0.0.1:13000:127.0.0.1:{port}"
STRANGER = """
import httpx, ssl, sys
root, authority = sys.argv[1:]
context = ssl.create_default_context(cafile=authority)
with httpx.Client(base_url=root, verify=context, trust_env=False, timeout=60) as browser:
    person = {"name": "admin", "password": sys.stdin.read()}
    answer = browser.post("/api/session", json=person, headers={"origin": root})
    assert answer.status_code == 200, answer.text
    assert "Secure" in answer.headers["set-cookie"]
    [newest] = browser.get("/api/audit?action=sign_in&limit=1").json()["items"]
    print(newest["address"], browser.get("/api/signin/sso").headers["location"])
"""


@contextmanager
def other_machine(here: str, there: str) -> Iterator[list[str]]:
    """Make a machine that is joined to this one; give what runs a command on it."""
    name = f"od{os.getpid() % 100000}"
    ip = shutil.which("ip", path="/usr/sbin:/sbin:/usr/bin")
    if ip is None or os.getuid() != 0:
        pytest.skip("network namespaces need root and iproute2")

    def call(*argv: str) -> None:
        subprocess.run([ip, *argv], check=True, capture_output=True)

    within = [ip, "netns", "exec", name]
    with ExitStack() as stack:
        try:
            call("netns", "add", name)
        except subprocess.CalledProcessError as refused:
            pytest.skip(f"no network namespaces here: {refused.stderr.decode()}")
        stack.callback(call, "netns", "del", name)
        call("link", "add", f"{name}h", "type", "veth", "peer", "name", f"{name}o", "netns", name)
        call("addr", "add", f"{here}/24", "dev", f"{name}h")
        call("link", "set", f"{name}h", "up")
        call("-n", name, "addr", "add", f"{there}/24", "dev", f"{name}o")
        call("-n", name, "link", "set", f"{name}o", "up")
        call("-n", name, "link", "set", "lo", "up")
        yield within


def stranger(within: list[str], root: str, authority: Path) -> list[str]:
    """Sign in from another machine; return the address in the audit log, and where SSO is."""
    done = subprocess.run(
        [*within, sys.executable, "-c", STRANGER, root, str(authority)],
        input=PASSWORD,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.row("F008")
def test_a_stranger_signs_in_at_the_public_address_and_is_sent_back_to_it(
    portal: PortalProcess, certificate: Made, tmp_path: Path
):
    site = Site(
        hosts=(PUBLIC,),
        port=free_port(),
        plain_port=0,
        portal=f"http://127.0.0.1:{portal.port}",
        certificate=certificate.certificate,
        key=certificate.key,
    )
    root = f"https://{PUBLIC}:{site.port}"
    with other_machine(PUBLIC, PRIVATE) as within, nginx(tmp_path / "nginx", site):
        assert site.port is not None
        answers(site.port)
        address, sso = stranger(within, root, certificate.authority)
    assert address == PRIVATE
    assert f"redirect_uri=https%3A%2F%2F{PUBLIC}%3A{site.port}%2Fapi%2Fsignin" in sso


@contextmanager
def sshd(folder: Path, within: list[str]) -> Iterator[Path]:
    """Run a real sshd on the other machine; give the key that it lets in."""
    try:
        program = installed("sshd")
    except ServiceMissingError as missing:
        pytest.skip(str(missing))
    Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    for name in ("host", "key"):
        argv = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(argv, check=True)
    (folder / "key.pub").rename(folder / "authorized")
    config = {
        "HostKey": folder / "host",
        "AuthorizedKeysFile": folder / "authorized",
        "ListenAddress": PUBLIC,
        "PermitRootLogin": "prohibit-password",
        "PidFile": "none",
        "StrictModes": "no",
        "UsePAM": "no",
    }
    (folder / "sshd_config").write_text("".join(f"{k} {v}\n" for k, v in config.items()))
    argv = [*within, program, "-D", "-e", "-f", str(folder / "sshd_config")]
    with (folder / "sshd.log").open("wb") as log:
        process = subprocess.Popen(argv, stdout=log, stderr=log)
    try:
        yield folder / "key"
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.mark.row("F011")
def test_a_portal_without_a_public_address_is_reached_through_a_cloud_host_by_ssh(
    portal: PortalProcess, certificate: Made, tmp_path: Path
):
    site = Site(
        hosts=(PUBLIC,),
        plain_port=0,
        portal="http://127.0.0.1:13000",
        certificate=certificate.certificate,
        key=certificate.key,
    )
    with other_machine(PRIVATE, PUBLIC) as cloud, sshd(tmp_path, cloud) as key:
        options = ["-i", str(key), "-o", "StrictHostKeyChecking=no", "-o", "BatchMode=yes"]
        options += ["-o", f"UserKnownHostsFile={tmp_path}/known", "-o", "ConnectionAttempts=30"]
        argv = ["ssh", *SSH.format(port=portal.port).split(), *options, f"root@{PUBLIC}"]
        with (tmp_path / "ssh.log").open("wb") as log:
            tunnel = subprocess.Popen(argv, stdout=log, stderr=log)
        try:
            with nginx(tmp_path / "nginx", site, cloud):
                opened = "until (: </dev/tcp/127.0.0.1/13000) 2>/dev/null; do sleep 0.1; done"
                waited = ["timeout", "30", "bash", "-c", opened]
                there = subprocess.run([*cloud, *waited], check=False)
                assert there.returncode == 0, (tmp_path / "ssh.log").read_text()
                address, sso = stranger(cloud, f"https://{PUBLIC}", certificate.authority)
        finally:
            tunnel.terminate()
            tunnel.wait(timeout=30)
    assert address == PUBLIC  # the stranger is a program of the cloud host
    assert f"redirect_uri=https%3A%2F%2F{PUBLIC}%2Fapi%2Fsignin" in sso
