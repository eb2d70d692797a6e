"""The portal below a path of a site that has others, whether nginx keeps the path or strips it."""

from collections.abc import Iterator

import pytest

from onedata_assets.cli.processes import free_port
from onedata_assets.cli.proxy import Site
from tests.integration.proxy.nginx import answers, nginx
from tests.integration.proxy.sockets import subscribed
from tests.portal_process import PortalProcess, Visitor

pytestmark = pytest.mark.integration
PREFIX = "/one.data"


@pytest.fixture(scope="module", params=[False, True], ids=["kept", "stripped"])
def root(
    request: pytest.FixtureRequest,
    portal_below: PortalProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    port = free_port()
    site = Site(
        address="127.0.0.1",
        port=port,
        portal=f"http://127.0.0.1:{portal_below.port}",
        prefix=PREFIX,
        strip=request.param,
    )
    with nginx(tmp_path_factory.mktemp("prefix") / "nginx", site):
        answers(port)
        yield f"http://127.0.0.1:{port}{PREFIX}"


@pytest.mark.row("F010")
def test_people_sign_in_and_cookies_stay_below_the_path(root):
    with Visitor(root) as visitor:
        answer = visitor.sign_in()
        assert answer.json()["signed_in"] is True
        assert all(f"Path={PREFIX};" in one for one in answer.headers.get_list("set-cookie"))
        assert visitor.change("PUT", "me", {"theme": "dark"}).status_code == 200


@pytest.mark.row("F010")
def test_dagsters_pages_and_their_websockets_are_below_the_path(root):
    with Visitor(root) as visitor:
        page = visitor.get("dagster/runs", headers={"accept": "text/html"})
        assert page.status_code == 303
        assert page.headers["location"] == f"{PREFIX}/signin?next=%2Fdagster%2Fruns"
        visitor.sign_in()
        page = visitor.get("dagster/runs", headers={"accept": "text/html"})
        assert page.status_code == 200
        assert f"{PREFIX}/dagster" in page.text
        told = subscribed(visitor, None, prefix=PREFIX)
    assert told["__typename"] == "PipelineRunLogsSubscriptionFailure"


def test_the_path_without_its_slash_leads_to_the_portal_and_others_do_not(root):
    with Visitor(root.removesuffix(PREFIX)) as visitor:
        answer = visitor.get(PREFIX)
        assert (answer.status_code, answer.headers["location"]) == (308, f"{PREFIX}/")
        assert visitor.get("/oneXdata/api/session").status_code == 404


@pytest.mark.parametrize("path", ["a%2Fb", "a%20b?next=%2Fx%26y", "%E4%B8%AD"])
def test_escapes_in_an_address_arrive_as_they_were_sent(root, path):
    with Visitor(root) as visitor:
        page = visitor.get(f"dagster/{path}", headers={"accept": "text/html"})
        direct = page.headers["location"]
    assert direct.startswith(f"{PREFIX}/signin?next=%2Fdagster%2F")
    assert "%252F" not in direct.split("%3F")[0]
