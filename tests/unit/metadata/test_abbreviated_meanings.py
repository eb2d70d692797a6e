"""Names in abbreviations of banks, hospitals and old Oracle systems, and of lists of places."""

import pytest

from tests.unit.metadata.test_meanings_in_tables import meaning, meanings

pytestmark = pytest.mark.row("S08", "S09")

LAND_LINES = ["010-21828056", "0512-25044550", "021-27009589", "0571-88123456"]
CELLS = ["13003924460", "13904405420", "13704415512", "18612345678"]
VINS = ["1M8GDM9AXKP042788", "1HGCM82633A004352", "5YJSA1E26HF000337", "1FTFW1ET5DFC10312"]
APPS = ["TuneStream/8.8.19.791 Android/31 (Pixel 7)", "TuneStream/8.6.14 iOS/16.6 (iPhone14,5)"]
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
        ("AGT_NM", ["王珊珊", "李大扎", "刘宏宏"], "person_name"),
        ("MOB_NO", CELLS, "mobile_phone"),
        ("MRG_STS", ["10", "20", "30"], "marital_status"),
        ("familyStatus", ["ledig", "verheiratet", "verwitwet"], "marital_status"),
        ("VER_NO", ["V2.2", "V1.2", "V3.3"], "version"),
        ("MAC地址", ["3c:22:fb:01:aa:10", "3c:22:fb:01:aa:11"], "mac"),
        ("user_agent", APPS, "user_agent"),
        ("ipc", ["E04B1/44", "C01B1/41", "C01B11/60"], None),
        ("order_num", [1, 2, 3, 1, 2, 0], "sequence_number"),
        ("price_total", [1220.88, 234.74, 17.5], "amount"),
        ("redeem_by", [1669680000, 1688169600, 1701129600], None),
        ("cfname", ["Account", "Story Points", "Epic Name"], None),
        ("sr", ["19520825", "19740902", "19940128"], "birth_date"),
        ("qymc", ["下辖县", "城东", "城西"], None),
        ("sl", [0.13, 0.09, 0.06], None),
        ("cd", ["浙江", "广东", "上海"], None),
        ("name", ["BILL/2021/08/00001", "BILL/2021/08/00002", "INV/2021/00003"], None),
        ("payer_name", ["Aetna", "Cigna", "Humana"], "company_name"),
        ("step_no", [10, 20, 10, 20, 30], "sequence_number"),
        ("MARR_CD", ["10", "20", "40"], "marital_status"),
        ("EMP_NM", ["苏珊珊", "严大扎", "任宏宏"], "person_name"),
        ("POST_NM", ["客户经理", "催收专员", "营业部主任"], "job_title"),
        ("BILL_RATE", [165.5, 140.0, 95.0], "unit_price"),
        ("grade", ["A", "B+", "B-", "C+"], None),
        ("规格型号", ["2805", "M4*10", "PA2.6*6"], None),
        ("street_name", ["Long Garden Pass", "Bay Hill", "Bear Street"], "address"),
        ("colorIndicator", ["W", "B", "U", "R", "G"], None),
        ("sgys", ["白色", "紫色", "红色"], None),
        ("jgz", ["1.01", "130", "1.03"], None),
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
        ("COUNTRIES", "COUNTRY_NAME", ["Argentina", "Australia", "Brazil"], "country"),
        ("wp_posts", "post_title", ["On Tea", "Two Days in Lille", "Notes"], "name"),
        ("JOBS", "JOB_TITLE", ["Accountant", "Sales Manager", "Clerk"], "job_title"),
        ("vendor", "VMSTAT", ["IL", "WI", "TX"], None),
        ("titles", "TitleName", ["The Old Sea", "Clay to Form", "Wet"], "name"),
        ("doctor", "titleName", ["主治医师", "住院医师", "护师"], "job_title"),
        ("instructor", "name", ["Srinivasan", "Einstein", "Mozart"], "person_name"),
        (
            "book_language",
            "language_name",
            ["Arabic", "French", "German"],
            "language_code",
        ),
        ("device", "xinghao", ["NB-80", "XL40", "J23-500"], "name"),
        ("res_country", "code", ["AT", "AU", "BE"], "country_code"),
        ("positions", "posName", ["经理", "主管", "文员"], "job_title"),
        ("o_emp", "pos_name", ["经理", "主管", "文员"], "job_title"),
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
