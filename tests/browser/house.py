"""The whole portal on a port: its built pages, its API, Dagster's pages, the runs of a shop."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import uvicorn
from starlette.types import ASGIApp

from onedata_assets.domain.metadata.metrics import Metric
from onedata_assets.domain.metadata.model import TableName
from onedata_assets.domain.metadata.registers import RegisteredTable
from onedata_assets.domain.security.roles import Role
from onedata_portal.gateway.dagster_ui.app import dagster_app
from onedata_portal.portal import Portal, make_portal
from onedata_portal.server import portal_app
from onedata_portal.web.serve import pages_app
from onedata_resources.clients.lake import LakeClient
from onedata_resources.store.annotations import Annotations, NewAnnotation
from onedata_resources.store.audit import Event
from onedata_resources.store.database import open_store
from onedata_resources.store.documents import Documents, Draft
from onedata_resources.store.glossary import Glossary, TermVersion
from tests.component.portal.shop_world import Shop
from tests.component.tables.known_shop import scanned as scanned_crm
from tests.component.tables.scanned import refers, scanned, table

KEY = b"only the browser tests know this"
PASSWORD = "violet tractor 7 harbour"
ADMIN, CREATOR, VIEWER = "admin", "carol", "vera"


TERMS = (
    {"name": "buyer", "title_zh": "买家", "title_en": "Buyer", "domain": "trade"},
    {
        "name": "buyer_phone",
        "title_zh": "买家电话",
        "title_en": "Phone of a buyer",
        "definition_zh": "联系买家所用的电话",
        "definition_en": "The phone by which a buyer is reached",
        "synonyms": ["mobile"],
        "parent": "buyer",
        "domain": "trade",
    },
)


@dataclass
class House:
    """A portal that runs, and what happened in it."""

    root: str
    portal: Portal
    shop: Shop


def fill(portal: Portal) -> None:
    """Let an administrator and two members of the shop be there, and two versions of a table."""
    now = datetime.now(UTC)
    for city in ("上海", "杭州"):
        buyers = {"buyer_id": [1, 2], "mobile": ["13812345678", None], "city": [city, "北京"]}
        portal.lake.write(["dim", "buyer"], pl.DataFrame(buyers))
    people = {ADMIN: "林晓", CREATOR: "Carol Bell", VIEWER: "王建国"}
    for name, shown in people.items():
        portal.people.add(
            name,
            now=now,
            password=PASSWORD,
            display_name=shown,
            email=f"{name}@example.org",
            is_admin=name == ADMIN,
        )
    use(portal, now)
    document(portal, now)
    scanned_crm(portal.store, now, "crm")
    Glossary(portal.store).put(
        *(TermVersion(each["name"], 1, "draft", each, "carol", "", now) for each in TERMS)
    )
    said = NewAnnotation("dim/buyer", "city", "tag", "quality:gold", "carol", "looked at")
    Annotations(portal.store).add(said, now)
    scan(portal, now)
    portal.projects.add("shop", title="零售 · Shop", now=now)
    portal.projects.set_role("shop", CREATOR, Role.CREATOR, now)
    portal.projects.set_role("shop", VIEWER, Role.VIEWER, now)


def scan(portal: Portal, now: datetime) -> None:
    """Let two sources be known whose tables refer to each other, but for one that no key joins."""
    buyer = TableName("", "buyer")
    orders = table(TableName("", "orders"), ["order_id", "buyer_id", "amount_cny"], rows=3000)
    report = table(
        TableName("", "report"), ["id", "total_cny", "best_buyer"], order_id="orders.order_id"
    )
    left = table(TableName("", "left"), ["id"])
    found = {
        "orders": [refers("buyer_id", "dim", buyer)],
        "report": [refers("best_buyer", "dim", buyer)],
    }
    scanned(portal.store, "shop", [orders, report, left], now, found)
    scanned(portal.store, "dim", [table(buyer, ["id", "phone", "city"])], now)


def use(portal: Portal, now: datetime) -> None:
    """Let two people use the platform for two weeks, one of them very much on the last day."""
    for ago in range(14, -1, -1):
        for name in ("wang", "li"):
            read = Event(name, "data.read", "table", "dwd/orders", "shop", "allowed")
            for _ in range(1 if ago or name == "li" else 30):
                portal.audit.write(read, now - timedelta(days=ago))
    portal.audit.write(Event("li", "member.set", "member", "li", "shop"), now)


def document(portal: Portal, now: datetime) -> None:
    """Let two metrics and two registered tables be there, one of each changed once."""
    amount = {
        "name": "buyers",
        "label_zh": "买家数",
        "label_en": "Buyers",
        "sql": "SELECT city, count(*) AS value FROM dim.buyer GROUP BY city",
        "dimensions": ["city"],
        "level": "core",
        "max_value": 1000,
        "caliber": "按城市统计买家人数 · Buyers by city",
    }
    half = {"name": "half", "label_zh": "一半", "kind": "derived", "expression": "buyers / 2"}
    column = {"name": "dt", "type": "string", "description": "日期 · day", "partition": "main"}
    orders = {"db": "hive", "table": "orders", "description": "订单 · Orders", "columns": [column]}
    far = {"db": "hive", "table": "dwd_far_di", "owner": "lin", "storage_bytes": 13_421_772_800}
    for kind, told in (("metric", [amount, half]), ("register", [orders, far])):
        documents = Documents(portal.store, kind)
        for each in told:
            read = Metric.read(each) if kind == "metric" else RegisteredTable.read(each)
            content = read.model_dump(mode="json")
            kept = {"metric": content} if kind == "metric" else content
            draft = Draft(read.name, "shop", kept)
            documents.put([draft], now, actor="carol", reason="created")
    changed = Metric.read({**amount, "unit": "人"}).model_dump(mode="json")
    draft = Draft("buyers", "shop", {"metric": changed}, 1)
    Documents(portal.store, "metric").put([draft], now, actor="admin", reason="changed")


@contextmanager
def listening(app: ASGIApp) -> Iterator[int]:
    """Serve an app on a free port of loopback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config = uvicorn.Config(app, log_level="error", lifespan="off", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        # Signals are pytest's.
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        try:
            yield port
        finally:
            server.should_exit = True
            thread.join(10)


@contextmanager
def house(home: Path, shop: Shop, prefix: str = "") -> Iterator[House]:
    """Serve the portal below a path prefix, over the shop and a store of its own."""
    store = open_store(f"sqlite:///{home}/store.db")
    portal = make_portal(store, KEY, lake=LakeClient(f"{home}/lake"), default_project="common")
    fill(portal)
    pages = dagster_app(shop.api.two.process, f"{prefix}/dagster")
    app = portal_app(portal, dagster=pages, web=pages_app(), prefix=prefix)
    with listening(app) as port:
        yield House(f"http://127.0.0.1:{port}{prefix}", portal, shop)
    store.close()
