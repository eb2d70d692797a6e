"""The portal behind a real nginx with HTTPS, on a domain and a port of its own.

Addresses that start with 127.0.0 are all of this machine: .1 is the proxy's, .5 is that of somebody
else, whom the portal does not trust.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from onedata_assets.cli.processes import free_port
from onedata_assets.cli.proxy import Site
from onedata_resources.clients.certificates import Made
from tests.integration.proxy.conftest import DOMAIN
from tests.integration.proxy.nginx import answers, nginx
from tests.integration.proxy.sockets import subscribed
from tests.portal_process import PortalProcess, Visitor

pytestmark = pytest.mark.integration
EVIL = "https://evil.example"
SOMEBODY = "127.0.0.5"


@dataclass(frozen=True)
class Front:
    """Where people reach the portal."""

    root: str
    plain: str
    authority: Path

    def visitor(self, source: str = SOMEBODY) -> Visitor:
        """Return a new browser there."""
        return Visitor(self.root, self.authority, source)


@pytest.fixture(scope="module")
def front(
    portal: PortalProcess, certificate: Made, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    port, plain = free_port(), free_port()
    site = Site(
        hosts=(DOMAIN,),
        address="127.0.0.1",
        port=port,
        plain_port=plain,
        portal=f"http://127.0.0.1:{portal.port}",
        certificate=certificate.certificate,
        key=certificate.key,
    )
    with nginx(tmp_path_factory.mktemp("front") / "nginx", site):
        answers(port)
        yield Front(f"https://{DOMAIN}:{port}", f"http://{DOMAIN}:{plain}", certificate.authority)


@pytest.fixture
def direct(portal: PortalProcess) -> str:
    return f"http://127.0.0.1:{portal.port}"


@pytest.mark.row("F006", "F007", "F010", "F012")
def test_people_sign_in_over_https_and_their_cookies_never_leave_it(front):
    with front.visitor() as visitor:
        answer = visitor.sign_in()
        assert answer.json()["person"]["name"] == "admin"
        for cookie in answer.headers.get_list("set-cookie"):
            assert "Secure" in cookie
            assert "Path=/;" in cookie
        assert visitor.get("api/session").json()["signed_in"] is True
        assert visitor.change("PUT", "me", {"theme": "dark"}).status_code == 200


@pytest.mark.row("F010")
@pytest.mark.parametrize(
    "headers", [{"origin": EVIL}, {"x_onedata_csrf": ""}, {"origin": f"http://{DOMAIN}"}]
)
def test_a_change_that_another_page_sends_is_refused_behind_the_proxy_too(front, headers):
    with front.visitor() as visitor:
        visitor.sign_in()
        answer = visitor.change("PUT", "me", {"theme": "dark"}, **headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_request")


@pytest.mark.row("F012")
def test_plain_http_leads_to_the_same_address_over_https(front):
    with Visitor(front.plain) as visitor:
        answer = visitor.get("runs?status=failed")
    assert answer.status_code == 308
    assert answer.headers["location"] == f"{front.root}/runs?status=failed"


@pytest.mark.row("F010")
def test_subscriptions_of_dagsters_pages_pass_through_nginx(front):
    with front.visitor() as visitor:
        visitor.sign_in()
        told = subscribed(visitor, front.authority)
    assert told["__typename"] == "PipelineRunLogsSubscriptionFailure"


def test_a_websocket_of_another_site_is_refused_behind_the_proxy(front):
    with front.visitor() as visitor:
        visitor.sign_in()
        with pytest.raises(InvalidStatus) as refused:
            subscribed(visitor, front.authority, origin=EVIL)
    assert refused.value.response.status_code == 403


@pytest.mark.row("F009", "F012")
def test_a_provider_sends_people_back_to_the_domain_and_they_are_signed_in(front, provider):
    with front.visitor() as visitor:
        begun = visitor.get("api/signin/sso", params={"next": "/runs"}).headers["location"]
        [back] = parse_qs(urlsplit(begun).query)["redirect_uri"]
        assert back == f"{front.root}/api/signin/sso/callback"
        user = httpx.put(f"{provider}/users/s", json={"preferred_username": "mei"}, trust_env=False)
        assert user.status_code == 204
        gone = httpx.post(begun, data={"sub": "s"}, trust_env=False)
        answer = visitor.get(gone.headers["location"])
        assert (answer.status_code, answer.headers["location"]) == (303, "/runs")
        assert visitor.get("api/session").json()["person"]["name"] == "mei"


@pytest.mark.row("F008", "F009")
def test_the_address_in_the_settings_is_the_one_that_providers_get(front):
    with front.visitor() as visitor:
        visitor.sign_in()
        settings = visitor.get("api/settings").json()
        changed = {**settings, "external_url": "https://203.0.113.7:8443"}
        try:
            assert visitor.change("PUT", "settings", changed).status_code == 200
            begun = visitor.get("api/signin/sso").headers["location"]
        finally:
            assert visitor.change("PUT", "settings", settings).status_code == 200
    [back] = parse_qs(urlsplit(begun).query)["redirect_uri"]
    assert back == "https://203.0.113.7:8443/api/signin/sso/callback"


@pytest.mark.row("F010")
def test_the_audit_log_has_the_address_of_the_person_and_not_of_the_proxy(front):
    with front.visitor() as visitor:
        visitor.sign_in(x_forwarded_for="6.6.6.6", x_real_ip="6.6.6.6", forwarded="for=6.6.6.6")
        assert visitor.newest_sign_in()["address"] == SOMEBODY


@pytest.mark.row("F010")
def test_what_a_browser_claims_about_its_address_does_not_pass_the_proxy(front):
    headers = {"x-forwarded-host": "evil.example", "x-forwarded-port": "1", "forwarded": "host=x"}
    with front.visitor() as visitor:
        begun = visitor.get("api/signin/sso", headers=headers).headers["location"]
    [back] = parse_qs(urlsplit(begun).query)["redirect_uri"]
    assert back == f"{front.root}/api/signin/sso/callback"


def test_nobody_signs_in_by_a_header_that_the_proxy_is_to_set(front, direct):
    claimed = {"x-remote-user": "boss"}
    with Visitor(direct) as proxy:  # from the trusted address itself it counts
        assert proxy.get("api/session", headers=claimed).json()["signed_in"] is True
    with front.visitor() as visitor:
        assert visitor.get("api/session", headers=claimed).json()["signed_in"] is False


@pytest.mark.row("F010")
def test_who_is_no_trusted_proxy_is_believed_nothing(direct):
    claimed = {"x_forwarded_for": "6.6.6.6", "x_forwarded_proto": "https"}
    with Visitor(direct, source=SOMEBODY) as visitor:
        answer = visitor.sign_in(**claimed)
        assert "Secure" not in answer.headers["set-cookie"]
        assert visitor.newest_sign_in()["address"] == SOMEBODY
        begun = visitor.get("api/signin/sso", headers={"x-forwarded-host": "evil.example"})
    [back] = parse_qs(urlsplit(begun.headers["location"]).query)["redirect_uri"]
    assert back == f"{direct}/api/signin/sso/callback"
