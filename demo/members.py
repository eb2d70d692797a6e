"""Synthetic members: one for each household, in Chinese, from a fixed seed; no real person.

`WRONG` rows carry one deliberate fault each, so that rejection has something to reject: an ID
card whose check digit does not fit, an ID card born on 30 February, a mobile with ten digits, a
bank card that fails the Luhn test, a mail address without `@`.
"""

import random
from datetime import date, timedelta

import polars as pl

from demo.identifiers import (
    CARD_PREFIXES,
    DISTRICTS,
    ID_CHECKS,
    MOBILE_PREFIXES,
    card_number,
    id_check_digit,
    id_number,
)

SEED = 20171103
WRONG = {
    "id_check_digit": 12,
    "id_birth_date": 4,
    "mobile_length": 10,
    "card_luhn": 8,
    "mail_form": 6,
}
"""How many members have which fault."""

COLUMNS = ("会员号", "家庭号", "姓名", "手机号", "身份证号", "银行卡号", "邮箱", "住址")
ROADS = ("人民路", "解放路", "中山路", "建设路", "和平路", "新华街", "文化路", "学院路", "滨江大道")
FIRST_BIRTH = date(1938, 1, 1)
BIRTH_SPAN_DAYS = 22_000


def members(household_ids: list[int]) -> pl.DataFrame:
    """Return one member for each household, the same for the same households."""
    from faker import Faker

    names = Faker("zh_CN")
    names.seed_instance(SEED)
    rng = random.Random(SEED)
    rows = [
        _member(number, household, names.name(), rng)
        for number, household in enumerate(sorted(household_ids), start=1)
    ]
    _spoil(rows, rng)
    return pl.DataFrame(rows, schema=_schema(), orient="row")


def _schema() -> dict[str, type[pl.DataType]]:
    return {name: pl.Int64 if name == "家庭号" else pl.String for name in COLUMNS}


def _member(number: int, household: int, name: str, rng: random.Random) -> dict[str, object]:
    district = rng.choice(list(DISTRICTS))
    birth = FIRST_BIRTH + timedelta(days=rng.randrange(BIRTH_SPAN_DAYS))
    prefix = rng.choice(list(CARD_PREFIXES))
    return {
        "会员号": f"M{number:06d}",
        "家庭号": household,
        "姓名": name,
        "手机号": rng.choice(MOBILE_PREFIXES) + f"{rng.randrange(10**8):08d}",
        "身份证号": id_number(district, birth, rng.randrange(1, 1000)),
        "银行卡号": card_number(prefix, rng.randrange(10**9)),
        "邮箱": f"member{number:06d}@example.com",
        "住址": f"{DISTRICTS[district]}{rng.choice(ROADS)}{rng.randrange(1, 400)}号"
        f"{rng.randrange(1, 30)}栋{rng.randrange(101, 2800)}室",
    }


def _spoil(rows: list[dict[str, object]], rng: random.Random) -> None:
    """Put each fault of `WRONG` into its number of rows, at most one fault in a row."""
    faults = [fault for fault, count in WRONG.items() for _ in range(count)]
    chosen = rng.sample(range(len(rows)), min(len(faults), len(rows)))
    for place, fault in zip(chosen, faults, strict=False):
        column, value = _fault(fault, rows[place])
        rows[place][column] = value


def _fault(fault: str, row: dict[str, object]) -> tuple[str, str]:
    """Return the column that carries the fault and its wrong value."""
    card, identity = str(row["银行卡号"]), str(row["身份证号"])
    match fault:
        case "id_check_digit":
            return "身份证号", identity[:-1] + ID_CHECKS[(ID_CHECKS.index(identity[-1]) + 1) % 11]
        case "id_birth_date":
            body = identity[:10] + "0230" + identity[14:17]
            return "身份证号", body + id_check_digit(body)
        case "mobile_length":
            return "手机号", str(row["手机号"])[:-1]
        case "card_luhn":
            return "银行卡号", card[:-1] + str((int(card[-1]) + 1) % 10)
        case _:
            return "邮箱", str(row["邮箱"]).replace("@", " at ")
