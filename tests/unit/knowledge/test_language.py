"""The language of a text, and text files in the encodings that Chinese and English come in."""

import pytest

from onedata_assets.domain.knowledge.decoding import decode
from onedata_assets.domain.knowledge.elements import DocumentError
from onedata_assets.domain.knowledge.language import Language, language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("生鲜商品 48 小时内可退货", Language.CHINESE),
        ("盘点 GROCERY 与 DRUG GM 的差异率", Language.CHINESE),
        ("Members may return fresh food", Language.ENGLISH),
        ("Synthetic (合成数据): a fictional retailer for demonstration", Language.ENGLISH),
        ("2.99 | 4.49 | 17.99", Language.UNKNOWN),
        ("", Language.UNKNOWN),
    ],
)
def test_the_language_is_that_of_most_of_the_text(text: str, language: Language):
    assert language_of(text) is language


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_text_is_read_in_any_usual_encoding(encoding: str):
    assert decode("退换货政策，48 小时".encode(encoding)) == "退换货政策，48 小时"


def test_a_page_is_read_in_the_encoding_that_it_declares():
    page = '<html><head><meta charset="big5"></head><p>退換貨</p></html>'
    assert "退換貨" in decode(page.encode("big5"))


@pytest.mark.parametrize("data", [b"\xff\x81\x00\x9f\x92", b"abc\x00def", b"\x89PNG\r\n\x1a\n\x00"])
def test_bytes_that_are_no_text_are_refused_with_what_to_do(data: bytes):
    with pytest.raises(DocumentError) as refused:
        decode(data)
    assert refused.value.code == "encoding"
    assert "UTF-8" in refused.value.en
    assert "UTF-8" in refused.value.zh


def test_an_unknown_declared_encoding_does_not_stop_the_reading():
    assert "hello" in decode(b'<meta charset="klingon"><p>hello</p>')
