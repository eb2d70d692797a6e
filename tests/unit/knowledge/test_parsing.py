"""Every format gives its text back, and what cannot be read says why and what to do."""

from io import BytesIO
from pathlib import Path

import pytest

from demo.document_blocks import read_blocks
from demo.make_documents import SOURCES
from onedata_assets.domain.knowledge.elements import ElementKind
from onedata_assets.domain.knowledge.parsing import ParsedDocument
from tests.unit.knowledge.documents import DOCUMENTS, parse, parse_bytes, refusal


def characters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def words_held(name: str, parsed: ParsedDocument) -> float:
    """Return the share of the source's blocks, cell by cell, that the parsed text holds."""
    blocks = read_blocks(SOURCES / f"{name}.md")
    cells = [cell for block in blocks for row in block.rows for cell in row]
    wanted = [*(block.text for block in blocks), *cells]
    found = characters("".join(element.text for element in parsed.elements))
    pieces = [piece for text in wanted if (piece := characters(text))]
    return sum(len(piece) for piece in pieces if piece in found) / sum(map(len, pieces))


@pytest.mark.row("F235", "S38", "S39")
@pytest.mark.parametrize(
    ("name", "pages", "share"),
    [
        ("data_dictionary.en.html", None, 1.0),
        ("loyalty_campaigns.zh.html", None, 1.0),
        ("store_operations.en.docx", None, 1.0),
        ("会员隐私政策.docx", None, 1.0),
        ("delivery_terms.en.pdf", 1, 1.0),
        ("food_safety.zh.pdf", 1, 1.0),
    ],
)
def test_a_document_gives_back_its_whole_text(name: str, pages: int | None, share: float):
    parsed = parse(DOCUMENTS, name)
    assert words_held(name, parsed) >= share
    assert parsed.pages == pages
    assert {element.kind for element in parsed.elements} == set(ElementKind)


@pytest.mark.row("S41")
def test_a_scan_gives_back_nearly_all_of_its_text_with_its_headings():
    parsed = parse(DOCUMENTS, "recall_notice.zh.png")
    assert words_held("recall_notice.zh.png", parsed) >= 0.95
    headings = [e.text for e in parsed.elements if e.kind is ElementKind.HEADING]
    assert headings == ["商品召回通知 RCL-2017-018", "召回商品", "门店处理", "顾客退款"]


@pytest.mark.row("S41")
def test_a_scan_that_lies_on_its_side_is_turned(tmp_path: Path):
    from PIL import Image

    with Image.open(DOCUMENTS / "recall_notice.zh.png") as scan:
        scan.convert("L").rotate(90, expand=True).save(tmp_path / "turned.png")
    text = "".join(element.text for element in parse(tmp_path, "turned.png").elements)
    assert "HL-733120" in text
    assert "抽检发现单核细胞增生李斯特菌" in text


@pytest.mark.row("S41")
def test_a_pdf_without_a_text_layer_is_read_by_ocr(tmp_path: Path):
    from PIL import Image

    with Image.open(DOCUMENTS / "recall_notice.zh.png") as scan:
        scan.convert("L").save(tmp_path / "scan.pdf", resolution=130)
    text = "".join(element.text for element in parse(tmp_path, "scan.pdf").elements)
    assert "HL-733120" in text


@pytest.mark.row("S38", "S39")
@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("delivery_terms.en.pdf", "75 to 149.99 USD | 2.95 USD | 6.95 USD"),
        ("会员隐私政策.docx", "门店监控录像 | 间接 | 90 天"),
        ("returns_policy.zh.md", "鲜花 | FLORAL | 72 小时 | 需要"),
        ("fuel_points.en.html", "500 | 0.50 USD | 35"),
    ],
)
def test_a_row_of_a_table_keeps_its_cells_together(name: str, row: str):
    tables = [e.text for e in parse(DOCUMENTS, name).elements if e.kind is ElementKind.TABLE]
    assert row in "\n".join(tables).split("\n")


@pytest.mark.row("F235")
def test_a_csv_file_is_a_table(tmp_path: Path):
    data = '商品,价格\n牛奶,2.89\n"面包, 全麦",3.25\n'.encode("gb18030")
    [table] = parse_bytes(tmp_path, "价格.csv", data).elements
    assert table.text == "商品 | 价格\n牛奶 | 2.89\n面包, 全麦 | 3.25"


def test_plain_text_in_a_chinese_encoding_is_read(tmp_path: Path):
    parsed = parse_bytes(tmp_path, "a.txt", "退货需在七天内办理。".encode("gb18030"))
    assert [element.text for element in parsed.elements] == ["退货需在七天内办理。"]


def test_a_picture_is_read_whichever_picture_type_its_name_says(tmp_path: Path):
    from PIL import Image

    buffer = BytesIO()
    Image.new("L", (60, 40), 255).save(buffer, "JPEG")
    assert refusal(tmp_path, "photo.png", buffer.getvalue()).code == "no_text"
