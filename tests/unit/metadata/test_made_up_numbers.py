"""Numbers without right check digits are what their name says plainly, with less confidence."""

import random

import pytest

from tests.unit.metadata.test_meanings import CARDS, CREDIT, IDS, known, meaning

pytestmark = pytest.mark.row("S08")
RNG = random.Random(11)


def digits(count: int) -> str:
    return "".join(RNG.choice("0123456789") for _ in range(count))


UNION_PAY = [f"622202{digits(13)}" for _ in range(60)]
OTHER_CARDS = [f"4{digits(15)}" for _ in range(60)]
CARD_IDS = [f"110101{RNG.randrange(1950, 2010)}0{RNG.randrange(1, 10)}15{digits(4)}" for _ in IDS]
NO_BIRTH = [f"{RNG.choice(('11', '31', '44'))}{digits(16)}" for _ in range(60)]
TAX = [f"91310000{digits(9)}X" for _ in range(60)]
VEHICLES = [f"LSVAA{RNG.choice('ABCD')}18{digits(9)}" for _ in range(60)]


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("银行卡号", UNION_PAY, "bank_card"),
        ("银行卡号", [int(each) for each in UNION_PAY], "bank_card"),
        ("bank_card_no", OTHER_CARDS, "bank_card"),
        ("card_no", UNION_PAY, "bank_card"),
        ("id_card", CARD_IDS, "id_card"),
        ("身份证号", CARD_IDS, "id_card"),
        ("统一社会信用代码", TAX, "uscc"),
        ("credit_code", TAX, "uscc"),
        ("vin", VEHICLES, "vin"),
        ("车架号", VEHICLES, "vin"),
    ],
)
def test_made_up_numbers_are_what_a_plain_name_says_with_less_confidence(name, values, expected):
    found = known(name, values)
    assert found.meaning is not None
    assert found.meaning.value == expected
    assert 0.7 <= found.meaning.confidence < 0.9
    assert any("check digits do not hold" in each.en for each in found.meaning.evidence)
    assert any("校验位不成立" in each.zh for each in found.meaning.evidence)
    assert found.sensitivity == ("indirect" if expected in {"uscc", "vin"} else "direct")


def test_a_comment_speaks_as_plainly():
    assert meaning("c7", UNION_PAY, comment="银行卡号") == "bank_card"
    assert meaning("c8", CARD_IDS, comment="身份证号码") == "id_card"


@pytest.mark.parametrize("values", [UNION_PAY, OTHER_CARDS, CARD_IDS, NO_BIRTH, TAX, VEHICLES])
def test_made_up_numbers_say_nothing_alone(values):
    assert meaning("c9", values) not in {"bank_card", "id_card", "uscc", "vin"}


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("card_no", OTHER_CARDS),
        ("银行卡号", [*UNION_PAY[:50], *(digits(8) for _ in range(10))]),
        ("身份证号", [digits(9) for _ in range(60)]),
        ("会员卡等级", UNION_PAY),
        ("身份证号", NO_BIRTH),
    ],
)
def test_a_name_that_is_not_plain_or_values_of_other_forms_claim_nothing(name, values):
    assert meaning(name, values) not in {"bank_card", "id_card"}


@pytest.mark.parametrize(
    ("name", "values"), [("银行卡号", CARDS), ("身份证号", IDS), ("信用代码", CREDIT)]
)
def test_right_check_digits_keep_their_confidence(name, values):
    found = known(name, values).meaning
    assert found is not None
    assert found.confidence > 0.95
    assert not any("check digits" in each.en for each in found.evidence)


def test_reasons_call_a_meaning_by_its_title_and_name_no_test():
    found = known("path", [f"/api/v{n}/pictures" for n in range(60)])
    said = [each.en for one in found.meanings for each in one.evidence]
    assert not any("picture_path" in each or "file_path" in each for each in said)
    cards = known("mobile", [f"138{n:08}" for n in range(60)]).meaning
    assert cards is not None
    assert any("“Mobile phone number (mainland China)”" in each.en for each in cards.evidence)
    assert any("“手机号码”的形式" in each.zh for each in cards.evidence)
