"""Calculator's operations on the files that a text names, and on texts that are XML."""

from __future__ import annotations

import codecs
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

import polars as pl
from lxml import etree  # pyright: ignore[reportAttributeAccessIssue]

from onedata_resources.kettle.engine.calculations import Operand, Operation, Result
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.values.convert import convert, valuewise
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import KettleType

K = KettleType
NO_FILE = "the file does not exist"


def _of_file(
    function: Callable[[bytes], object], kind: KettleType, without: object = None
) -> Operation:
    """Return an operation on a file's content; `without` is its result where there is none.

    A missing file is said in `missing`, which the step looks at where it is to fail.
    """

    def read(name: object) -> object:
        path = Path(local_path(str(name)))
        return function(path.read_bytes()) if path.is_file() else without

    def operate(a: Operand) -> Result:
        value = valuewise(a.plain, read, dtype_of(kind))
        value = value if without is None else value.fill_null(without)
        missing = valuewise(a.plain, _exists, pl.Boolean()).not_()
        return Result(value, kind, why=NO_FILE, missing=missing)

    return operate


def _exists(name: object) -> bool:
    return Path(local_path(str(name))).is_file()


def is_xml(data: bytes) -> bool:
    """Return whether the bytes are well-formed XML; nothing outside them is read."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return False
    return True


def _is_xml(a: Operand) -> Result:
    data = convert(a.value, a.field, K.BINARY) if a.kind is not K.BINARY else a.value
    value = valuewise(data, lambda each: is_xml(bytes(each)), pl.Boolean())  # type: ignore[call-overload]
    return Result(value.fill_null(value=False), K.BOOLEAN)


def _encoding(data: bytes) -> str:
    """Return the encoding that the file begins to say, else the usual one."""
    marks = {codecs.BOM_UTF16_BE: "UTF-16BE", codecs.BOM_UTF16_LE: "UTF-16LE"}
    return next((name for mark, name in marks.items() if data.startswith(mark)), "UTF-8")


def _digest(algorithm: str) -> Callable[[bytes], str]:
    return lambda data: hashlib.new(algorithm, data, usedforsecurity=False).hexdigest()


FILE_TEXTS: dict[str, tuple[Operation, int]] = {
    "MD5": (_of_file(_digest("md5"), K.STRING), 1),
    "SHA1": (_of_file(_digest("sha1"), K.STRING), 1),
    "GET_FILE_ENCODING": (_of_file(_encoding, K.STRING), 1),
}
FILE_NUMBERS: dict[str, tuple[Operation, int]] = {
    "CRC32": (_of_file(zlib.crc32, K.INTEGER, 0), 1),
    "ADLER32": (_of_file(zlib.adler32, K.INTEGER, 0), 1),
}
FILE_FLAGS: dict[str, tuple[Operation, int]] = {
    "CHECK_XML_FILE_WELL_FORMED": (_of_file(is_xml, K.BOOLEAN, without=False), 1),
    "CHECK_XML_WELL_FORMED": (_is_xml, 1),
}
FILE_CONTENTS: dict[str, tuple[Operation, int]] = {
    "LOAD_FILE_CONTENT_BINARY": (_of_file(bytes, K.BINARY), 1),
}
