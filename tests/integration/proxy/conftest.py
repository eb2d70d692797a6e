"""Portals, with a provider to sign in at, and certificates of an authority that they made."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import oidc_provider_mock
import pytest

from onedata_resources.clients.certificates import Made, certificate_for
from tests.integration.proxy.nginx import installed
from tests.portal_process import PortalProcess, portal_process
from tests.services import ServiceMissingError

DOMAIN = "data.example.test"
AUTH = """
- {{id: sso, kind: oidc, title: Company, issuer: "{issuer}", client_id: onedata, client_secret: x}}
- {{id: proxy, kind: remote_user, title: Network, trusted_networks: [127.0.0.1/32]}}
"""


@pytest.fixture(scope="package", autouse=True)
def nginx_is_there() -> None:
    try:
        installed("nginx")
    except ServiceMissingError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="package")
def provider() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture(scope="package")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Made:
    names = [DOMAIN, "127.0.0.1", "203.0.113.7"]
    return certificate_for(names, tmp_path_factory.mktemp("tls"), datetime.now(UTC))


@pytest.fixture(scope="package")
def portal(tmp_path_factory: pytest.TempPathFactory, provider: str) -> Iterator[PortalProcess]:
    """A portal at the root, which believes proxies at 127.0.0.1 and no other address."""
    folder = tmp_path_factory.mktemp("portal")
    auth = folder / "auth.yaml"
    auth.write_text(AUTH.format(issuer=provider), encoding="utf-8")
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "AUTH_FILE": str(auth)}
    # On every address, so that one that is not trusted reaches it too.
    with portal_process(folder, host="0.0.0.0", **settings) as running:
        yield running


@pytest.fixture(scope="package")
def portal_below(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalProcess]:
    """A portal below a prefix."""
    settings = {"TRUSTED_PROXIES": "127.0.0.1", "ONEDATA_PATH_PREFIX": "/one.data"}
    with portal_process(Path(tmp_path_factory.mktemp("below")), **settings) as running:
        yield running
