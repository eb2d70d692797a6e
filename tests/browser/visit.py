"""A visitor in a real browser: who they are, how they look at pages, and what axe says of them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Response, expect
from playwright.sync_api import TimeoutError as NotInTimeError

from tests.browser.house import PASSWORD

AXE = Path("onedata_portal/web/node_modules/axe-core/axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
DESK, PHONE, HEIGHT = 1440, 390, 900
LOOKS = [("zh", "light", DESK), ("en", "dark", PHONE)]
"""Both languages, themes and widths; axe costs seconds a page, so not each with each."""
WIDER = "document.documentElement.scrollWidth - window.innerWidth"
REFLOW_MS = 3_000
PATIENCE_MS = 45_000  # on a busy machine; what is there at once costs nothing of it


@dataclass
class Visitor:
    """A page of a browser, with what went wrong in it."""

    root: str
    context: BrowserContext
    page: Page
    complaints: list[str] = field(default_factory=list)

    def sign_in(self, name: str, password: str = PASSWORD) -> None:
        """Type name and password at the sign-in page."""
        self.open("/signin")
        self.page.fill("#name", name)
        self.page.fill("#password", password)
        self.page.press("#password", "Enter")

    def open(self, path: str) -> Response | None:
        """Open a page of the portal and wait until nothing more is asked for."""
        answer = self.page.goto(self.root + path)
        self.settle()
        return answer

    def settle(self) -> None:
        """Wait until the content is there: no skeleton stands for it."""
        self.page.wait_for_selector("h1, .state")
        self.page.wait_for_function("() => !document.querySelector('.loading')")

    def axe(self) -> list[str]:
        """Return what axe finds serious or critical."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules})", RULES
        )
        return [
            f"{one['id']}: {node['html'][:160]}"
            for one in found["violations"]
            if one["impact"] in {"serious", "critical"}
            for node in one["nodes"]
        ]

    def overflow(self) -> list[str]:
        """Return where the page stays wider than its window: on a desk, on a phone."""
        own = self.page.viewport_size
        found = []
        for width in (DESK, PHONE):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            try:
                self.page.wait_for_function(f"({WIDER}) <= 0", timeout=REFLOW_MS)
            except NotInTimeError:
                found.append(f"{self.page.evaluate(WIDER)} pixels wider than {width}")
        if own:
            self.page.set_viewport_size(own)
        return found

    def faults(self) -> list[str]:
        """Return what axe finds as the page is, and where it is too wide."""
        return [*self.axe(), *self.overflow()]


def visitor(browser: Browser, root: str, *, language: str, theme: str, width: int) -> Visitor:
    """Return a new visitor, who is not signed in."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
        locale="zh-CN" if language == "zh" else "en-GB",
        timezone_id="Asia/Shanghai",
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MS)
    expect.set_options(timeout=PATIENCE_MS)
    made = Visitor(root, context, context.new_page())
    made.page.on("console", lambda said: _hear(made, said.type, said.text))
    made.page.on("pageerror", lambda error: made.complaints.append(str(error)))
    made.page.on("request", lambda asked: _watch(made, asked.url))
    return made


def _hear(made: Visitor, kind: str, text: str) -> None:
    # That the server said no is what some tests are about; the browser tells it as an error.
    if kind in {"error", "warning"} and "Failed to load resource" not in text:
        made.complaints.append(text)


def _watch(made: Visitor, url: str) -> None:
    if not url.startswith(made.root.split("//")[0] + "//" + made.root.split("//")[1].split("/")[0]):
        made.complaints.append(f"another site was asked: {url}")
