"""The graph of tables with 2,000 of them: the answer of the API, and the page while it is panned.

The tables are of eight sources in a store, each of 30 columns with what a scan finds out of them,
and refer to each other as tables of a shop do; a tenth of the references go to another source. The
answer is made as the routes make it, cold (nothing was read before) and as everybody after gets it.
The built page is opened in Chromium, whose frames are counted while the picture is dragged about:
all of it in sight, and near enough to read names. There is no graphics card: a desk is faster.

    python bench/metadata_graph.py [TABLES] [FOLDER]     screenshots go to the folder
    goal: an answer in under a second, 30 frames a second or more
"""

import asyncio
import json
import random
import shutil
import socket
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

SOURCES = ["crm", "erp", "shop", "pay", "wms", "hr", "iot", "web"]
WORDS = ["order", "customer", "item", "stock", "invoice", "user", "device", "click", "staff", "sku"]
COLUMNS = 30
STORED = datetime(2026, 11, 26, tzinfo=UTC)
DRAG_MS = 3000
FRAMES = """
(ms) => new Promise(done => {
  const times = []; const begin = performance.now();
  const step = now => { times.push(now);
    now - begin < ms ? requestAnimationFrame(step) : done(times); };
  requestAnimationFrame(step); })
"""


def fill(versions: Any, count: int) -> None:
    """Leave the sources in the store."""
    from onedata_assets.domain.metadata.findings import FoundReference, SourceFindings
    from onedata_assets.domain.metadata.model import Evidence, TableName
    from onedata_assets.domain.metadata.structure import structure_of
    from onedata_assets.domain.metadata.versions import content_of, rows_of
    from onedata_resources.store.metadata import Found

    chance = random.Random(7)
    each = count // len(SOURCES)
    for source in SOURCES:
        tables = [table(f"{WORDS[n % len(WORDS)]}_{n:04}") for n in range(each)]
        found = []
        for n, one in enumerate(tables):
            references = []
            for column in range(1, 4 if n else 1):
                other = chance.choice(SOURCES) if chance.random() < 0.1 else source
                to = int(chance.random() ** 3 * (n if other == source else each))
                parent = TableName("", f"{WORDS[to % len(WORDS)]}_{to:04}")
                evidence = (Evidence("All values are keys there.", "所有值均为对方的键。"),)
                sure, matched = chance.uniform(0.6, 1), chance.uniform(0.9, 1)
                references.append(
                    FoundReference(
                        (f"column_{column}",), other, parent, ("column_0",), sure, matched, False,
                        True, evidence,
                    )
                )  # fmt: skip
            found.append(findings(one, tuple(references)))
        structure = structure_of(tables, [])
        kept = SourceFindings.of(found)
        text = Found(kept.text(), "essence")
        versions.record(source, content_of(structure), STORED, found=text, rows=rows_of(structure))


def table(name: str) -> Any:
    """Return a table of 30 columns."""
    from onedata_assets.domain.metadata.model import Column, Family, Table, TableKind, TableName

    columns = [
        Column(f"column_{n}", "VARCHAR(40)", Family.TEXT, comment="what it is")
        for n in range(COLUMNS)
    ]
    return Table(TableName("", name), TableKind.TABLE, tuple(columns), rows=1000)


def findings(one: Any, references: tuple[Any, ...]) -> Any:
    """Return what a scan finds out of a table: as much text as it does of a real one."""
    from onedata_assets.domain.metadata.code_sets import CodeCount
    from onedata_assets.domain.metadata.findings import (
        ColumnFindings,
        ColumnStatistics,
        TableFindings,
    )
    from onedata_assets.domain.metadata.model import Evidence, Finding
    from onedata_assets.domain.processing.contract import Text

    because = (Evidence("95% of the values pass the test.", "95% 的值通过检验。"),)
    columns = tuple(
        ColumnFindings(
            each.name,
            Text(en="What it is.", zh="它是什么。"),
            ColumnStatistics(1000, 990, 12),
            logical=each.family,
            meanings=(Finding("code", 0.9, because), Finding("name", 0.4, because)),
            codes=tuple(CodeCount(str(n), n) for n in range(3)),
            samples=("a", "b", "c"),
        )
        for each in one.columns
    )
    text = Text(en=f"Rows of {one.name}", zh=f"{one.name} 的数据")
    return TableFindings(one.name, "m", text, 1000, columns=columns, references=references)


def answers(folder: Path, count: int) -> tuple[str, str]:
    """Return what the API answers about the graph and about one table; print what it costs."""
    from onedata_assets.domain.metadata.effective_tags import Effective
    from onedata_portal.api.graph import Shown, get_graph
    from onedata_portal.api.graph_detail import get_table
    from onedata_portal.api.graph_models import GraphAsked
    from onedata_portal.api.graph_reading import KnownTables
    from onedata_portal.api.tagging import Tagging
    from onedata_resources.store.database import open_store
    from onedata_resources.store.metadata import SourceVersions

    store = open_store(f"sqlite:///{folder}/store.db")
    fill(SourceVersions(store), count)
    portal: Any = SimpleNamespace(store=store)
    seen = definitions(count)
    services: Any = SimpleNamespace(definitions=SimpleNamespace(of=lambda _: told(seen)))
    tables, tagging = KnownTables(services, portal), Tagging({}, Effective({}, {}, {}))

    def ask() -> str:
        shown = Shown(seen, asyncio.run(tables.now()), tagging, {})
        return asyncio.run(get_graph(shown, GraphAsked())).model_dump_json()

    def ask_table() -> str:
        shown = Shown(seen, asyncio.run(tables.now()), tagging, {})
        return asyncio.run(get_table(shown, tables, "crm/order_0000")).model_dump_json()

    cold, _ = timed(ask)
    warm = [timed(ask) for _ in range(5)]
    detail = [timed(ask_table) for _ in range(3)]
    graph = warm[0][1]
    said = json.loads(graph)
    print(f"{len(said['nodes'])} tables, {len(said['edges'])} edges, {len(graph) / 1e6:.1f} MB")
    print(f"graph, first after a scan of all {cold:.2f} CPU s")
    print(f"graph, then               median {statistics.median(s for s, _ in warm):.2f} CPU s")
    print(f"one table                 median {statistics.median(s for s, _ in detail):.2f} CPU s")
    store.close()
    return graph, detail[0][1]


async def told(seen: Any) -> Any:
    """Return what a person sees."""
    return seen


def timed(ask: Any) -> tuple[float, str]:
    """Return how many CPU seconds a question takes, and the answer."""
    begin = time.process_time()
    answer = ask()
    return time.process_time() - begin, answer


def definitions(count: int) -> Any:
    """Return the assets of all tables; each tenth is made from the one before."""
    from onedata_portal.api.definitions import Definition, Definitions

    found = {}
    for source in SOURCES:
        for n in range(count // len(SOURCES)):
            name = f"{WORDS[n % len(WORDS)]}_{n:04}"
            key, before = (source, name), (source, f"{WORDS[(n - 1) % len(WORDS)]}_{n - 1:04}")
            found[key] = Definition(
                key, "/".join(key), "/".join(key), "", "metadata", ("sql",), (),
                {"domain": ["trade", "people", "things"][n % 3]}, frozenset({"common"}),
                False, False, False, False, False, False, (before,) if n % 10 == 1 else (), (),
                "r", "l", "",
            )  # fmt: skip
    return Definitions("1", found)


@contextmanager
def pages() -> Iterator[str]:
    """Serve the built pages on a port of loopback."""
    import uvicorn

    from onedata_portal.web.serve import pages_app

    with socket.create_server(("127.0.0.1", 0)) as taken:
        config = uvicorn.Config(pages_app(), log_level="error", lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        server.should_exit = True
        thread.join(5)


SESSION = {
    "signed_in": True,
    "person": {
        "name": "lin", "display_name": "林晓", "email": "", "organisation": "", "source": "local",
        "is_admin": True, "language": "zh", "theme": "", "must_change_password": False,
        "projects": [],
    },
    "registration_open": False,
    "password_min_length": 8,
    "providers": [],
    "product": {"name": "OneData", "version": "1"},
}  # fmt: skip


def page_frames(graph: str, detail: str, folder: Path | None) -> None:
    """Open the page, drag the picture about and print the frames; leave pictures of it."""
    from playwright.sync_api import Route, sync_playwright

    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium: the page was not measured")
        return
    bodies = {"/api/session": json.dumps(SESSION), "/api/metadata/graph": graph}
    bodies["/api/metadata/graph/table"] = detail

    def answer(route: Route) -> None:
        path = "/api" + route.request.url.split("/api")[1].split("?")[0]
        body = bodies.get(path, '{"items": [], "total": 0}')
        route.fulfill(body=body, content_type="application/json")

    with pages() as root, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.route("**/api/**", answer)
        begin = time.perf_counter()
        page.goto(f"{root}/graph")
        page.wait_for_selector(".net-canvas canvas", timeout=60_000)
        print(f"page, laid out for the first time  {time.perf_counter() - begin:.1f} s")
        begin = time.perf_counter()
        page.reload()
        page.wait_for_selector(".net-canvas canvas", timeout=60_000)
        print(f"page, with places remembered       {time.perf_counter() - begin:.1f} s")
        for name, zooms in (("all in sight", 0), ("near", 5)):
            for _ in range(zooms):
                page.locator(".net-zoom button").first.click()
            frames(page, name)
            if folder:
                page.screenshot(path=folder / f"graph-{zooms}.png")
        browser.close()


def frames(page: Any, name: str) -> None:
    """Drag the picture for three seconds and print how many frames a second there were."""
    page.evaluate(f"() => {{ window.counted = ({FRAMES})({DRAG_MS}) }}")
    page.mouse.move(700, 450)
    page.mouse.down()
    begin, n = time.perf_counter(), 0
    while time.perf_counter() - begin < DRAG_MS / 1000:
        n += 1
        page.mouse.move(700 + n * 7 % 300, 450 + n * 3 % 200)
    page.mouse.up()
    times = page.evaluate("() => window.counted")
    gaps = sorted(b - a for a, b in pairwise(times))
    rate, slow = 1000 * len(gaps) / sum(gaps), gaps[int(len(gaps) * 0.95)]
    print(f"panning, {name:14} {rate:5.1f} frames a second, 95% of them within {slow:.0f} ms")


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    pictures = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as folder:
        graph, detail = answers(Path(folder), count)
    page_frames(graph, detail, pictures)


if __name__ == "__main__":
    main()
