"""The built pages, the portal that serves them, and a browser. Skipped where one cannot be had."""

import shutil
import subprocess
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.house import House, house
from tests.browser.visit import Visitor, visitor
from tests.component.portal.shop_world import Shop, open_shop

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
NO_NODE = 3
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def built() -> None:
    """Build the pages if their sources changed."""
    done = subprocess.run(
        ["bash", "scripts/build-web.sh"], capture_output=True, text=True, timeout=280, check=False
    )
    if done.returncode == NO_NODE:
        pytest.skip(done.stderr)
    assert done.returncode == 0, done.stderr


# Not for the session: while it is open, no other test can start an event loop of its own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with open_shop(tmp_path_factory.mktemp("dagster")) as opened:
        yield opened


@pytest.fixture(scope="package")
def served(built: None, shop: Shop, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("portal"), shop) as running:
        yield running


@pytest.fixture
def visit(browser: Browser, served: House) -> Iterator[Visit]:
    """Lend visitors; at the end none of their pages may have complained."""
    made: list[Visitor] = []

    def new(
        name: str = "",
        *,
        language: str = "zh",
        theme: str = "light",
        width: int = 1440,
        root: str = "",
    ) -> Visitor:
        one = visitor(browser, root or served.root, language=language, theme=theme, width=width)
        made.append(one)
        if name:
            if not root:  # what an earlier visit chose is kept with the account
                served.portal.people.change(name, language="", theme="")
            one.sign_in(name)
            one.page.wait_for_selector(".frame")
        return one

    yield new
    for one in made:
        one.context.close()
    assert [text for one in made for text in one.complaints] == []
