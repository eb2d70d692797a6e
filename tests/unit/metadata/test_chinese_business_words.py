"""Columns of Chinese business systems are known by their words, their pinyin and its initials."""

import pytest

from tests.unit.metadata.test_meaning_context import meanings

pytestmark = pytest.mark.row("S08", "S16")
HAN = {"mc": ["甲", "乙", "丙"] * 10}
DAYS = ["1", "2", "3", "4", "5", "6"] * 5


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("期初余额", [0.0, 105624.33, 122715.04] * 10, "amount"),
        ("qichu_yue", [0.0, 105624.33, 122715.04] * 10, "amount"),
        ("accrued_interest", [0.5, 10.25, 2.75] * 10, "amount"),
        ("装载率", [100.0, 66.53, 67.47] * 10, "percentage"),
        ("zhuangzai_lv", [100.0, 66.53, 67.47] * 10, "percentage"),
        ("rksl", [120, 35, 7] * 10, "quantity"),
        ("法定时限", [20, 30, 45] * 10, "duration"),
        ("chang_cm", [27.0, 23.5, 30.0] * 10, "length"),
        ("licheng_gongli", [101158, 102665, 98231] * 10, "length"),
        ("zaizhong_dun", [32.0, 7.5, 1.8] * 10, "weight"),
        ("停留分钟", [24, 13, 134] * 10, "duration"),
        ("anquan_fen", [100, 95, 88] * 10, "score"),
        ("shoukuanren", ["何静", "冯海燕", "刘伟"] * 10, "person_name"),
        ("job_name", ["职员", "部门经理", "主管"] * 10, "job_title"),
        ("开户银行名称", ["中国银行苏州分行", "招商银行南京支行", "工商银行"] * 10, "company_name"),
        ("marriage", ["10", "20", "40"] * 10, "marital_status"),
        ("学历代码", ["20", "30", "60"] * 10, "education"),
        ("民族代码", ["01", "03", "11"] * 10, "ethnicity"),
        ("抵押顺位", [1, 2, 3] * 10, "sequence_number"),
        ("repay_day", [20, 21, 10] * 10, "day"),
        ("规划用途", ["住宅", "工业", "商业"] * 10, "category"),
        ("登记原因", ["买卖", "继承", "赠与"] * 10, "free_text"),
        ("宽", [10.5, 20.0, 30.5] * 10, "length"),
        ("优先级", [1, 2, 5] * 10, None),
        ("品牌", ["福田欧马可", "江淮骏铃", "东风天锦"] * 10, "name"),
        ("完成进度", [100, 66, 35] * 10, "percentage"),
        ("完成进度", ["进行中", "已完成", "未开始"] * 10, "status"),
        ("加班小时", [2, 3, 4] * 10, "duration"),
        ("小时", [2, 13, 22] * 10, "hour"),
        ("仓储区", ["A区", "B区", "C区"] * 10, "enumeration"),
        ("附件地址", [f"https://a.example.com/{n}.pdf" for n in range(30)], "url"),
        ("证书号", [f"浙({n})杭州市不动产权第{n:07d}号" for n in range(2000, 2030)], None),
    ],
)
def test_words_of_business_are_known_in_characters_and_as_they_are_spoken(name, values, expected):
    assert meanings({name: values, "说明文字": ["甲", "乙", "丙"] * 10})[name] == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("csny", ["1984-05-28", "1997-07-09", "1964-12-28"] * 10, "birth_date"),
        ("mzdm", ["汉族", "回族", "彝族"] * 10, "ethnicity"),
        ("xxdm", ["A", "O", "AB"] * 10, "blood_type"),
        ("sjje", [6000, 1200, 1600] * 10, "amount"),
        ("qmcj", [100, 79, 81, 55, 60, 91] * 5, "score"),
        ("sfyx", ["是", "否", "是"] * 10, "flag"),
        ("sfxm", ["学费", "住宿费", "书费"] * 10, "enumeration"),
        ("zf", [91.5, 98.25, 99.0] * 10, "score"),
        ("jd", [3.5, 4.0, 2.7] * 10, "score"),
        ("xq", ["1", "2", "1"] * 10, None),
        ("xqj", DAYS, "weekday"),
        ("skcd", [2, 3, 2] * 10, None),
        ("cdgzl", [48, 32, 24] * 10, None),
        ("ypyf", [1, 2, 1] * 10, None),
        ("xkfs", [1, 2, 1] * 10, None),
    ],
)
def test_initials_are_read_where_the_values_bear_them_out(name, values, expected):
    told = {"xh": [f"x{n}" for n in range(30)], "kcmc": ["语文", "数学", "英语"] * 10, **HAN}
    assert meanings({**told, name: values})[name] == expected


def test_grade_points_are_no_longitude_and_longitudes_are_beside_latitudes():
    places = {"jd": [120.15, 119.9, 121.4], "wd": [30.28, 30.1, 29.9], "mc": ["甲", "乙", "丙"]}
    assert meanings(places)["jd"] == "longitude"


def test_numbers_of_devices_are_known_by_their_check_digit():
    from itertools import islice

    def checked(start: int):
        for n in range(start, start + 10_000):
            digits = [int(each) for each in f"86794423{n:06d}"]
            twice = [d if at % 2 == 0 else d * 2 // 10 + d * 2 % 10 for at, d in enumerate(digits)]
            yield f"86794423{n:06d}{-sum(twice) % 10}"

    assert meanings({"f01": list(islice(checked(100_000), 40))})["f01"] == "imei"
    others = [each[:-1] + str((int(each[-1]) + 1) % 10) for each in islice(checked(100_000), 40)]
    assert meanings({"f01": others})["f01"] is None


def test_customers_who_are_persons_are_no_organisations():
    companies = ["万航科技有限公司", "杭州天成电子厂", "通达物流集团"] * 10
    people = ["王一诺", "刘可欣", "张婷", "万航科技有限公司"] * 10
    assert meanings({"客户名称": companies})["客户名称"] == "company_name"
    assert meanings({"客户名称": people})["客户名称"] != "company_name"


KINGDEE = {
    "FID": list(range(1, 31)),
    "FNUMBER": [f"A{n}" for n in range(30)],
    "FNAME": ["螺丝", "螺母", "垫片"] * 10,
    "FQTY": [1.0, 2.0, 3.5] * 10,
    "FPRICE": [1.5, 2.5, 3.25] * 10,
    "FMATERIALID": [7, 8, 9] * 10,
    "FBILLNO": [f"XS{n:05d}" for n in range(30)],
    "FDATE": ["2023-01-02", "2023-02-02", "2023-03-04"] * 10,
    "FDOCUMENTSTATUS": ["A", "B", "C"] * 10,
}


def test_the_letter_that_all_columns_begin_with_is_no_part_of_their_names():
    found = meanings(KINGDEE)
    assert found == {
        "FID": "identifier",
        "FNUMBER": "identifier",
        "FNAME": "name",
        "FQTY": "quantity",
        "FPRICE": "unit_price",
        "FMATERIALID": "reference",
        "FBILLNO": "identifier",
        "FDATE": "date",
        "FDOCUMENTSTATUS": "status",
    }


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("AAC003", ["王一诺", "刘可欣", "张婷"] * 10, "person_name"),
        ("AAC004", ["1", "2", "1"] * 10, "gender"),
        ("aac005", ["01", "03", "11"] * 10, "ethnicity"),
        ("AAC006", ["1984-05-28", "1997-07-09", "1964-12-28"] * 10, "birth_date"),
        ("AAB004", ["万航科技有限公司", "杭州天成电子厂", "通达物流集团"] * 10, "company_name"),
        ("AAC003", [1.5, 2.5, 3.5] * 10, None),
    ],
)
def test_names_of_a_standard_mean_what_it_says_where_the_values_are_such(name, values, expected):
    assert meanings({name: values})[name] == expected


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("审核人", ["G01488", "G01493", "G01495"] * 10, "reference"),
        ("prepared_by", ["1002B2100000000001TJ", "1004B210000000000493"] * 5
         + ["1002B2100000000001T8"], "reference"),
        ("供应商", ["S00087", "S00229", "S00126"] * 10, "reference"),
        ("审核人", ["王一诺", "刘可欣", "张婷"] * 10, "person_name"),
        ("create_by", ["admin", "lr51", "cy_hz"] * 10, "user_name"),
        ("联系人", ["13800138000", "13912345678", "13512345678"] * 10, None),
    ],
)  # fmt: skip
def test_persons_and_partners_by_their_numbers_are_references(name, values, expected):
    assert meanings({name: values})[name] == expected
