"""Which use is unusual: measured on logs with labels, and what must never be found."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onedata_assets.domain.i18n import Language
from onedata_assets.domain.security.usage_findings import KINDS, texts
from onedata_assets.domain.security.usage_places import network_of
from onedata_assets.domain.security.usage_report import Days, report
from onedata_assets.domain.security.usage_rules import UsageRules
from tests.unit.security.usage_logs import (
    FIRST,
    JUDGED,
    LAST,
    ZONE,
    Label,
    Log,
    days,
    incident,
    labelled,
    moment,
    quiet,
)

OCTOBER = Days(JUDGED, LAST, ZONE)
DAY = date(2026, 10, 14)


def found(log: Log, names: dict[str, str] | None = None) -> pl.DataFrame:
    return report(log.frame(names), OCTOBER).findings


def labels(findings: pl.DataFrame) -> set[Label]:
    return set(findings.select("kind", "actor", "day").iter_rows())


@pytest.fixture(scope="module")
def known() -> tuple[Log, pl.DataFrame]:
    """A log with incidents, and what is found in it."""
    log = labelled()
    return log, found(log)


@pytest.mark.row("S82")
def test_every_labelled_incident_is_found_and_nothing_else(known):
    log, findings = known
    assert {kind for kind, _, _ in log.labels} == set(KINDS)
    assert labels(findings) == log.labels


@pytest.mark.parametrize("seed", [2, 5, 6])
def test_a_quiet_log_gives_nothing(seed):
    assert found(quiet(seed=seed)).height == 0


def test_new_people_give_nothing(known):
    """Everything that somebody does in the first two weeks would be new."""
    log = Log()
    for day in list(days(JUDGED))[:9]:
        log.add("new", "sign_in", moment(day, 9), address=f"10.{day.day}.0.1")
        log.many(3 * day.day**2, "new", "data.read", moment(day, day.day), result="allowed")
    assert found(log).height == 0


def test_a_finding_names_the_records_behind_it_and_what_is_usual(known):
    log, findings = known
    frame = log.frame()
    for row in findings.iter_rows(named=True):
        first = frame.row(row["first_sequence"] - 1, named=True)
        assert (first["actor"], first["at"]) == (row["actor"], row["since"])
        assert row["since"] <= row["until"]
        assert row["records"] > 0
        if row["kind"] in {"many_reads", "many_exports", "many_rows", "many_refusals"}:
            assert row["value"] > row["limit"] >= row["usual"]
            assert row["history_days"] >= UsageRules().least_history


def test_every_finding_has_its_reason_in_both_languages(known):
    _, findings = known
    for row in findings.iter_rows(named=True):
        assert "{" not in row["reason_zh"] + row["reason_en"]
        assert any("一" <= sign <= "鿿" for sign in row["reason_zh"])
        assert not any("一" <= sign <= "鿿" for sign in row["reason_en"])
    assert {name.removeprefix("usage.") for name in texts().texts} == set(KINDS)
    assert {code for text in texts().texts.values() for code in text} == set(Language)


@settings(max_examples=5)
@given(order=st.permutations(range(40)))
def test_other_names_of_people_change_nothing_but_the_names(known, order):
    log, findings = known
    names = {f"person{old:02}": f"person{new:02}" for old, new in enumerate(order)}
    renamed = found(log, names)
    there = findings.with_columns(pl.col("actor").replace(names))
    assert renamed.sort("kind", "day", "actor").equals(there.sort("kind", "day", "actor"))


@settings(max_examples=5)
@given(shift=st.integers(0, 6))
def test_what_happened_to_others_changes_nothing_for_a_person(known, shift):
    """Amounts and hours are judged by the person's own days, whoever else is there."""
    log, findings = known
    kept = [f"person{number:02}" for number in range(40) if number % 7 != shift]
    fewer = Log([row for row in log.rows if row["actor"] in kept])
    own = pl.col("kind") != "new_network"
    mine = findings.filter(own & pl.col("actor").is_in(kept))
    assert labels(found(fewer).filter(own)) == labels(mine)


def test_a_busy_day_of_each_week_is_usual():
    log = Log()
    for day in days():
        log.many(60 if day.isoweekday() == 1 else 1, "lin", "audit.export", moment(day, 9))
    log.many(60, "lin", "audit.export", moment(DAY, 9.5))
    assert found(log).height == 0
    log.many(60, "lin", "audit.export", moment(DAY, 10))
    assert labels(found(log)) == {("many_exports", "lin", DAY)}


def test_a_network_that_others_sign_in_from_is_the_companys():
    log = quiet(people=4, seed=3)
    for number in range(3):
        for day in days(FIRST, JUDGED - timedelta(days=5)):
            log.add(f"other{number}", "sign_in", moment(day, 9), address="203.0.113.7")
    incident(log, "new_network", "person01", DAY)
    assert found(log).height == 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.0.0/16"),
        ("::ffff:10.1.2.3", "10.1.0.0/16"),
        ("2001:db8:1:2::9", "2001:db8:1::/48"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_an_address_is_in_a_network(address, network):
    assert network_of(address, UsageRules()) == network


def test_failures_long_before_a_sign_in_are_no_guesses():
    log = Log()
    log.many(9, "lin", "sign_in", moment(DAY, 9), result="refused")
    log.add("lin", "sign_in", moment(DAY, 11))
    assert found(log).height == 0


@pytest.mark.parametrize(
    ("action", "more", "is_found"),
    [
        ("person.change", {"object": "lin", "details": {"is_admin": True}}, True),
        ("person.change", {"object": "lin", "details": {"is_admin": False}}, False),
        ("person.change", {"object": "wang", "details": {"is_admin": True}}, False),
        ("member.set", {"object": "lin", "result": "refused"}, False),
        ("policies.set", {"details": {"policies": ["allow person:lin run"]}}, True),
        ("policies.set", {"details": {"policies": ["deny person:lin run"]}}, False),
        ("policies.set", {"details": {"policies": ["allow person:linda run"]}}, False),
        ("data_policies.set", {"details": {"policies": [{"subject": "person:lin"}]}}, True),
        ("data_policies.set", {"details": {"policies": [{"subject": "role:dev"}]}}, False),
    ],
)
def test_rights_to_the_own_account_are_found(action, more, is_found):
    log = Log()
    log.add("lin", action, moment(DAY, 9), **more)
    assert (found(log).height == 1) is is_found
