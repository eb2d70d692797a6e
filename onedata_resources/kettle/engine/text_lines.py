"""Lines of text files, and their fields. What a field's text means is decided by its step."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import mmap
import re
import zipfile
from pathlib import Path

import polars as pl

from onedata_resources.kettle.engine.stream import StepError

LINE = "__kettle_line"
_BARE_FEED, _BARE_RETURN = re.compile(rb"(?<!\r)\n"), re.compile(rb"\r(?!\n)")
CHUNK_BYTES = 1024**2
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    b"\x84\x31\x95\x33": "gb18030",
}
"""Byte order marks, longer before shorter where one begins with the other."""


def scan_lines(
    path: Path, encoding: str, compression: str = "None", *, marked: bool = False, ends: str = ""
) -> pl.LazyFrame:
    """Return the lines of the file without their ends (LF or CRLF).

    As in Kettle, bytes that are no text of the encoding become U+FFFD. Where `marked`, a byte order
    mark at the file's start decides the encoding and is left out. `ends` is the format of a text
    file: `unix` has every CR end a line, `dos` wants pairs, others drop CRs within lines.

    Raises:
        StepError: The encoding is unknown, or a line of a DOS file ends with one sign.
    """
    packed = compression.lower() not in {"none", ""}
    data = _unpacked(path, compression) if packed else None
    mark = _mark(path, data) if marked else b""
    name = _codec(path, _MARKS.get(mark) or encoding or "utf-8")
    utf8 = not mark and name in {"utf-8", "ascii"}
    if data is None and utf8 and not _odd_ends(path, ends) and _decodes(path, name):
        return pl.scan_lines(path, name=LINE, glob=False)
    text = (path.read_bytes() if data is None else data)[len(mark) :].decode(name, "replace")
    text = _with_line_feeds(path, text, ends) if ends else text
    return pl.scan_lines(io.BytesIO(text.encode("utf-8", "replace")), name=LINE)


def _odd_ends(path: Path, ends: str) -> bool:
    """Return whether the file's lines do not all end as Polars' lines do."""
    if not ends or not path.stat().st_size:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        if ends.lower() == "dos":
            return _BARE_FEED.search(data) is not None or _BARE_RETURN.search(data) is not None
        if data.find(b"\r") < 0:
            return False
        return ends.lower() == "unix" or _BARE_RETURN.search(data) is not None


def _with_line_feeds(path: Path, text: str, ends: str) -> str:
    if ends.lower() == "unix":
        return text.replace("\r", "\n")
    if ends.lower() != "dos":
        return text.replace("\r", "")
    paired = re.sub("[\r\n][\r\n]", "\0", text)
    if "\r" in paired or "\n" in paired:
        raise StepError(
            f"File '{path}' is read in DOS format, but a line ends with a single sign. Set the"
            " format to Unix or mixed.",
            f"文件 '{path}' 按 DOS 格式读取，但有一行只以单个换行符结尾。"
            "请将格式改为 Unix 或 mixed。",
        )
    return re.sub("[\r\n][\r\n]", "\n", text)


def _mark(path: Path, data: bytes | None) -> bytes:
    """Return the byte order mark that the file begins with, or nothing."""
    if data is None:
        with path.open("rb") as file:
            data = file.read(4)
    return next((mark for mark in _MARKS if data.startswith(mark)), b"")


def _codec(path: Path, encoding: str) -> str:
    """Return Python's name of the encoding."""
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise StepError(
            f"File '{path}' cannot be read: there is no encoding {encoding}.",
            f"文件 '{path}' 无法读取：没有名为 {encoding} 的编码。",
        ) from error


def _decodes(path: Path, codec: str) -> bool:
    """Return whether the whole file is text of the encoding; it is read once, chunk by chunk."""
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def holds(path: Path, text: str) -> bool:
    """Return whether the file's bytes hold the text; always true where that cannot be told."""
    if not text.isascii() or not path.stat().st_size:
        return bool(text)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return bool(text) and data.find(text.encode()) >= 0


def _unpacked(path: Path, compression: str) -> bytes:
    kind = compression.lower()
    if kind == "gzip":
        return gzip.decompress(path.read_bytes())
    if kind == "zip":
        with zipfile.ZipFile(path) as archive:
            return archive.read(archive.namelist()[0])
    raise StepError(
        f"Compression '{compression}' is not supported for file '{path}'.",
        f"不支持文件 '{path}' 的压缩方式 '{compression}'。",
    )


def read_quoted_lines(path: Path, encoding: str, separator: str, enclosure: str) -> list[list[str]]:
    """Return the fields of a file whose quoted fields may span lines; empty lines give none.

    Raises:
        StepError: The encoding is unknown, or a field is too long.
    """
    codec = _codec(path, encoding or "utf-8")
    try:
        with path.open(encoding=codec, errors="replace", newline="") as file:
            reader = csv.reader(file, delimiter=separator, quotechar=enclosure)
            return [row for row in reader if row]
    except csv.Error as error:
        raise StepError(
            f"File '{path}' cannot be read as delimited text: {error}",
            f"文件 '{path}' 无法按分隔文本读取：{error}",
        ) from error
