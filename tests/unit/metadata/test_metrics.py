"""Metrics as rules: what they are computed by, made of, and held to."""

from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.metadata.documents import DocumentError
from onedata_assets.domain.metadata.metric_forms import form_of
from onedata_assets.domain.metadata.metric_sql import compiled
from onedata_assets.domain.metadata.metric_values import Truth, outcomes
from onedata_assets.domain.metadata.metrics import Grain, Metric
from onedata_resources.clients.lake_sql import run_query

pytestmark = pytest.mark.row("F040")
TODAY = date(2026, 11, 26)
SALES = ("dwd", "sales")
ROWS = pl.LazyFrame(
    {
        "day": [date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 25)],
        "store": ["a", "a", None],
        "usd": [10.0, 6.0, 4.0],
        "basket": [1, 2, 2],
    }
)


def metric(name, **fields):
    return Metric.read({"name": name, "label_zh": name, **fields})


AMOUNT = metric(
    "amount",
    sql="SELECT day, store, sum(usd) AS value FROM dwd.sales GROUP BY ALL",
    grain="day",
    dimensions=["store"],
)
TOTAL = metric("total", sql="SELECT day, sum(usd) AS value FROM dwd.sales GROUP BY 1", grain="day")
FREE = metric("free", sql="SELECT day, 0 AS value FROM dwd.sales GROUP BY 1", grain="day")
BASIS = {each.name: each for each in (AMOUNT, TOTAL, FREE)}


def computed(made, others=BASIS):
    query = compiled(made, {**others, made.name: made}, stored=False)
    found = run_query(query, {SALES: ROWS}, {SALES: ROWS}.__getitem__)
    return sorted(found.rows(), key=repr)


def derived(expression, name="made"):
    return metric(name, kind="derived", expression=expression)


def test_a_share_joins_metrics_of_fewer_dimensions_on_those_that_they_share():
    assert computed(derived("100 * amount / total")) == [
        (date(2026, 11, 24), "a", 100.0),
        (date(2026, 11, 25), "a", 60.0),
        (date(2026, 11, 25), None, 40.0),
    ]


def test_what_is_divided_by_zero_is_empty():
    assert [row[-1] for row in computed(derived("total / free"))] == [None, None]


def test_a_metric_of_derived_metrics_is_computed_from_the_tables():
    half = derived("amount / 2", "half")
    found = computed(derived("half + half"), {**BASIS, "half": half})
    assert [row[-1] for row in found] == [10.0, 6.0, 4.0]


def test_a_derived_metric_reads_the_values_of_its_parts_where_they_are_stored():
    query = compiled(derived("amount / total"), BASIS, stored=True)
    assert "ads.metric_amount" in query
    assert "dwd.sales" not in query


def test_grain_and_dimensions_follow_from_the_parts():
    form = form_of(derived("total + amount"), BASIS)
    assert (form.grain, form.dimensions) == (Grain.DAY, ("store",))


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("sum(amount)", "arithmetic"),
        ("amount; amount", "arithmetic"),
        ("(SELECT 1) + amount", "arithmetic"),
        ("amount FROM dwd.sales", "arithmetic"),
        ("secret_function(amount)", "arithmetic"),
        ("1 + 2", "arithmetic"),
        ("amount +", "cannot be read"),
        ("amount + nobody", "no metric nobody"),
        ("amount + weekly", "different periods"),
    ],
)
def test_an_expression_that_is_no_arithmetic_over_metrics_is_refused(expression, named):
    weekly = TOTAL.model_copy(update={"name": "weekly", "grain": Grain.WEEK})
    with pytest.raises(DocumentError, match=named):
        form_of(derived(expression), {**BASIS, "weekly": weekly})


def test_a_circle_is_told_from_its_beginning():
    one, two = derived("two + 1", "one"), derived("one + 1", "two")
    with pytest.raises(DocumentError, match="one → two → one"):
        form_of(one, {"one": one, "two": two})


@pytest.mark.parametrize(
    "fields",
    [
        {"sql": "SELECT 1", "kind": "derived"},
        {"expression": "a + b"},
        {"min_value": 2, "max_value": 1},
        {"dimensions": ["value"]},
        {"dimensions": ["a", "a"]},
        {"fresh_days": 1},
        {"state": "online"},
        {"name": "1x"},
        {"unknown": 1},
    ],
)
def test_what_contradicts_itself_is_refused_in_both_languages(fields):
    with pytest.raises(DocumentError) as told:
        metric(**{"name": "made", **fields})
    assert told.value.en
    assert told.value.zh != told.value.en


def values(*rows):
    return pl.DataFrame(rows, schema=["day", "value"], orient="row")


RULED = TOTAL.model_copy(
    update={"min_value": 0, "max_value": 100, "max_change_percent": 50, "fresh_days": 2}
)
GOOD = values((date(2026, 11, 24), 40.0), (date(2026, 11, 25), 50.0))


@pytest.mark.parametrize(
    ("found", "broken"),
    [
        (GOOD, set()),
        (values((date(2026, 11, 24), 40.0), (date(2026, 11, 25), None)), {Truth.WHOLE}),
        (GOOD.clear(), {Truth.WHOLE, Truth.FRESH}),
        (values((date(2026, 11, 25), 40.0), (date(2026, 11, 25), 41.0)), {Truth.ONE_EACH}),
        (values((date(2026, 11, 24), 90.0), (date(2026, 11, 25), 101.0)), {Truth.BOUNDED}),
        (values((date(2026, 11, 24), 20.0), (date(2026, 11, 25), 50.0)), {Truth.STEADY}),
        (values((date(2026, 11, 20), 40.0), (date(2026, 11, 21), 50.0)), {Truth.FRESH}),
    ],
)
def test_each_rule_is_broken_by_what_breaks_it_alone(found, broken):
    told = outcomes(RULED, found, TODAY, None)
    assert {each.truth for each in told if not each.passed} == broken
    assert {each.truth for each in told} == set(Truth)


@pytest.mark.parametrize(("now", "passed"), [(140.0, True), (160.0, False)])
def test_a_metric_without_time_is_compared_with_its_last_run(now, passed):
    whole = metric("whole", sql="SELECT 1 AS value FROM a.b", max_change_percent=50)
    before, after = pl.DataFrame({"value": [100.0]}), pl.DataFrame({"value": [now]})
    told = {each.truth: each.passed for each in outcomes(whole, after, TODAY, before)}
    assert told == {Truth.WHOLE: True, Truth.STEADY: passed}
