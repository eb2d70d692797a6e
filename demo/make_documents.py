"""Renders `demo/document_sources/*.md` into `demo/documents/` as HTML, DOCX, PDF and a scanned PNG.

The rendered files are committed, so that a demo needs no fonts; run this after changing a source:
`python -m demo.make_documents --font <a TrueType font with Chinese>`. Same sources, fonts and
library versions, same bytes. The Markdown documents are their own source.
"""

import argparse
import random
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from demo.document_blocks import Block, read_blocks

SOURCES = Path(__file__).parent / "document_sources"
DOCUMENTS = Path(__file__).parent / "documents"
ISSUED = datetime(2017, 3, 1, tzinfo=UTC)
PAGE = (1080, 1000)
"""The scan in pixels: the upper part of an A4 sheet at 130 dots per inch."""


def render_html(blocks: list[Block], target: Path, font: Path) -> None:
    """Write one self-contained page."""
    from html import escape

    del font  # a browser brings its own
    body = []
    for block in blocks:
        if block.rows:
            head, *rows = block.rows
            cells = "".join(f"<th>{escape(cell)}</th>" for cell in head)
            lines = [
                "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>"
                for row in rows
            ]
            body.append("\n".join(["<table>", f"<tr>{cells}</tr>", *lines, "</table>"]))
        else:
            tag = f"h{block.level}" if block.level else "p"
            body.append(f"<{tag}>{escape(block.text)}</{tag}>")
    title = escape(blocks[0].text)
    target.write_text(
        f'<!DOCTYPE html>\n<html><head><meta charset="utf-8"><title>{title}</title></head>\n'
        "<body>\n" + "\n".join(body) + "\n</body></html>\n",
        encoding="utf-8",
    )


def render_docx(blocks: list[Block], target: Path, font: Path) -> None:
    """Write a Word document with heading styles and tables."""
    from docx import Document

    del font  # Word brings its own
    document = Document()
    for block in blocks:
        if block.rows:
            table = document.add_table(rows=0, cols=len(block.rows[0]), style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=True):
                    cell.text = text
        elif block.level:
            document.add_heading(block.text, level=block.level)
        else:
            document.add_paragraph(block.text)
    properties = document.core_properties
    properties.created = properties.modified = ISSUED.replace(tzinfo=None)
    properties.title = blocks[0].text
    document.save(str(target))
    _fix_zip_times(target)


def _fix_zip_times(path: Path) -> None:
    """Give every part the date of issue, so that a second rendering has the same bytes."""
    with zipfile.ZipFile(path) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts:
            info = zipfile.ZipInfo(name, date_time=ISSUED.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)


def render_pdf(blocks: list[Block], target: Path, font: Path) -> None:
    """Write a PDF with a text layer and ruled tables."""
    from fpdf import FPDF

    pdf = FPDF()
    pdf.set_creation_date(ISSUED)
    for style in ("", "B"):
        pdf.add_font("body", style=style, fname=font)
    pdf.add_page()
    for block in blocks:
        pdf.set_font("body", size={0: 11, 1: 18, 2: 14}[block.level])
        if block.rows:
            with pdf.table() as table:
                for row in block.rows:
                    table.row(row)
            pdf.ln(3)
        else:
            pdf.multi_cell(0, 9 if block.level else 6.5, block.text, new_x="LMARGIN", new_y="NEXT")
            pdf.ln(2)
    pdf.output(str(target))


def _lines(text: str, width_of: Callable[[str], float]) -> Iterator[str]:
    """Break each paragraph where the page ends."""
    for paragraph in text.split("\n"):
        line = ""
        for character in paragraph:
            if width_of(line + character) > PAGE[0] - 180:
                yield line
                line = ""
            line += character
        yield line


def render_scan(blocks: list[Block], target: Path, font: Path) -> None:
    """Draw the page as a scanner delivers it: gray, turned by a degree, with specks."""
    from PIL import Image, ImageDraw, ImageFont

    page = Image.new("L", PAGE, 255)
    draw = ImageDraw.Draw(page)
    top = 90
    for block in blocks:
        size = {0: 27, 1: 44, 2: 36}[block.level]
        face = ImageFont.truetype(str(font), size)
        for line in _lines(block.text, lambda text, face=face: draw.textlength(text, font=face)):
            draw.text((90, top), line, font=face, fill=30)
            top += round(size * 1.6)
        top += 14
    page = page.rotate(1.0, resample=Image.Resampling.BICUBIC, fillcolor=250)
    specks = random.Random(2017)
    for _ in range(1100):
        at = (specks.randrange(PAGE[0]), specks.randrange(PAGE[1]))
        page.putpixel(at, specks.randrange(90, 200))
    page.quantize(16).save(target, optimize=True, dpi=(130, 130))


RENDERERS: dict[str, Callable[[list[Block], Path, Path], None]] = {
    ".html": render_html,
    ".docx": render_docx,
    ".pdf": render_pdf,
    ".png": render_scan,
}


def make_documents(font: Path, target: Path = DOCUMENTS) -> list[Path]:
    """Render every source and return the files written, in order of name."""
    written = []
    for source in sorted(SOURCES.glob("*.md")):
        path = target / source.stem
        RENDERERS[path.suffix](read_blocks(source), path, font)
        written.append(path)
    return written


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--font", type=Path, required=True)
    for made in make_documents(arguments.parse_args().font):
        print(made.name, made.stat().st_size)  # noqa: T201 - the tool's output
