from datetime import date

import polars as pl
import pytest

from onedata_assets.domain.training.panel import PanelError, panel_of
from tests.unit.training.panels import rows_of, weekly_panel

SCHEMA = {"department": pl.String, "sold_date": pl.Date, "sales_usd": pl.Float64}


def rows(*values: tuple[str | None, date, float | None]) -> pl.DataFrame:
    return pl.DataFrame(values, schema=SCHEMA, orient="row")


def test_days_without_a_row_are_days_without_sales():
    panel = panel_of(rows(("B", date(2017, 1, 4), 2.0), ("A", date(2017, 1, 1), 1.0)))
    assert panel.departments == ("A", "B")
    assert panel.first_day == date(2017, 1, 1)
    assert panel.sales.tolist() == [[1, 0, 0, 0], [0, 0, 0, 2]]


def test_the_newest_days_that_may_still_be_filling_are_left_out():
    panel = panel_of(rows_of(weekly_panel(30)), incomplete_days=2)
    assert panel.days == 28
    assert panel.last_day == date(2017, 1, 28)


def test_a_panel_survives_the_table_it_is_read_from():
    panel = weekly_panel(40)
    again = panel_of(rows_of(panel).sample(fraction=1.0, shuffle=True, seed=1))
    assert again.departments == panel.departments
    assert (again.sales == panel.sales).all()


def test_rows_without_a_department_are_left_out():
    panel = panel_of(rows((None, date(2017, 1, 1), 5.0), ("A", date(2017, 1, 2), 1.0)))
    assert panel.departments == ("A",)


@pytest.mark.parametrize(
    ("frame", "told"),
    [
        (rows(), "materialize"),
        (rows((None, date(2017, 1, 1), 1.0)), "materialize"),
        (rows(("A", date(2017, 1, 1), None)), "not numbers"),
        (rows(("A", date(2017, 1, 1), float("nan"))), "not numbers"),
        (rows(("A", date(2017, 1, 1), 1.0), ("A", date(2017, 1, 1), 2.0)), "one row per"),
        (pl.DataFrame({"department": ["A"]}), "sold_date"),
        (pl.DataFrame({"department": ["A"], "sold_date": ["x"], "sales_usd": [1.0]}), "Date"),
    ],
)
def test_a_table_that_cannot_be_forecast_from_is_refused_with_the_reason(frame, told):
    with pytest.raises(PanelError, match=told):
        panel_of(frame)


def test_a_week_that_was_not_loaded_is_refused_with_its_days():
    table = rows_of(weekly_panel(60))
    gap = table.filter(~pl.col("sold_date").is_between(date(2017, 1, 20), date(2017, 1, 26)))
    with pytest.raises(PanelError, match="2017-01-20 to 2017-01-26"):
        panel_of(gap)


def test_a_closed_day_is_counted():
    table = rows_of(weekly_panel(60))
    panel = panel_of(table.filter(pl.col("sold_date") != date(2017, 1, 20)))
    assert panel.closed_days == 1


def test_equal_panels_have_equal_digests_and_others_do_not():
    panel = weekly_panel(40)
    assert panel_of(rows_of(panel)).digest == panel.digest
    assert panel.until(38).digest != panel.digest


def test_no_day_left_after_the_incomplete_ones_is_refused():
    with pytest.raises(PanelError, match="newest 30"):
        panel_of(rows_of(weekly_panel(20)), incomplete_days=30)
