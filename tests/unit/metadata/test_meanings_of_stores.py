"""What columns mean in warehouses, shops, works and sport: labels of periods, counts, companies."""

import pytest

from tests.unit.metadata.test_meanings_in_tables import meaning, meanings

pytestmark = pytest.mark.row("S08", "S16")

FIRMS = ["Hahn, Wilkins and Cole", "Schwital Sports", "Chen-Peters", "Garner Ltd", "Järvi Outdoors"]
CALLS = ["12345", "18033606944", "13540938556", "0571-88123456"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("RETAILER_NAME", FIRMS, "company_name"),
        ("BUS_NAME", FIRMS, "company_name"),
        ("opportunity_name", [f"{each} - Renewal 2023" for each in FIRMS], "name"),
        ("crew_name", ["Team A", "Group B", "Group C", "Night Group"], "name"),
        ("ISO_TWO_LETTER_CODE", ["AT", "AU", "BE", "CH"], "country_code"),
        ("ISO_THREE_LETTER_CODE", ["AUT", "AUS", "BEL", "CHE"], "country_code"),
        ("CallerNo", CALLS, "phone"),
        ("被叫号码", CALLS, "phone"),
        ("taille_octets", [1006316, 1007799, 101038], "size_bytes"),
        ("conso_kwh_m2", [166, 208, 143], None),
        ("surface_m2", [66, 108, 43], "area"),
        ("drugamount", [25000, 1000, 4], "quantity"),
        ("volumeoffluid", [100, 500, 250], "quantity"),
        ("STDCOST", [10.17, 10.2, 10.73], "unit_price"),
        ("d_tax", [at / 10_000 for at in range(13, 1993, 99)], None),
        ("order_tax", [13.5, 2.84, 113.09, 0.75], "amount"),
        ("CalendarYearLabel", ["Year 2007", "Year 2008", "Year 2009"], None),
        ("CalendarWeekLabel", ["Week 10", "Week 11", "Week 12"], None),
        ("dt_nascimento", ["1945-02-21", "1949-10-14", "1952-02-20"], "birth_date"),
        ("GebDatum", ["1981-04-13", "1959-04-28", "1963-05-29"], "birth_date"),
        ("PromotionAlternateKey", list(range(1, 17)), "code"),
        ("DayNumberOfWeek", [1, 2, 3, 4, 5, 6, 7], "weekday"),
        ("EnglishCountryRegionName", ["United States", "Australia", "France"], "country"),
        ("STATE_ABBR", ["OH", "IN", "KY"], "province"),
        ("sortkey", [100, 200, 300, 400], "sequence_number"),
        ("denglumingcheng", ["gh1003", "gh1006", "gh1012"], "user_name"),
        ("ActionName", ["派单", "办结", "签收"] * 40, "category"),
    ],
)
def test_names_and_values_tell_what_a_column_is(name, values, expected):
    assert meaning(name, values * 5) == expected


def test_people_at_work_are_shown_by_their_names():
    names = ["Aagaard, Qvist", "Ahlberg, Zdzimir", "Bøgh, Rixt"] * 5
    assert meaning("DISPLAYNAME", names, "LABOR") == "person_name"


def goals(**more: list[int]) -> dict[str, list[int]]:
    """Return what players did in some matches, counted from none on."""
    played = {
        name: [(at * step) % most for at in range(60)]
        for name, step, most in (
            ("GP", 7, 80),
            ("PIM", 11, 90),
            ("PPG", 3, 9),
            ("PPA", 5, 12),
            ("SOG", 13, 140),
            ("GWG", 2, 6),
            ("PTS", 17, 50),
        )
    }
    return {**played, **more}


def test_what_happened_once_or_never_is_counted_among_counts():
    once = [0, 0, 1, 0, 0, 0] * 10
    assert meanings(goals(SHA=once, GTG=once), "scoring")["SHA"] != "flag"
    assert meanings({"GP": [5, 7, 9] * 20, "SHA": once}, "scoring")["SHA"] == "flag"
    assert meanings(goals(is_rookie=once), "scoring")["is_rookie"] == "flag"
