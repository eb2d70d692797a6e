"""The moments that parsed calendar fields say; every expected value is what Java answers."""

import pytest

from onedata_resources.kettle.values.date_mask import parse_moment

CASES = [
    # week of the year: Sunday first, January 1 in week 1
    ("yyww", "0953", "2009-12-27", None),
    ("yyww", "0901", "2008-12-28", None),
    ("yyyy ww", "2024 53", "2024-12-29", None),
    ("yyyy-'W'ww-u", "2023-W07-3", "2023-02-15", "2023-02-15"),
    ("yyyy ww EEE", "2023 07 Wed", "2023-02-15", "2023-02-15"),
    ("yyyy MM ww", "2023 05 02", "2023-01-08", None),
    # a week year, which gives the day unless a year follows it
    ("YYYY-MM-dd", "2023-05-17", "2023-01-01", "2023-01-01"),
    ("YYYY yyyy-MM-dd", "2020 2023-05-17", "2023-05-17", "2023-05-17"),
    ("yyyy-MM-dd YYYY", "2023-05-17 2020", "2019-12-29", "2019-12-29"),
    ("YYYY ww u", "2023 01 1", "2023-01-02", "2023-01-02"),
    ("YYYY ww u", "2020 54 9", "2021-01-12", None),
    ("YY", "21", "2020-12-27", "2020-12-27"),
    ("D yy YYYY", "14 21 2024", "2023-12-31", None),
    # weeks and weekdays of a month
    ("yyyy MM W", "2023 05 2", "2023-05-07", "2023-05-07"),
    ("yyyy MM W EEE", "2023 05 2 Tue", "2023-05-09", "2023-05-09"),
    ("yyyy MM F EEE", "2023 05 2 Tue", "2023-05-09", "2023-05-09"),
    ("yyyy F", "2023 3", "2023-01-15", "2023-01-15"),
    ("MM F", "03 -1", "1970-03-29", None),
    ("EEE yyyy", "Wed 2023", "2023-01-04", "2023-01-04"),
    ("d EEE W", "5 Mon 3", "1970-01-12", None),
    # the last field that says the day counts; strictly all have to agree
    ("yyyy MM dd DDD", "2023 05 17 200", "2023-07-19", None),
    ("DDD yyyy MM dd", "200 2023 05 17", "2023-05-17", None),
    ("yyyy MM dd EEE", "2023 05 17 Mon", "2023-05-17", None),
    ("yyyy MM dd ww", "2023 05 17 20", "2023-05-17", "2023-05-17"),
    ("yyyy ww MM dd EEE", "2023 20 03 01 Wed", "2023-05-17", None),
    ("yyyy-MM-dd", "2023-13-40", "2024-02-09", None),
]


@pytest.mark.parametrize(("mask", "text", "lenient", "strict"), CASES)
def test_the_day_is_that_of_java(mask, text, lenient, strict):
    days = [parse_moment(text, mask, lenient=kind) for kind in (True, False)]
    assert [day and day.date().isoformat() for day in days] == [lenient, strict]


@pytest.mark.parametrize(
    ("mask", "text", "lenient", "strict"),
    [
        ("hh:mm", "13:05", "01-01 13:05", None),
        ("hh:mm a", "12:05 AM", "01-01 00:05", "01-01 00:05"),
        ("hh:mm a", "13:05 PM", "01-02 01:05", None),
        ("hh:mm", "00:05", "01-01 00:05", None),
        ("HH:mm a", "15:05 AM", "01-01 15:05", None),
        ("HH:mm hh a", "15:05 02 AM", "01-01 02:05", None),
        ("kk:mm", "24:10", "01-01 00:10", "01-01 00:10"),
        ("KK:mm a", "12:10 PM", "01-02 00:10", None),
        ("a", "PM", "01-01 12:00", "01-01 12:00"),
    ],
)
def test_the_hour_is_that_of_java(mask, text, lenient, strict):
    moments = [parse_moment(text, mask, lenient=kind) for kind in (True, False)]
    assert [moment and f"{moment:%m-%d %H:%M}" for moment in moments] == [lenient, strict]
