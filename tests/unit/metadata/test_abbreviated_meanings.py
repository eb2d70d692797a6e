"""Names in abbreviations of banks, hospitals and old Oracle systems, and of lists of places."""

import pytest

from tests.unit.metadata.test_meanings_in_tables import meaning, meanings

pytestmark = pytest.mark.row("S08", "S09")

LAND_LINES = ["010-21828056", "0512-25044550", "021-27009589", "0571-88123456"]
CELLS = ["13003924460", "13904405420", "13704415512", "18612345678"]
VINS = ["1M8GDM9AXKP042788", "1HGCM82633A004352", "5YJSA1E26HF000337", "1FTFW1ET5DFC10312"]
MOMENTS = ["2011-09-07 08:53:27", "2011-09-07 15:27:45", "2011-09-08 07:09:52"]
MIDNIGHTS = ["2011-09-07 00:00:00", "2011-09-08 00:00:00", "2011-10-08 00:00:00"]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("tel_no", LAND_LINES, "phone"),
        ("mobl_no", CELLS, "mobile_phone"),
        ("vin_no", VINS, "vin"),
        ("gend_cd", ["F", "M"], "gender"),
        ("LanguageLocaleKey", ["en_US", "fr", "de"], "language_code"),
        ("bir_dt", ["19480415", "19520109", "19530513"], "birth_date"),
        ("pymt_dt", MOMENTS, "moment"),
        ("pymt_dt", MIDNIGHTS, "date"),
        ("tlr_nm", ["王珊珊", "李大扎", "刘宏宏"], "person_name"),
        ("cs_ext_list_price", [1868.13, 1000.7, 10038.96], "amount"),
        ("FlaecheKm2", [102.4, 116.89, 121.1], "area"),
        ("库龄天数", [8, 20, 18], "duration"),
        ("length_days", [1.0, 0.5, 2.0], "duration"),
        ("total_cents", [19184, 10900, 32700], "amount"),
        ("base_price_cents", [6600, 8700, 11000], "unit_price"),
        ("dose_units", [9805, 9803, 9808], None),
    ],
)
def test_a_name_in_abbreviations_says_what_it_says_in_full(name, values, expected):
    assert meaning(name, values) == expected


@pytest.mark.parametrize("name", ["no", "key_", "number", "code"])
def test_a_name_that_is_a_mark_alone_is_read(name):
    assert meaning(name, ["a1", "b2", "c3"]) in {"identifier", "code"}


def test_what_a_legend_shows_is_no_gender():
    assert meaning("show_legend", ["0", "1"]) != "gender"


@pytest.mark.parametrize(
    ("table", "name", "values", "expected"),
    [
        ("spree_countries", "name", ["Australia", "Brazil", "Canada"], "country"),
        ("spree_countries", "iso_name", ["AUSTRALIA", "BRAZIL", "CANADA"], "country"),
        ("hs_hr_country", "cou_name", ["Australia", "Brazil", "Canada"], "country"),
        ("City", "Name", ["Springfield", "Arlington", "Aurora"], "city"),
        ("country", "currency_name", ["Peso", "Dollar", "Real"], "name"),
        ("users", "alias", ["aclarke", "bfoster", "cgray"], "user_name"),
        ("sys_role", "role_name", ["区域经理", "只读审计", "商品运营"], "name"),
    ],
)
def test_what_rows_are_called_is_what_their_table_is_of(table, name, values, expected):
    assert meaning(name, values, table) == expected


def test_names_of_a_few_kinds_again_and_again_are_kinds():
    kinds = ["Closed", "Omitted", "Pipeline"]
    assert meaning("forecast_category_name", kinds * 20, "opportunity") == "category"
    assert meaning("category_name", kinds, "categories") == "name"


def test_a_title_beside_first_and_last_names_is_a_position():
    told = meanings(
        {
            "FirstName": ["Anna", "John", "Mary"],
            "LastName": ["Smith", "Brown", "Jones"],
            "Title": ["Sales director", "Account executive", "Public affairs consultant"],
        },
        "Lead",
    )
    assert told["Title"] == "job_title"
