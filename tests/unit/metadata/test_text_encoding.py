"""In which encoding lines are, and that only files of two encodings are told to be mixed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onedata_assets.domain.metadata.text_encoding import Encoding, encoding_of


def common(encoding: str, first: int, last: int) -> str:
    """Return the characters that a double-byte standard lists first."""
    pairs = (bytes((row, cell)) for row in range(first, last) for cell in range(0x40, 0xFF))
    listed = "".join(pair.decode(encoding, "ignore") for pair in pairs)
    return "".join(each for each in listed if not each.isascii())


SIMPLIFIED = st.text(common("gb2312", 0xB0, 0xD7), min_size=1, max_size=4)
TRADITIONAL = st.text(common("big5", 0xA4, 0xC6), min_size=1, max_size=4)


def lines_of(words: list[str]) -> str:
    return "".join(f"D{number:04},{word},{number * 1.5}\n" for number, word in enumerate(words))


@given(st.lists(SIMPLIFIED, min_size=1, max_size=60))
def test_lines_of_gbk_are_never_mixed(words):
    """Also words of a single sign that are UTF-8 by chance, such as 女."""
    assert not encoding_of([lines_of(["客户", "女", "小时", *words]).encode("gb18030")]).is_mixed


@given(st.lists(TRADITIONAL, min_size=1, max_size=60))
def test_lines_of_big5_are_never_mixed(words):
    assert not encoding_of([lines_of(["訂單", "客戶", *words]).encode("big5")]).is_mixed


@given(st.lists(SIMPLIFIED, min_size=1, max_size=20), st.integers(1, 5))
def test_one_line_of_utf8_among_gbk_is_told_and_every_line_is_read(words, at):
    # Without the second half of the dictionary, from 上 on, the same bytes are common Korean.
    chinese = ["订单编号", "客户名称", "男", "女", "小时", "上海市徐汇区中山路", *words]
    chinese += ["知识中心", "学院", "张伟", "王小", "杨学校长"]
    lines = lines_of(chinese).splitlines(keepends=True)
    data = b"".join(
        line.encode("utf-8" if number == at else "gb18030") for number, line in enumerate(lines)
    )
    found = encoding_of([data])
    assert found == Encoding("gb18030", is_mixed=True)
    assert found.decode(data) == "".join(lines)


def test_a_word_with_an_accent_in_utf8_among_gbk_is_told():
    data = "1,客户名称\n".encode("gb18030") + "2,Zürich\n".encode()
    assert encoding_of([data]) == Encoding("gb18030", is_mixed=True)


def test_western_lines_among_utf8_are_told():
    data = "1,Zürich\n2,Genève\n".encode() + "3,Genève\n4,Besançon\n".encode("cp1252")
    assert encoding_of([data]) == Encoding("cp1252", is_mixed=True)


def test_a_bar_within_a_sign_of_big5_parts_no_fields():
    text = "編號|名稱\n" + "1|四季花園\n2|四川餐館\n3|四方商行\n"
    data = text.encode("big5")
    assert encoding_of([data]) == Encoding("big5")
    assert encoding_of([data]).decode(data) == text


@pytest.mark.row("S05")
@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("gb18030", "名称"),
        ("gb18030", "订单"),
        ("big5", "訂單"),
        ("cp949", "이름"),
        ("cp932", "なまえ"),
    ],
)
def test_short_words_are_in_the_script_of_those_in_utf8_beside_them(encoding, word):
    """名称 in GBK is Korean in cp949; the lines of UTF-8 say that the file is Chinese."""
    lines = [f"{number},{word}{number}\n" for number in range(50)]
    data = b"".join(
        line.encode("utf-8" if number % 2 else encoding) for number, line in enumerate(lines)
    )
    found = encoding_of([data])
    assert found == Encoding(encoding, is_mixed=True)
    assert found.decode(data) == "".join(lines)


@pytest.mark.row("S05")
@pytest.mark.parametrize("word", ["名称", "客户名称", "产品", "上海"])
def test_a_word_with_a_number_is_judged_once(word):
    data = "".join(f"{number},{word}{number}\n" for number in range(50)).encode("gb18030")
    assert encoding_of([data]) == Encoding("gb18030")
