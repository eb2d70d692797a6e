"""A synthetic click log, derived from the households' real baskets with a fixed seed.

A third of the real baskets of the last 60 days are taken as ordered on line some hours before;
they and browsing visits over other real baskets make the sessions. On `FALL_DAY` the checkout
page fails between `OUTAGE_HOURS`: those orders are lost, so conversion (orders per session) falls
by about 43% against the days around it. Writing the files is in `demo/click_files.py`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

SEED = 20171212
FIRST_DAY = date(2017, 11, 3)
LAST_DAY = date(2018, 1, 1)
FALL_DAY = date(2017, 12, 12)
OUTAGE_HOURS = (9, 18)
ONLINE_SHARE = 0.35
CONVERSION = 0.30
"""Orders per session on an ordinary day; it varies by about 2% of itself from day to day."""
MAX_PRODUCTS = 4
DEVICES = ("ios", "android", "mini_program", "web")
DEVICE_SHARES = (0.38, 0.34, 0.20, 0.08)

STEPS = {"home": 0, "product": 20, "cart": 200, "checkout": 300, "end": 360}
"""Seconds after the session's start at which each page's first event happens."""


@dataclass(frozen=True)
class Visits:
    """What the sessions are made from: the baskets of the window and a source of chance."""

    baskets: pl.DataFrame
    rng: np.random.Generator


def click_events(transactions: pl.DataFrame) -> pl.DataFrame:
    """Return the events of all days, in order of time, the same for the same transactions."""
    visits = Visits(_baskets(transactions), np.random.default_rng(SEED))
    orders = _order_sessions(visits)
    sessions = pl.concat([orders, _browse_sessions(visits, orders)]).sort("started_at", "chance")
    sessions = sessions.with_columns(
        ("s" + pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(7)).alias("session_id"),
        pl.Series("device", visits.rng.choice(DEVICES, len(sessions), p=DEVICE_SHARES)),
    )
    return _numbered(pl.concat([_views(sessions), _products(sessions), _ends(sessions)]))


def _baskets(transactions: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each basket of the window and the day after it."""
    end = LAST_DAY + timedelta(days=2)
    return (
        transactions.lazy()
        .filter(pl.col("transaction_timestamp").is_between(FIRST_DAY, end, closed="left"))
        .sort("basket_id", "product_id")
        .group_by("basket_id", maintain_order=True)
        .agg(
            pl.col("household_id").first(),
            pl.col("transaction_timestamp").first().cast(pl.Datetime("ms")).alias("bought_at"),
            pl.col("product_id").head(MAX_PRODUCTS).alias("products"),
            pl.col("sales_value").sum().round(2).alias("value"),
        )
        .collect()
    )


def _order_sessions(visits: Visits) -> pl.DataFrame:
    """Return the sessions in which a real basket was ordered, or tried to be in the outage."""
    rng, count = visits.rng, len(visits.baskets)
    lead = rng.integers(2 * 3600, 20 * 3600, count)
    failed = pl.col("started_at").dt.date().eq(FALL_DAY) & pl.col(
        "started_at"
    ).dt.hour().is_between(*OUTAGE_HOURS, closed="left")
    return (
        visits.baskets.with_columns(pl.Series("lead", lead))
        .with_columns(
            (pl.col("bought_at") - pl.duration(seconds="lead")).alias("started_at"),
            pl.Series("online", rng.random(count) < ONLINE_SHARE),
            pl.Series("chance", rng.random(count)),
        )
        .filter("online", pl.col("started_at").dt.date().is_between(FIRST_DAY, LAST_DAY))
        .select(
            "household_id",
            "started_at",
            "products",
            pl.when(failed).then(pl.lit("failed")).otherwise(pl.lit("order")).alias("outcome"),
            "basket_id",
            "value",
            "chance",
        )
    )


def _browse_sessions(visits: Visits, orders: pl.DataFrame) -> pl.DataFrame:
    """Return visits without an order, as many a day as keep that day's conversion ordinary."""
    rng = visits.rng
    daily = orders.group_by(pl.col("started_at").dt.date().alias("day")).len().sort("day")
    ratio = CONVERSION * (1 + 0.02 * rng.standard_normal(len(daily)).clip(-2, 2))
    counts = np.rint(daily["len"].to_numpy() * (1 / ratio - 1)).astype(int)
    total = int(counts.sum())
    seen = visits.baskets[rng.integers(0, len(visits.baskets), total)]
    moments = orders["started_at"][rng.integers(0, len(orders), total)]
    days = daily["day"].gather(np.repeat(np.arange(len(daily)), counts))
    return seen.select(
        "household_id",
        (days.cast(pl.Datetime("ms")) + (moments - moments.dt.truncate("1d"))).alias("started_at"),
        "products",
        pl.lit("browse").alias("outcome"),
        pl.lit(None, pl.Int64).alias("basket_id"),
        pl.lit(None, pl.Float64).alias("value"),
        pl.Series("chance", rng.random(total)),
    )


def _event(event_type: str, page: pl.Expr | str, at: pl.Expr | int, **values: pl.Expr) -> pl.Expr:
    """Return the struct of one event; fields that it lacks are null."""
    seconds = at if isinstance(at, pl.Expr) else pl.lit(at)
    return pl.struct(
        pl.lit(event_type).alias("event_type"),
        (pl.lit(page) if isinstance(page, str) else page).alias("page"),
        (pl.col("started_at") + pl.duration(seconds=seconds)).alias("event_at"),
        values.get("product_id", pl.lit(None, pl.Int64)).alias("product_id"),
        values.get("basket_id", pl.lit(None, pl.Int64)).alias("basket_id"),
        values.get("order_value", pl.lit(None, pl.Float64)).alias("order_value_usd"),
    )


def _with_event(sessions: pl.DataFrame, event: pl.Expr) -> pl.DataFrame:
    return sessions.select("session_id", "household_id", "device", event.alias("event")).unnest(
        "event"
    )


def _views(sessions: pl.DataFrame) -> pl.DataFrame:
    """Return the first page of every session."""
    return _with_event(sessions, _event("page_view", "/home", STEPS["home"]))


def _products(sessions: pl.DataFrame) -> pl.DataFrame:
    """Return a view of each product, and its addition to the cart where the visit went so far."""
    seen = sessions.with_columns(
        pl.int_ranges(0, pl.col("products").list.len()).alias("place")
    ).explode("products", "place")
    product = pl.col("products")
    page = pl.concat_str(pl.lit("/product/"), product.cast(pl.String))
    later = pl.col("place") * 40
    carted = seen.filter((pl.col("outcome") != "browse") | (pl.col("chance") < 0.3))
    return pl.concat(
        [
            _with_event(
                seen, _event("page_view", page, later + STEPS["product"], product_id=product)
            ),
            _with_event(
                carted, _event("add_to_cart", page, later + STEPS["cart"], product_id=product)
            ),
        ]
    )


def _ends(sessions: pl.DataFrame) -> pl.DataFrame:
    """Return the checkout page, and the order or the error that followed it."""
    tried = sessions.filter(pl.col("outcome") != "browse")
    ordered = tried.filter(pl.col("outcome") == "order")
    failed = tried.filter(pl.col("outcome") == "failed")
    order = _event(
        "order",
        "/checkout/done",
        STEPS["end"],
        basket_id=pl.col("basket_id"),
        order_value=pl.col("value"),
    )
    return pl.concat(
        [
            _with_event(tried, _event("page_view", "/checkout", STEPS["checkout"])),
            _with_event(ordered, order),
            _with_event(failed, _event("page_view", "/checkout/error", STEPS["end"])),
        ]
    )


def _numbered(events: pl.DataFrame) -> pl.DataFrame:
    """Return the events in order of time with ids; a session stays in its first day's file."""
    number = pl.int_range(1, pl.len() + 1).over("session_id").cast(pl.String).str.zfill(2)
    return (
        events.sort("session_id", "event_at", "page", "event_type")
        .with_columns(
            pl.concat_str("session_id", number, separator="-").alias("event_id"),
            pl.col("event_at").min().over("session_id").dt.date().alias("log_day"),
        )
        .sort("event_at", "event_id")
    )
