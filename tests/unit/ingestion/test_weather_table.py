"""Items of the weather interface become a typed table, or an error that says what is wrong."""

from datetime import date

import pytest

from onedata_assets.domain.ingestion.weather import WeatherFormError, weather_table

GOOD = {
    "store_id": 31,
    "weather_date": "2017-01-02",
    "high_c": 3.5,
    "low_c": -2.0,
    "rain_mm": 0.0,
    "condition": "sunny",
    "condition_zh": "晴",
}


def test_rows_are_typed_and_ordered():
    frame = weather_table([GOOD, GOOD | {"weather_date": "2017-01-01"}])
    assert frame["weather_date"].to_list() == [date(2017, 1, 1), date(2017, 1, 2)]


def test_unknown_fields_are_left_out():
    assert weather_table([GOOD | {"wind": 3}]).width == len(GOOD)


def test_no_items_are_an_empty_table():
    assert weather_table([]).height == 0


@pytest.mark.parametrize(
    "bad",
    [
        {"store_id": "north"},
        {"store_id": None},
        {"weather_date": "2017-02-30"},
        {"weather_date": None},
        {"high_c": "warm"},
    ],
)
def test_an_item_of_another_form_is_refused(bad):
    with pytest.raises(WeatherFormError):
        weather_table([GOOD, GOOD | {"store_id": 32} | bad])


def test_two_rows_for_one_day_of_a_store_are_refused():
    with pytest.raises(WeatherFormError, match="two rows"):
        weather_table([GOOD, GOOD])
