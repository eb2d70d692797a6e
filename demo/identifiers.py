"""Identifiers with valid check digits, for synthetic people: ID cards, bank cards, mobiles.

Rules that judge identifiers in real tables are contracts of the tables, not here.
"""

from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"

DISTRICTS = {
    "110105": "北京市朝阳区",
    "110108": "北京市海淀区",
    "120101": "天津市和平区",
    "130102": "河北省石家庄市长安区",
    "140105": "山西省太原市小店区",
    "210102": "辽宁省沈阳市和平区",
    "210202": "辽宁省大连市中山区",
    "220102": "吉林省长春市南关区",
    "230102": "黑龙江省哈尔滨市道里区",
    "310101": "上海市黄浦区",
    "310104": "上海市徐汇区",
    "310115": "上海市浦东新区",
    "320102": "江苏省南京市玄武区",
    "320505": "江苏省苏州市虎丘区",
    "330102": "浙江省杭州市上城区",
    "330106": "浙江省杭州市西湖区",
    "340104": "安徽省合肥市蜀山区",
    "350203": "福建省厦门市思明区",
    "360102": "江西省南昌市东湖区",
    "370102": "山东省济南市历下区",
    "370202": "山东省青岛市市南区",
    "410105": "河南省郑州市金水区",
    "420106": "湖北省武汉市武昌区",
    "430104": "湖南省长沙市岳麓区",
    "440106": "广东省广州市天河区",
    "440305": "广东省深圳市南山区",
    "450103": "广西壮族自治区南宁市青秀区",
    "500103": "重庆市渝中区",
    "510107": "四川省成都市武侯区",
    "520103": "贵州省贵阳市云岩区",
    "530102": "云南省昆明市五华区",
    "610113": "陕西省西安市雁塔区",
    "620102": "甘肃省兰州市城关区",
    "650102": "新疆维吾尔自治区乌鲁木齐市天山区",
}
"""Codes of GB/T 2260 with the districts that they name."""

CARD_PREFIXES = {"622202": 19, "622848": 19, "621700": 19, "621661": 19, "622588": 16}
"""Issuer prefixes of five Chinese banks, with the length of their debit cards."""

MOBILE_PREFIXES = (
    *("130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152", "155"),
    *("156", "157", "158", "159", "166", "173", "176", "177", "178", "180", "181", "182", "183"),
    *("185", "186", "187", "188", "189", "191", "193", "198", "199"),
)


def id_check_digit(body: str) -> str:
    """Return the check character of GB 11643-1999 for the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(body, ID_WEIGHTS, strict=True))
    return ID_CHECKS[total % 11]


def id_number(district: str, birth: date, serial: int) -> str:
    """Return a resident identity card number; an odd serial is a man's, an even one a woman's."""
    body = f"{district}{birth:%Y%m%d}{serial:03d}"
    return body + id_check_digit(body)


def luhn_check_digit(body: str) -> str:
    """Return the digit that completes `body` to a number that passes the Luhn test."""
    total = 0
    for place, char in enumerate(reversed(body)):
        digit = int(char) * (2 if place % 2 == 0 else 1)
        total += digit - 9 if digit > 9 else digit
    return str(-total % 10)


def card_number(prefix: str, account: int) -> str:
    """Return a bank card number of the prefix's length that passes the Luhn test."""
    body = prefix + str(account).zfill(CARD_PREFIXES[prefix] - len(prefix) - 1)
    return body + luhn_check_digit(body)
