"""The words that a column's name is made of, as the vocabulary writes them.

Names of keys are taken apart in `naming.py`, which also makes words singular.
"""

from __future__ import annotations

import re
from functools import cache

SIMPLE = str.maketrans(
    "號碼電話機縣區稱單價數量額類別狀態時間編備註說齡職務郵統証證車輛運費總業產國縁緑質積體買賣訂貨員師學級課書層樓",
    "号码电话机县区称单价数量额类别状态时间编备注说龄职务邮统证证车辆运费总业产国缘绿质积体买卖订货员师学级课书层楼",
)
"""Traditional characters of names of columns; the vocabulary has the simplified."""
WRITTEN = {"num": "number", "nbr": "number", "cd": "code", "dt": "date", "dttm": "datetime"}
"""What the last word of a name is short for."""
WRITTEN_OUT = {
    "acct": "account",
    "brch": "branch",
    "cntct": "contact",
    "co": "company",
    "corp": "company",
    "cust": "customer",
    "dept": "department",
    "emp": "employee",
    "mfr": "manufacturer",
    "mgr": "manager",
    "nm": "name",
    "occ": "occupation",
    "prov": "province",
    "pub": "publisher",
    "supp": "supplier",
    "vend": "vendor",
    "vndr": "vendor",
}
"""What abbreviations within a name stand for, where that makes a longer phrase known."""
SQUARED = {"m": "sqm", "km": "sqkm", "ft": "sqft"}
"""Units that a 2 at the end of a name makes those of areas."""
_BRACKETS = re.compile(r"[（(\[【].*?[)）\]】]")
_TOKENS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[\u4e00-\u9fff]+|[A-Z]+|\d+")


@cache
def tokens(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters, without brackets and numbers at the end.

    Of a name in no script that is read here (`ชื่อ`) nothing is left.
    """
    plain = _BRACKETS.sub("", name).translate(SIMPLE)
    found = [each.lower() for each in _TOKENS.findall(plain)]
    if len(found) > 2 and found[-1] == "2" and found[-2] in SQUARED:
        found[-2:] = [SQUARED[found[-2]]]
    while len(found) > 1 and found[-1].isdigit():
        found.pop()
    if len(found) > 1:
        found[-1] = WRITTEN.get(found[-1], found[-1])
    return tuple(found)


def written_out(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a name with what its abbreviations stand for: vend nm, vendor name."""
    return tuple(WRITTEN_OUT.get(each, each) for each in words)
