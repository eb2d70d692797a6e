"""PagedJsonClient against answers that a real interface may give."""

import httpx
import pytest

from onedata_resources.clients.paged_json import PagedJsonClient
from onedata_resources.errors import BadInputError, UnavailableError

pytestmark = pytest.mark.row("S22")


def client(answer, *, attempts=3, pauses=None):
    return PagedJsonClient(
        "http://weather.test",
        transport=httpx.MockTransport(answer),
        attempts=attempts,
        pause=(pauses if pauses is not None else []).append,
    )


def pages(answer, **options):
    with client(answer, **options) as opened:
        return list(opened.pages("/v1/items", {"size": 2}))


def counting(request: httpx.Request) -> httpx.Response:
    page = int(request.url.params.get("page", "1"))
    following = f"/v1/items?page={page + 1}&size=2" if page < 3 else None
    return httpx.Response(200, json={"items": [{"n": page}], "next": following})


def test_every_page_is_read_in_order():
    assert pages(counting) == [[{"n": 1}], [{"n": 2}], [{"n": 3}]]


def test_a_page_that_heals_is_asked_for_again_with_growing_pauses():
    left, pauses = [503, 429], []

    def answer(request):
        return httpx.Response(left.pop(0)) if left else counting(request)

    assert len(pages(answer, pauses=pauses)) == 3
    assert pauses == [0.5, 1.0]


def test_a_lost_connection_heals_too():
    left = [1]

    def answer(request):
        if left:
            left.pop()
            raise httpx.ConnectError("refused")
        return counting(request)

    assert len(pages(answer)) == 3


def test_a_service_that_stays_away_is_unavailable_and_the_url_is_named():
    with pytest.raises(UnavailableError, match=r"weather\.test/v1/items.*3 attempts: HTTP 503"):
        pages(lambda request: httpx.Response(503))


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410])
def test_other_statuses_are_not_asked_again(status):
    asked = []

    def answer(request):
        asked.append(request.url)
        return httpx.Response(status, text="no")

    with pytest.raises(BadInputError, match=f"HTTP {status} no"):
        pages(answer)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"",
        b"[]",
        b"{}",
        b'{"items": 3, "next": null}',
        b'{"items": [1], "next": null}',
        b'{"items": [], "next": 7}',
        b'{"items": [], "next": ""}',
        b'{"items": [{"n": 1}',
    ],
)
def test_a_page_of_a_wrong_form_is_refused(body):
    with pytest.raises(BadInputError):
        pages(lambda request: httpx.Response(200, content=body))


def test_a_circle_of_pages_ends():
    with pytest.raises(BadInputError, match="already read"):
        pages(lambda request: httpx.Response(200, json={"items": [], "next": str(request.url)}))


def test_a_link_to_another_host_is_not_followed():
    away = {"items": [], "next": "http://elsewhere.test/x"}
    with pytest.raises(BadInputError, match=r"another host: http://elsewhere\.test"):
        pages(lambda request: httpx.Response(200, json=away))
