"""What columns of well-known systems mean: 金蝶 K/3, OpenMRS, MIMIC, Zabbix, AdventureWorks."""

import pytest

from tests.unit.metadata.test_meanings_in_tables import meaning, meanings

pytestmark = pytest.mark.row("S08", "S16")

KINDS = ["Cell Phone Number", "Birth Place", "Health Center", "Civil Status", "Race"]


@pytest.mark.parametrize("table", ["person_attribute_type", "patient_identifier_type", "user_role"])
def test_kinds_of_what_persons_have_are_no_persons(table):
    assert meaning("name", KINDS, table) == "name"


@pytest.mark.parametrize(
    "value", ["ad01.lon1.example-hosting.co.uk", "cannot connect to [[db1.example.co.uk]:10050]"]
)
def test_an_address_in_the_network_is_no_company(value):
    assert meaning("error", [f"{value} {at}" for at in range(20)]) != "company_name"
    assert meaning("host", [f"{at}.{value}" for at in range(20)]) != "company_name"


def test_what_is_named_after_companies_is_none():
    firms = ["伟业建材", "兴隆铝业", "宏达物流", "金桥贸易", "华信科技"]
    assert (
        meaning("hetong", [f"{each}有限公司2022年度运输合同" for each in firms]) != "company_name"
    )
    assert meaning("kehu", [f"{each}有限公司" for each in firms]) == "company_name"
    assert meaning("kehu", [f"{each}有限公司（杭州）" for each in firms]) == "company_name"
    english = ["Northwind Ltd", "Acme, Inc.", "Foo GmbH", "Bar & Co", "Baz Holdings"]
    assert meaning("held_by", english * 4) == "company_name"


def test_names_that_all_begin_with_one_capital_are_read_without_it():
    columns = {
        "FItemID": [101, 102, 103],
        "FNumber": ["01.01.0001", "01.01.0002", "01.01.0003"],
        "FName": ["丁伟", "于敏", "马丽"],
        "FGender": ["男", "女", "女"],
        "FMobilePhone": ["13800138000", "13900139000", "13700137000"],
        "FEmail": ["a@b.cn", "c@d.cn", "e@f.cn"],
        "FDuty": [1101, 1102, 1101],
        "FDeleted": [0, 0, 1],
    }
    told = meanings(columns, "t_Emp")
    assert (told["FName"], told["FGender"]) == ("person_name", "gender")
    assert told["FNumber"] != "date"


@pytest.mark.parametrize(
    "values",
    [
        ["WHITE", "BLACK/AFRICAN AMERICAN", "HISPANIC/LATINO - CUBAN", "UNKNOWN", "OTHER"],
        ["Asian", "Two or More Races", "Native Hawaiian", "Declined to state"],
    ],
)
def test_a_race_is_one_of_people(values):
    assert meaning("race", values * 5, "admissions") == "ethnicity"
    assert meaning("race", ["Monaco Grand Prix", "Le Mans", "Monza"] * 5) != "ethnicity"


def test_an_amount_beside_its_unit_is_no_money():
    doses = {"amount": [11.3, 3.8, 0.7] * 5, "amountuom": ["ml", "mg", "dose"] * 5}
    assert meanings(doses, "inputevents")["amount"] == "quantity"
    paid = {"amount": [11.3, 3.8, 0.7] * 5, "currency": ["CNY", "EUR", "USD"] * 5}
    assert meanings(paid, "payments")["amount"] == "amount"


def test_the_code_of_a_country_or_region_that_has_values_of_countries_is_one():
    assert meaning("CountryRegionCode", ["AR", "AS", "AT", "CN", "DE", "US", "GB", "FR"]) == (
        "country_code"
    )
