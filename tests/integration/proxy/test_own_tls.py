"""The portal speaks HTTPS by itself, with a certificate of an own authority."""

import subprocess
import sys

import httpx
import pytest

from tests.integration.proxy.conftest import DOMAIN
from tests.integration.proxy.sockets import subscribed
from tests.portal_process import Visitor, portal_process

pytestmark = pytest.mark.integration


@pytest.mark.row("F012")
def test_the_portal_serves_https_and_its_websockets_with_an_own_certificate(certificate, tmp_path):
    files = ["--certificate", str(certificate.certificate), "--key", str(certificate.key)]
    with portal_process(tmp_path / "portal", *files) as portal:
        root = f"https://{DOMAIN}:{portal.port}"
        with Visitor(root, certificate.authority) as visitor:
            assert "Secure" in visitor.sign_in().headers["set-cookie"]
            assert visitor.change("PUT", "me", {"theme": "dark"}).status_code == 200
            told = subscribed(visitor, certificate.authority)
        with Visitor(root) as distrusting, pytest.raises(httpx.ConnectError):
            distrusting.get("api/session")
    assert told["__typename"] == "PipelineRunLogsSubscriptionFailure"


def test_a_certificate_without_its_key_is_told_in_both_languages(tmp_path):
    argv = [sys.executable, "-m", "onedata_portal", "--dagster-home", str(tmp_path)]
    argv += ["-w", str(tmp_path / "w"), "--certificate", "x.pem"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "--certificate" in done.stderr
    assert "须同时给出" in done.stderr
