"""What columns of products and companies mean: names cut short, hours by number, codes of lists."""

import random

import pytest

from tests.unit.metadata.test_meanings_in_tables import meaning, meanings

pytestmark = pytest.mark.row("S08", "S16")
RNG = random.Random(73)
HEX = [f"{RNG.getrandbits(128):032x}" for _ in range(20)]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("PROV_NM", ["浙江省", "上海市", "江苏省"], "province"),
        ("CITY_NM", ["杭州市", "宁波市", "苏州市"], "city"),
        ("vend_name", ["Thermo King", "Bridgestone Commercial", "Boss Truck Shop"], "company_name"),
        ("CNTCT_NO", ["15039069986", "18589237414", "13213686009"], "mobile_phone"),
        ("hour_no", list(range(24)), "hour"),
        ("minute_no", [0, 15, 30, 45], "minute"),
        ("year_no", [2019, 2020, 2021], "year"),
        ("d_daynuminweek", [1, 2, 3, 4, 5, 6, 7], "weekday"),
        ("PassportNumber", ["CMH9Y1W1F", "GR4KRHY4L", "HZ63J0ZW2"], "passport"),
        ("guid", HEX, "uuid"),
        ("therapeutic_area", ["Dermatology", "Oncology", "Neurology"] * 10, "category"),
        ("FareFamilyName", ["Economy Light", "Business Flex"] * 10, "name"),
        ("MilesBalance", [0, 5400, 43000], "quantity"),
        ("precio_kg", [0.6336, 0.3142, 0.3489], "unit_price"),
        ("MSRP", [699.99, 829.99, 199.99], "unit_price"),
        ("dist_code", ["320106", "320104", "320102"], "region_code"),
        ("tag_name", ["v1.0.2", "v1.1.0", "v1.0.0"], "version"),
    ],
)
def test_names_and_values_tell_what_a_column_is(name, values, expected):
    assert meaning(name, values * 5) == expected


def test_a_state_of_0_and_1_is_a_state_where_its_name_says_so():
    columns = {"ygbh": ["G01", "G02"] * 30, "zt": ["1", "0"] * 30, "jg": ["01", "03"] * 30}
    told = meanings(columns, "wy_yg")
    assert told["zt"] == "status"
    assert told["jg"] != "unit_price"


def test_names_in_the_system_are_no_names_of_persons():
    logins = ["KIPATEL", "SATHOMPS", "BRWILSON", "ANMCCART", "MAWHITE"] * 10
    assert meaning("ENTERED_BY", logins) != "person_name"


def test_the_full_name_of_a_group_is_a_name_and_a_title_of_staff_a_job():
    assert meaning("full_name", ["Book Club", "Staff Team"], "groups") == "name"
    told = meanings({"emp_no": [1, 2, 3], "title": ["Engineer", "Staff", "Lead"]}, "titles")
    assert told["title"] == "job_title"


def test_a_guid_without_dashes_that_repeats_is_no_hash():
    assert meaning("owner_guid", [*HEX, *HEX]) != "hash"
