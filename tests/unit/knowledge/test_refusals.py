"""What cannot be read says why and what to do."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from onedata_assets.domain.knowledge.elements import DocumentError
from onedata_assets.domain.knowledge.parsing import parse_document
from onedata_assets.domain.knowledge.sources import MAX_BYTES, folder_hash, list_documents
from tests.unit.knowledge.documents import DOCUMENTS, PNG, parse, refusal

PDF = (DOCUMENTS / "food_safety.zh.pdf").read_bytes()
DOCX = (DOCUMENTS / "会员隐私政策.docx").read_bytes()


def archive(**parts: str) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, text in parts.items():
            target.writestr(name.replace("__", "/"), text)
    return buffer.getvalue()


def empty_docx() -> bytes:
    import docx

    buffer = BytesIO()
    docx.Document().save(buffer)
    return buffer.getvalue()


def blank_png() -> bytes:
    from PIL import Image

    buffer = BytesIO()
    Image.new("L", (600, 400), 255).save(buffer, "PNG")
    return buffer.getvalue()


EMPTY = {"empty.docx": empty_docx, "blank.md": lambda: b" \n\n", "blank.png": blank_png}


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.md", b"", "empty"),
        ("blank.md", b" \n\n\t\n", "no_text"),
        ("blank.html", b"<html><body><script>1</script></body></html>", "no_text"),
        ("photo.heic", b"anything", "type"),
        ("no_suffix", b"anything", "type"),
        ("binary.txt", b"\x00\x01\x02\xff\xfe\x00", "encoding"),
        ("cut.pdf", PDF[:2000], "damaged"),
        ("garbage.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "damaged"),
        ("renamed.pdf", PNG, "misnamed"),
        ("renamed.md", PNG, "misnamed"),
        ("renamed.txt", PDF, "misnamed"),
        ("renamed.html", DOCX, "misnamed"),
        ("renamed.png", PDF, "misnamed"),
        ("cut.docx", DOCX[: len(DOCX) // 2], "damaged"),
        ("renamed.docx", archive(readme="no word document"), "damaged"),
        ("hollow.docx", archive(word__document="x", **{"word/document.xml": "<x"}), "damaged"),
        ("locked.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "encrypted"),
        ("cut.png", PNG[: len(PNG) // 3], "damaged"),
        ("field.csv", b"a,b\n" + b"x" * 200_000 + b",1\n", "damaged"),
        ("text.png", b"this is no picture", "damaged"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, code: str):
    assert refusal(tmp_path, name, data).code == code


def test_a_pdf_with_a_password_is_told_from_a_damaged_one(tmp_path: Path):
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(PDF)))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(tmp_path / "locked.pdf")
    assert refusal(tmp_path, "locked.pdf", (tmp_path / "locked.pdf").read_bytes()).code == (
        "encrypted"
    )


@pytest.mark.parametrize(
    ("name", "helps", "no_help"),
    [
        ("empty.docx", "write some", "scan"),
        ("blank.md", "write some", "scan"),
        ("blank.png", "scan", "write"),
    ],
)
def test_a_document_without_text_is_told_what_helps_for_its_type(
    tmp_path: Path, name: str, helps: str, no_help: str
):
    error = refusal(tmp_path, name, EMPTY[name]())
    assert error.code == "no_text"
    assert helps in error.en
    assert no_help not in error.en


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path):
    with (tmp_path / "huge.pdf").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentError) as refused:
        parse(tmp_path, "huge.pdf")
    assert refused.value.code == "too_large"
    assert f"{MAX_BYTES:,}" in refused.value.en


def test_an_image_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path):
    from PIL import Image

    Image.new("1", (12_000, 12_000)).save(tmp_path / "wide.png")
    assert refusal(tmp_path, "wide.png", (tmp_path / "wide.png").read_bytes()).code == "too_large"


def test_a_link_to_nowhere_is_refused_and_hidden_files_are_left_out(tmp_path: Path):
    (tmp_path / "gone.md").symlink_to(tmp_path / "missing.md")
    (tmp_path / ".hidden.md").write_text("x")
    (tmp_path / "~$lock.docx").write_text("x")
    assert [source.document for source in list_documents(tmp_path)] == ["gone.md"]
    with pytest.raises(DocumentError) as refused:
        parse(tmp_path, "gone.md")
    assert refused.value.code == "unreadable"


def test_the_reason_for_a_damaged_file_is_the_same_in_every_run(tmp_path: Path):
    reasons = {refusal(tmp_path, "text.png", b"this is no picture").en for _ in range(2)}
    assert len(reasons) == 1
    assert "0x" not in reasons.pop()


def test_a_file_that_goes_while_the_folder_is_read_is_refused(tmp_path: Path):
    (tmp_path / "a.md").write_text("# 退货\n")
    [source] = list_documents(tmp_path)
    source.path.unlink()
    with pytest.raises(DocumentError) as refused:
        parse_document(source)
    assert refused.value.code == "unreadable"


def test_a_file_that_goes_between_reading_and_parsing_is_refused(tmp_path: Path, monkeypatch):
    (tmp_path / "a.md").write_text("# 退货\n")
    [source] = list_documents(tmp_path)
    monkeypatch.setattr(Path, "is_file", lambda path: True)
    monkeypatch.setattr("os.access", lambda path, mode: True)
    source.path.unlink()
    with pytest.raises(DocumentError) as refused:
        parse_document(source)
    assert refused.value.code == "unreadable"


def test_a_name_that_is_no_text_is_refused_and_the_others_are_read(tmp_path: Path):
    (tmp_path / "\udcb8.md").write_text("# 退货\n")
    (tmp_path / "名字 有 空格.md").write_text("# 退货\n")
    first, second = list_documents(tmp_path)
    assert folder_hash([first, second])
    assert parse_document(first).elements
    with pytest.raises(DocumentError) as refused:
        parse_document(second)
    assert refused.value.code == "name"


def test_links_in_a_circle_end_and_a_link_to_itself_is_refused(tmp_path: Path):
    (tmp_path / "again").symlink_to(tmp_path)
    (tmp_path / "self.md").symlink_to(tmp_path / "self.md")
    assert [source.document for source in list_documents(tmp_path)] == ["self.md"]
    with pytest.raises(DocumentError) as refused:
        parse(tmp_path, "self.md")
    assert refused.value.code == "unreadable"
