"""Activity at hours, and sign-ins from networks, that somebody was never seen at before."""

from __future__ import annotations

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from onedata_assets.domain.security.usage import Use
from onedata_assets.domain.security.usage_evidence import facts_of_evidence, formed
from onedata_assets.domain.security.usage_rules import UsageRules

if TYPE_CHECKING:
    import polars as pl

HOURS = 24


def off_hours(
    log: pl.DataFrame, known: pl.DataFrame, judged: pl.Expr, rules: UsageRules
) -> pl.DataFrame:
    """Return the days with activity at hours near which the person had none before.

    `known` is what `usage_amounts.histories` returned; `judged` is true of the days to tell.
    """
    import polars as pl

    hours = _hours(log)
    new = _hours_not_seen(hours.filter(judged), hours, rules)
    return formed(
        new.group_by("actor", "day")
        .agg(
            *_joined_facts(),
            pl.col("hour").sort().alias("hours"),
        )
        .filter(pl.col("records") >= rules.least_off_hours)
        .join(known.select("actor", "day", "history_days"), on=["actor", "day"])
        .filter(pl.col("history_days") >= rules.least_history)
        .with_columns(
            kind=pl.lit("off_hours"),
            value=pl.col("records"),
            subject=pl.col("hours").list.eval(pl.format("{}:00", pl.element())).list.join(", "),
        )
    )


def _joined_facts() -> list[pl.Expr]:
    """Return the facts of several groups of records as those of one."""
    import polars as pl

    return [
        pl.col("since").min(),
        pl.col("until").max(),
        pl.col("records").sum(),
        pl.col("first_sequence").min(),
    ]


def _hours(log: pl.DataFrame) -> pl.DataFrame:
    """Return each hour of each day in which somebody was active."""
    import polars as pl

    active = log.lazy().filter("is_active").group_by("actor", "day", "hour")
    return active.agg(*facts_of_evidence(pl.lit(""))).collect()


def _hours_not_seen(judged: pl.DataFrame, hours: pl.DataFrame, rules: UsageRules) -> pl.DataFrame:
    """Return the hours at or near which the person was not active on an earlier day."""
    import polars as pl

    long_ago = pl.col("seen_on") < pl.col("day") - timedelta(days=rules.baseline_days)
    seen = judged.sort("day").join_asof(
        _seen(hours, rules.near_hours),
        left_on="day",
        right_on="seen_on",
        by=["actor", "hour"],
        allow_exact_matches=False,
        coalesce=False,
        check_sortedness=False,
    )
    return seen.filter(pl.col("seen_on").is_null() | long_ago)


def _seen(hours: pl.DataFrame, near: int) -> pl.DataFrame:
    """Return each hour at or near which somebody was active, and the day."""
    import polars as pl

    around = pl.int_ranges(pl.col("hour").cast(pl.Int16) - near, pl.col("hour") + near + 1)
    return (
        hours.lazy()
        .select("actor", pl.col("day").alias("seen_on"), around.alias("hour"))
        .explode("hour")
        .with_columns((pl.col("hour") % HOURS).cast(pl.Int8))
        .unique()
        .sort("seen_on")
        .collect()
    )


def new_networks(log: pl.DataFrame, judged: pl.Expr, rules: UsageRules) -> pl.DataFrame:
    """Return the first sign-ins from networks that neither the person nor several others used."""
    import polars as pl

    sign_ins = log.filter((pl.col("use") == Use.SIGN_IN.value) & ~pl.col("is_refused"))
    places = networks(sign_ins["address"].unique().to_list(), rules)
    signed = sign_ins.join(places, on="address").sort("at", "sequence")
    before = pl.col("day").cum_count().over("actor").cast(pl.Int64).alias("history_days")
    days = signed.select("actor", "day").unique().sort("day").with_columns(before)
    return formed(
        _arrivals(signed)
        .filter(judged & (pl.col("others") < rules.shared_network))
        .sort("day")
        .join_asof(days, on="day", by="actor", allow_exact_matches=False, check_sortedness=False)
        .filter(pl.col("history_days") >= rules.least_sign_in_days)
        .group_by("actor", "day")
        .agg(
            *_joined_facts(),
            pl.col("history_days").first(),
            pl.col("subject").sort().str.join(", "),
        )
        .with_columns(kind=pl.lit("new_network"))
    )


def _arrivals(signed: pl.DataFrame) -> pl.DataFrame:
    """Return the first sign-in of each person from each network, and who was there before."""
    import polars as pl

    first = signed.group_by("actor", "network", maintain_order=True).agg(
        pl.col("day").first(), *facts_of_evidence(pl.col("network").first())
    )
    others = pl.col("since").rank("ordinal").over("network") - 1
    return first.with_columns(others=others, until=pl.col("since"), records=pl.lit(1))


def networks(addresses: list[str], rules: UsageRules) -> pl.DataFrame:
    """Return the network of each address; what is no address has none."""
    import polars as pl

    found = {given: network_of(given, rules) for given in addresses}
    rows = {given: network for given, network in found.items() if network}
    return pl.DataFrame(
        {"address": list(rows), "network": list(rows.values())},
        schema={"address": pl.String, "network": pl.String},
    )


def network_of(given: str, rules: UsageRules) -> str:
    """Return the network that an address is in, empty for what is no address."""
    try:
        address = ip_address(given)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    bits = rules.ipv4_bits if address.version == 4 else rules.ipv6_bits
    return str(ip_network((address, bits), strict=False))
