"""A directory that does not answer holds the people who ask it, and nobody else."""

import threading

import anyio
import httpx

from onedata_portal.api.elsewhere import THREADS
from onedata_portal.gateway.signin.config import Providers
from onedata_portal.gateway.signin.person import Person
from onedata_portal.gateway.signin.settings import Title
from onedata_portal.portal import make_portal
from onedata_portal.server import portal_app
from onedata_resources.errors import UnavailableError
from tests.component.gateway.browser import HOST, KEY, PASSWORD, Browser, House

DEFAULT_THREADS = 40


class SilentDirectory:
    """Keeps everybody waiting until it is released, then knows nobody."""

    id, kind, title = "corp", "ldap", Title(en="Company account", zh="公司账号")

    def __init__(self) -> None:
        self.released = threading.Event()
        self.waiting, self.most = 0, 0
        self._lock = threading.Lock()

    def check(self, name: str, password: str) -> Person | None:
        with self._lock:
            self.waiting += 1
            self.most = max(self.most, self.waiting)
        self.released.wait(60)
        with self._lock:
            self.waiting -= 1
        return None


def test_a_silent_directory_stops_neither_other_ways_in_nor_the_pages(home: House):
    directory = SilentDirectory()
    portal = make_portal(
        home.portal.store,
        KEY,
        lake=home.portal.lake,
        default_project="common",
        providers=Providers((directory,)),
        clock=home.clock,
    )
    transport = httpx.ASGITransport(portal_app(portal))
    statuses: list[int] = []

    async def meet() -> None:
        async with (
            httpx.AsyncClient(transport=transport, base_url=HOST) as client,
            anyio.create_task_group() as group,
        ):

            async def ask_directory(number: int) -> None:
                body = {"name": f"p{number}", "password": "x", "provider": directory.id}
                answer = await client.post("/api/session", json=body)
                statuses.append(answer.status_code)

            for number in range(DEFAULT_THREADS + THREADS):
                group.start_soon(ask_directory, number)
            with anyio.fail_after(30):
                while directory.waiting < THREADS:
                    await anyio.sleep(0.01)
                body = {"name": "carl", "password": PASSWORD}
                assert (await client.post("/api/session", json=body)).status_code == 200
                assert (await client.get("/api/projects")).json()["total"] == 1
            assert statuses == []
            directory.released.set()

    try:
        anyio.run(meet)
    finally:
        directory.released.set()
    assert statuses == [401] * (DEFAULT_THREADS + THREADS)
    assert directory.most == THREADS


class AwayDirectory:
    """Does not answer until it is back, then knows everybody."""

    id, kind, title = "corp", "ldap", Title(en="Company account", zh="公司账号")
    is_back = False

    def check(self, name: str, password: str) -> Person | None:
        if not self.is_back:
            raise UnavailableError("The directory is away.", "目录服务不可用。")
        return Person(provider=self.id, subject=name, name=name)


def test_a_directory_that_is_away_locks_nobody_out(home: House):
    directory = AwayDirectory()
    providers = Providers((directory,))
    portal = make_portal(
        home.portal.store,
        KEY,
        default_project="common",
        lake=home.portal.lake,
        providers=providers,
        clock=home.clock,
    )
    browser = Browser(portal_app(portal))
    body = {"name": "maria", "password": "x", "provider": directory.id}
    assert {browser.post("/session", body).status_code for _ in range(7)} == {503}
    directory.is_back = True
    assert browser.post("/session", body).status_code == 200
    portal.messages.close()
