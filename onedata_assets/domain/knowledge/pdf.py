"""PDF to elements: text and ruled tables by `pdfplumber`; pages without text go through OCR."""

from io import BytesIO
from typing import TYPE_CHECKING

from onedata_assets.domain.knowledge.elements import DocumentError, Element, ElementKind, table_text
from onedata_assets.domain.knowledge.lines import Line, Measure, elements_of_lines, measure_of
from onedata_assets.domain.knowledge.scan import read_image

if TYPE_CHECKING:
    from pdfplumber.page import Page
    from pdfplumber.table import Table

MAX_PAGES = 1000
SCAN_DPI = 150


def parse_pdf(data: bytes) -> tuple[list[Element], int]:
    """Return the elements and the number of pages.

    Raises:
        DocumentError: The file needs a password, is damaged, or has more than `MAX_PAGES` pages.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            _refuse_page_count(len(pdf.pages))
            found = [element for page in pdf.pages for element in _page_elements(page)]
            return found, len(pdf.pages)
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise DocumentError(
                "encrypted",
                "the PDF needs a password; save a copy without one",
                "PDF 已加密；请另存为无密码的副本",
            ) from error
        raise DocumentError(
            "damaged",
            f"the PDF cannot be read ({error}); export it again",
            f"无法读取 PDF（{error}）；请重新导出",
        ) from error


def _refuse_page_count(pages: int) -> None:
    if pages == 0:
        raise DocumentError(
            "damaged",
            "the PDF has no page or is cut short; export it again",
            "PDF 没有页面或已截断；请重新导出",
        )
    if pages > MAX_PAGES:
        raise DocumentError(
            "too_large",
            f"{pages:,} pages, the limit is {MAX_PAGES:,}; split the document",
            f"共 {pages:,} 页，上限 {MAX_PAGES:,} 页；请拆分文档",
        )


def _page_elements(page: "Page") -> list[Element]:
    """Return a page's elements from top to bottom; a page is released after reading."""
    if not page.chars:
        found = _scanned(page) if page.images else []
        page.close()
        return found
    tables = [table for table in page.find_tables() if table_text(_rows(table))]
    placed = [
        (table.bbox[1], Element(ElementKind.TABLE, table_text(_rows(table)), page=page.page_number))
        for table in tables
    ]
    blocks: list[Element] = []
    lines = _lines_outside(page, tables)
    measure = measure_of(lines) if lines else Measure(0, 0)
    for top, table in placed:
        above = [line for line in lines if line.top < top]
        blocks += [*elements_of_lines(above, measure, page.page_number), table]
        lines = lines[len(above) :]
    blocks += elements_of_lines(lines, measure, page.page_number)
    page.close()
    return blocks


def _rows(table: "Table") -> list[list[str]]:
    return [[cell or "" for cell in row] for row in table.extract()]


def _lines_outside(page: "Page", tables: "list[Table]") -> list[Line]:
    rest = page
    for table in tables:
        rest = rest.outside_bbox(table.bbox, strict=False)
    return [
        Line(
            text=line["text"],
            top=line["top"],
            bottom=line["bottom"],
            left=line["x0"],
            right=line["x1"],
            height=max(char["size"] for char in line["chars"]),
        )
        for line in rest.extract_text_lines(return_chars=True)
    ]


def _scanned(page: "Page") -> list[Element]:
    return read_image(page.to_image(resolution=SCAN_DPI).original, page=page.page_number)
