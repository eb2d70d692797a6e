"""References as open products have them: made-up numbers, posts and their numbers, who did it."""

import random

import polars as pl
import pytest

from onedata_assets.domain.metadata.initials_names import spelled
from onedata_assets.domain.metadata.naming import Name, column_name, split
from onedata_assets.domain.metadata.person_names import Role, role_of
from tests.unit.metadata.relational import found, one, relations

pytestmark = pytest.mark.row("S10")
RNG = random.Random(71)


def made_up(count: int) -> list[str]:
    return [f"{RNG.getrandbits(128):032x}" for _ in range(count)]


def spread(low: int, high: int, count: int) -> list[int]:
    return sorted(RNG.sample(range(low, high), count))


def test_numbers_that_are_made_up_tell_what_is_meant_without_a_name():
    currencies, posted = made_up(13), made_up(700)
    frames = {
        "commodities": pl.DataFrame({"guid": currencies, "fraction": [100] * 13}),
        "transactions": pl.DataFrame({"guid": posted, "num": RNG.choices(["", "a"], k=700)}),
        "invoices": pl.DataFrame(
            {
                "guid": made_up(90),
                "currency": RNG.choices(currencies[:2], k=90),
                "post_txn": RNG.sample(posted, 90),
            }
        ),
    }
    assert found(frames) == {
        one("invoices", "currency", "commodities", "guid"),
        one("invoices", "post_txn", "transactions", "guid"),
    }


def forum() -> dict[str, pl.DataFrame]:
    """Return posts that are numbered within their topics, and who read these."""
    topics, users = spread(1, 900, 300), spread(1, 500, 250)
    posts = [(topic, at) for topic in topics for at in range(1, RNG.randint(3, 9))]
    readers = sorted({(RNG.choice(topics), RNG.choice(users)) for _ in range(4000)})
    of_topic: dict[int, list[int]] = {}
    for topic, user in readers:
        of_topic.setdefault(topic, []).append(user)
    return {
        "users": pl.DataFrame({"id": users, "username": [f"u{at}" for at in users]}),
        "topics": pl.DataFrame({"id": topics, "views": RNG.choices(range(900), k=300)}),
        "categories": pl.DataFrame({"id": range(1, 19), "slug": [f"c{at}" for at in range(18)]}),
        "posts": pl.DataFrame(
            {
                "id": spread(1, 4 * len(posts), len(posts)),
                "topic_id": [topic for topic, _ in posts],
                "user_id": [RNG.choice(of_topic[topic]) for topic, _ in posts],
                "post_number": [number for _, number in posts],
                "post_type": RNG.choices([1, 3], k=len(posts)),
            }
        ),
        "topic_users": pl.DataFrame(
            {
                "id": spread(1, 9000, len(readers)),
                "topic_id": [topic for topic, _ in readers],
                "user_id": [user for _, user in readers],
                "seen": RNG.choices(range(30), k=len(readers)),
            }
        ),
    }


def test_a_post_is_of_its_topic_and_its_user_not_of_who_read_it():
    assert found(forum()) == {
        one("posts", "topic_id", "topics", "id"),
        one("posts", "user_id", "users", "id"),
        one("topic_users", "topic_id", "topics", "id"),
        one("topic_users", "user_id", "users", "id"),
    }


def test_what_is_driven_is_of_the_policy_and_of_the_driver_where_not_all_are_named_in_it():
    drivers, policies = spread(1, 2000, 800), spread(1, 1500, 500)
    named = sorted({(RNG.choice(policies), RNG.choice(drivers)) for _ in range(1500)})
    claims = [*RNG.sample(named, 190), *((policies[at], drivers[at]) for at in range(6))]
    frames = {
        "Driver": pl.DataFrame({"DriverId": drivers, "Points": RNG.choices(range(9), k=800)}),
        "Policy": pl.DataFrame({"PolicyId": policies, "Excess": RNG.choices([100, 250], k=500)}),
        "PolicyDriver": pl.DataFrame(
            {
                "PolicyId": [policy for policy, _ in named],
                "DriverId": [driver for _, driver in named],
                "IsMain": RNG.choices(["Y", "N"], k=len(named)),
            }
        ),
        "Claim": pl.DataFrame(
            {
                "ClaimId": spread(1, 900, len(claims)),
                "PolicyId": [policy for policy, _ in claims],
                "DriverId": [driver for _, driver in claims],
            }
        ),
    }
    told = found(frames)
    assert one("Claim", "PolicyId", "Policy", "PolicyId") in told
    assert one("Claim", "DriverId", "Driver", "DriverId") in told


def test_who_manages_from_a_day_on_is_an_employee_not_a_title_from_that_day():
    people = spread(10_000, 13_000, 900)
    titles = [(person, day) for person in people for day in RNG.sample(range(2000), 2)]
    managers = RNG.sample(titles, 20)
    frames = {
        "employees": pl.DataFrame({"emp_no": people, "last_name": RNG.choices("abc", k=900)}),
        "titles": pl.DataFrame(
            {
                "emp_no": [person for person, _ in titles],
                "from_date": [day for _, day in titles],
                "title": RNG.choices(["Engineer", "Staff"], k=len(titles)),
            }
        ).with_columns(pl.date(1990, 1, 1) + pl.duration(days="from_date")),
        "dept_manager": pl.DataFrame(
            {
                "emp_no": [person for person, _ in managers],
                "from_date": [day for _, day in managers],
            }
        ).with_columns(pl.date(1990, 1, 1) + pl.duration(days="from_date")),
    }
    told = found(frames)
    assert one("dept_manager", "emp_no", "employees", "emp_no") in told
    assert not any(len(pairs) > 1 for _, pairs, _ in told)


def test_minutes_of_a_time_of_day_are_no_row_above_it():
    times = [(hour, minute) for hour in range(24) for minute in (0, 15, 30, 45)]
    frames = {
        "dim_time": pl.DataFrame(
            {
                "time_key": [100 * hour + minute for hour, minute in times],
                "minute_no": [minute for _, minute in times],
            }
        )
    }
    assert found(frames) == set()


def test_where_somebody_lives_is_no_customer_that_lives_there_alone():
    codes = [f"SW{at // 9} {at % 9}AB" for at in range(400)]
    frames = {
        "Customer": pl.DataFrame({"CustomerId": spread(1, 900, 400), "Postcode": codes}),
        "Policy": pl.DataFrame(
            {"PolicyId": range(1, 301), "OvernightPostcode": RNG.choices(codes, k=300)}
        ),
    }
    assert found(frames) == set()


def test_an_invoice_that_another_reverses_is_one_of_the_same_table():
    numbers = [f"R{at:05}" for at in range(1, 301)]
    reversed_ = [numbers[at - 9] if at % 20 == 10 else None for at in range(300)]
    frames = {
        "Rechnungen": pl.DataFrame(
            {
                "RechnungsNr": numbers,
                "StornoZu": reversed_,
                "Netto": RNG.choices([9.5, 7.25], k=300),
            }
        )
    }
    assert found(frames) == {one("Rechnungen", "StornoZu", "Rechnungen", "RechnungsNr")}


def test_a_table_changed_a_meter_for_another_by_its_own_number_first():
    meters = spread(10_000, 12_000, 1200)
    frames = {
        "T_SB": pl.DataFrame({"SBID": meters, "KJ": RNG.choices([15, 20, 25], k=1200)}),
        "T_HBJL": pl.DataFrame(
            {
                "HBID": spread(1, 90, 44),
                "JSBID": RNG.sample(meters[:600], 44),
                "XSBID": RNG.sample(meters[600:], 44),
                "HBYY": RNG.choices(["坏表", "到期"], k=44),
            }
        ),
    }
    keys = {place.table.name: each.primary for place, each in relations(frames).keys.items()}
    assert keys["T_HBJL"] is not None
    assert keys["T_HBJL"].columns == ("HBID",)


def test_what_two_tables_are_told_by_is_parted_by_its_mark_not_by_its_word():
    frames = {
        "sys_dict_type": pl.DataFrame(
            {"dict_id": range(1, 16), "dict_name": [f"n{at}" for at in range(15)]}
        ),
        "sys_dict_data": pl.DataFrame(
            {"dict_code": range(1, 46), "dict_label": RNG.choices("abcdefgh", k=45)}
        ),
    }
    assert found(frames) == set()


@pytest.mark.parametrize(
    "name",
    [
        Name(("jzr",)),
        Name(("fyr",)),
        Name(("sgr",), marked=True, mark="id"),
        Name(("ysg",), marked=True, mark="h"),
        Name(("basculista",), marked=True, mark="id"),
        Name(("encargado",), marked=True, mark="id"),
        Name(("underwriter",), marked=True, mark="id"),
    ],
)
def test_who_did_it_is_told_by_initials_and_trades(name: Name):
    assert role_of(name) is Role.PLAIN


@pytest.mark.parametrize("word", ["lista", "revista", "addr", "qtr", "nbr"])
def test_lists_and_abbreviations_are_nobody(word: str):
    assert role_of(Name((word,))) is Role.NONE


def test_names_are_taken_apart_at_their_marks():
    assert split("teamIDwinner") == ("team", "id", "winner")
    assert column_name("num_albaran") == Name(("albaran",), marked=True, mark="num")
    assert column_name("num_pages") == Name(("num", "page"))
    assert spelled("XSBID", {"sb"}) == "x_sb_id"


def test_a_province_is_told_by_its_country_and_its_name_though_no_two_are_called_alike():
    codes = [f"{first}{last}" for first in "ABCDEF" for last in "XYZ"]
    provinces = [(codes[at // 8], f"Province {at}") for at in range(8 * len(codes))]
    cities = [RNG.choice(provinces) for _ in range(400)]
    peaks = [RNG.choice(provinces) for _ in range(120)]
    frames = {
        "Country": pl.DataFrame({"Code": codes, "Area": RNG.choices(range(10, 90), k=len(codes))}),
        "Province": pl.DataFrame(
            {
                "Name": [name for _, name in provinces],
                "Country": [code for code, _ in provinces],
                "Population": RNG.choices(range(1000, 90_000), k=len(provinces)),
            }
        ),
        "City": pl.DataFrame(
            {
                "Name": [f"City {at % 390}" for at in range(400)],
                "Country": [code for code, _ in cities],
                "Province": [name for _, name in cities],
            }
        ),
        "Peak": pl.DataFrame(
            {
                "Peak": [f"Peak {at}" for at in range(120)],
                "Country": [code for code, _ in peaks],
                "Province": [name for _, name in peaks],
            }
        ),
    }
    both = frozenset({("Country", "Country"), ("Province", "Name")})
    told = found(frames)
    assert {("City", both, "Province"), ("Peak", both, "Province")} <= told
    assert one("City", "Province", "Province", "Name") not in told
