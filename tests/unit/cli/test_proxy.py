"""`onedata proxy`: what it prints is whole, and takes nothing that would end a directive early."""

import tomllib
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store
from typer.testing import CliRunner

from onedata_assets.cli.main import app
from onedata_assets.cli.proxy import Site, Tunnel, frp_end, nginx_site
from onedata_resources.clients.certificates import certificate_for
from onedata_resources.errors import BadInputError

NOW = datetime(2026, 11, 26, 8, 0, tzinfo=UTC)
BAD = ["a;b", "a b", "a{", 'a"', "$host", "a\nb", "a#b"]


@pytest.mark.row("F006", "F007", "F010")
def test_a_site_names_domain_port_and_portal():
    site = nginx_site(Site(hosts=("a.example", "b.example"), port=8080, portal="http://10.1.2.3:4"))
    assert "server_name a.example b.example;" in site
    assert "listen 8080;" in site
    assert "server 10.1.2.3:4;" in site
    assert "ssl_" not in site


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_would_end_its_directive_is_refused(name):
    with pytest.raises(BadInputError, match="--host"):
        nginx_site(Site(hosts=(name,)))


@pytest.mark.parametrize("prefix", [*(f"/{one}" for one in BAD), "one", "//a", "/a//b", "/中"])
def test_a_prefix_that_is_no_plain_path_is_refused(prefix):
    with pytest.raises(BadInputError, match="--prefix"):
        nginx_site(Site(prefix=prefix))


@pytest.mark.parametrize(
    "portal",
    ["https://x", "127.0.0.1:3000", "http://x/path", "http://a;b:1", "http://", "http://$x"],
)
def test_a_portal_that_is_no_plain_address_is_refused(portal):
    with pytest.raises(BadInputError, match="--portal"):
        nginx_site(Site(portal=portal))


def test_a_certificate_without_its_key_and_a_path_with_a_quote_are_refused():
    with pytest.raises(BadInputError, match="go together"):
        nginx_site(Site(certificate=Path("a.pem")))
    with pytest.raises(BadInputError, match="--certificate"):
        nginx_site(Site(certificate=Path('a".pem'), key=Path("a.key")))


@pytest.mark.row("F012")
def test_with_a_certificate_plain_http_leads_to_the_port_of_https():
    site = Site(certificate=Path("/c.pem"), key=Path("/c.key"), port=8443, plain_port=8080)
    assert "listen 8443 ssl http2;" in nginx_site(site)
    assert "return 308 https://$host:8443$request_uri;" in nginx_site(site)
    usual = nginx_site(Site(certificate=Path("/c.pem"), key=Path("/c.key")))
    assert "return 308 https://$host$request_uri;" in usual


@pytest.mark.row("F011")
def test_both_ends_of_an_frp_tunnel_agree_and_hold_no_secret():
    tunnel = Tunnel(server="203.0.113.7", remote_port=13001, portal="http://[::1]:3001")
    server = tomllib.loads(frp_end(tunnel, is_server=True))
    client = tomllib.loads(frp_end(tunnel, is_server=False))
    [proxy] = client["proxies"]
    assert (client["serverAddr"], client["serverPort"]) == ("203.0.113.7", server["bindPort"])
    assert [{"single": proxy["remotePort"]}] == server["allowPorts"]
    assert (proxy["localIP"], proxy["localPort"]) == ("::1", 3001)
    assert server["proxyBindAddr"] == "127.0.0.1"
    assert client["auth"] == server["auth"] == {"method": "token", "token": "{{ .Envs.FRP_TOKEN }}"}
    assert server["transport"]["tls"]["force"] is client["transport"]["tls"]["enable"] is True


def test_a_client_of_frp_needs_its_server():
    with pytest.raises(BadInputError, match="--server"):
        frp_end(Tunnel(), is_server=False)


@pytest.mark.parametrize(("language", "word"), [("en", "authority"), ("zh", "私钥")])
def test_the_commands_speak_both_languages(tmp_path, monkeypatch, language, word):
    monkeypatch.setenv("ONEDATA_LANGUAGE", language)
    out = str(tmp_path / "tls")
    assert word in CliRunner().invoke(app, ["proxy", "tls", "localhost", "--out", out]).output
    for argv in (["nginx", "--prefix", "/a", "--strip"], ["frp", "server"]):
        done = CliRunner().invoke(app, ["proxy", *argv])
        assert done.exit_code == 0
        assert ("由 `onedata proxy" in done.output) is (language == "zh")


def alternative_of(name: str) -> x509.DNSName | x509.IPAddress:
    """Return a name as a browser looks for it."""
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode())


@pytest.mark.row("F012")
@pytest.mark.parametrize("name", ["data.example.com", "数据.example", "10.0.0.9", "::1"])
def test_a_certificate_is_good_for_its_name_and_for_no_other(tmp_path, name):
    made = certificate_for([name], tmp_path, NOW)
    store = Store(x509.load_pem_x509_certificates(made.authority.read_bytes()))
    server, authority = x509.load_pem_x509_certificates(made.certificate.read_bytes())
    policy = PolicyBuilder().store(store)
    now, late = policy.time(NOW), policy.time(NOW + timedelta(days=398))
    now.build_server_verifier(alternative_of(name)).verify(server, [authority])
    with pytest.raises(x509.verification.VerificationError):
        now.build_server_verifier(x509.DNSName("evil.example")).verify(server, [authority])
    with pytest.raises(x509.verification.VerificationError):
        late.build_server_verifier(alternative_of(name)).verify(server, [authority])


def test_keys_are_their_owners_and_a_further_certificate_has_the_same_authority(tmp_path):
    made = certificate_for(["a.example"], tmp_path, NOW)
    before = made.authority.read_bytes(), made.certificate.read_bytes()
    again = certificate_for(["b.example"], tmp_path, NOW)
    assert again.authority.read_bytes() == before[0]
    assert again.certificate.read_bytes() != before[1]
    assert {path.name: oct(path.stat().st_mode & 0o77) for path in tmp_path.glob("*.key")} == {
        "ca.key": "0o0",
        "server.key": "0o0",
    }


@pytest.mark.parametrize("name", ["", "*", "a b", "-", "a..b", "http://a"])
def test_a_certificate_for_what_is_no_name_is_refused(tmp_path, name):
    with pytest.raises(BadInputError, match="neither a host name"):
        certificate_for([name], tmp_path / "tls", NOW)
    assert not (tmp_path / "tls").exists()


def test_files_that_are_no_authority_of_ours_are_left_as_they_are(tmp_path):
    (tmp_path / "ca.pem").write_text("mine")
    with pytest.raises(BadInputError, match="no authority made here"):
        certificate_for(["a.example"], tmp_path, NOW)
    assert (tmp_path / "ca.pem").read_text() == "mine"
