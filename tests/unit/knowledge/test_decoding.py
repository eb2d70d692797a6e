"""A text file is read in its own encoding or refused; it never becomes other characters."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from onedata_assets.domain.knowledge.decoding import decode
from onedata_assets.domain.knowledge.elements import DocumentError

# Article 1 of the Universal Declaration of Human Rights, in the United Nations' translations.
SIMPLIFIED = (
    "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。"
)
TRADITIONAL = (
    "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心，並應以兄弟關係的精神互相對待。"
)
JAPANESE = (
    "すべての人間は、生れながらにして自由であり、かつ、尊厳と権利とについて平等である。"
    "人間は、理性と良心とを授けられており、互いに同胞の精神をもって行動しなければならない。"
)
KOREAN = (
    "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다. "
    "인간은 천부적으로 이성과 양심을 부여받았으며 서로 형제애의 정신으로 행동하여야 한다."
)
FRENCH = (
    "Tous les êtres humains naissent libres et égaux en dignité et en droits. Ils sont doués "
    "de raison et de conscience et doivent agir les uns envers les autres dans un "
    "esprit de fraternité."
)
GERMAN = (
    "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und "
    "Gewissen begabt und sollen einander im Geist der Brüderlichkeit begegnen."
)
WRITTEN = [
    (SIMPLIFIED, "gb2312"),
    (SIMPLIFIED, "gbk"),
    (SIMPLIFIED, "gb18030"),
    (TRADITIONAL, "big5"),
    (JAPANESE, "shift_jis"),
    (KOREAN, "euc_kr"),
    (FRENCH, "cp1252"),
    (GERMAN, "cp1252"),
]
UNICODE = [
    (text, encoding)
    for text in (SIMPLIFIED, TRADITIONAL, JAPANESE, KOREAN, FRENCH, "Returns within 7 days")
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be")
]


def read(data: bytes) -> str | None:
    try:
        return decode(data)
    except DocumentError:
        return None


@pytest.mark.row("F235")
@pytest.mark.parametrize(("text", "encoding"), [*WRITTEN, *UNICODE])
def test_a_text_without_a_declaration_is_read_in_its_encoding(text: str, encoding: str):
    assert decode(text.encode(encoding)) == text


@given(written=st.sampled_from(WRITTEN), start=st.integers(0, 90), length=st.integers(3, 90))
def test_any_part_of_a_text_is_read_right_or_refused(written, start: int, length: int):
    text, encoding = written
    part = text[start : start + length]
    assume(sum(not character.isascii() for character in part) >= 3)
    assert read(part.encode(encoding)) in (part, None)


@given(written=st.sampled_from(WRITTEN[:6]), start=st.integers(0, 20), length=st.integers(24, 90))
def test_a_sentence_is_never_refused(written, start: int, length: int):
    text, encoding = written
    part = text[start : start + length]
    assert decode(part.encode(encoding)) == part


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("<h1>退貨政策</h1><p>七天內退貨，請攜帶發票</p>", "big5"),
        ("<h1>返品ポリシーについて</h1>", "shift_jis"),
        ("<h1>退货政策</h1><p>七天内退货朱镕基</p>", "gbk"),
        ("| 鲜花 | FLORAL | 72 小时 |", "gb18030"),
        ("48 小时", "gb18030"),
        ("Don’t “pay” twice", "gb18030"),
        ("Café terms: 3 € déjà", "cp1252"),
    ],
)
def test_short_texts_are_told_apart_as_well(text: str, encoding: str):
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("declared", "text", "encoding"),
    [
        ("iso-8859-1", "退货政策", "utf-8"),
        ("iso-8859-1", "Café – 3 €", "cp1252"),
        ("gb2312", "朱镕基总理", "gbk"),
        ("gb2312", TRADITIONAL, "big5"),
        ("euc-kr", "환불 정책", "euc_kr"),
        ("big5", "退貨", "big5"),
        ("koi8-r", "Возврат товара", "koi8-r"),
        ("base64", "退货政策七天内退货", "gb18030"),
        ("undefined", "Hello", "utf-8"),
    ],
)
def test_a_declaration_decides_only_where_it_makes_sense(declared: str, text: str, encoding: str):
    page = f'<html><head><meta charset="{declared}"></head><body>{text}</body></html>'
    assert decode(page.encode(encoding)) == page


def test_signs_of_an_icon_font_do_not_refuse_a_page():
    assert decode("\ue8b6 退货".encode()) == "\ue8b6 退货"


@pytest.mark.parametrize(
    "data",
    [
        b"\x00\x01\x02\xff\xfe\x00",
        bytes(range(256)) * 8,
        "환불".encode("euc_kr"),
        "Вход воспрещён".encode("koi8-r"),
        b"\xff\xfe\x00",
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    ],
)
def test_bytes_that_make_no_sense_or_could_be_two_texts_are_refused(data: bytes):
    with pytest.raises(DocumentError, match="save it as UTF-8") as refused:
        decode(data)
    assert "请另存为 UTF-8" in refused.value.zh
