"""CheckSum: a checksum of the texts that Java's toString gives for fields."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.engine.unread import readable, with_unread
from onedata_resources.kettle.settings.sequences import CheckSumSettings
from onedata_resources.kettle.values.compatible import java_doubles
from onedata_resources.kettle.values.convert import elementwise, valuewise
from onedata_resources.kettle.values.date_column import format_dates
from onedata_resources.kettle.values.date_mask import JAVA_DATE_MASK
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType, made_field

K = KettleType


@step("CheckSum")
def check_sum(scope: StepScope, settings: CheckSumSettings, inputs: Inputs) -> Outputs:
    """Return the rows with their checksums; a null cannot be summed up in the new way."""
    stream = inputs.required()
    fields = [stream.field(name) for name in settings.fields or stream.names]
    names = [each.name for each in fields]
    stream, unread = readable(scope, stream, names, code="CheckSum001", fields=settings.result)
    rejected = None
    if not settings.nulls_as_text:
        missing = pl.any_horizontal(_native(stream, field).is_null() for field in fields)
        stream, rejected = scope.split(
            stream,
            missing,
            pl.lit("java.lang.NullPointerException"),
            fields=settings.result,
            code="CheckSum001",
        )
    kind, summed = _summing(settings)
    value = valuewise(_bytes(stream, fields, settings), summed, dtype_of(kind))
    summed_up = stream.appended([(made_field(settings.result, kind), value)])
    return Outputs(summed_up, rejected=with_unread(rejected, unread))


def _bytes(stream: Stream, fields: list[Field], settings: CheckSumSettings) -> pl.Expr:
    """Return the bytes that are summed up: the fields' texts one after the other."""
    if not any(field.type is K.BINARY for field in fields):
        parts = [_native(stream, field).fill_null("null") for field in fields]
        return pl.concat_str(parts).cast(pl.Binary)
    if settings.nulls_as_text:
        raise StepError(
            "The checksum of a binary field is different in every run of Kettle in this mode; "
            "switch off the old checksum behaviour.",
            "此模式下二进制字段的校验和在 Kettle 每次运行时都不同；请关闭旧的校验和行为。",
        )
    encoded = [_native(stream, field).cast(pl.Binary).bin.encode("hex") for field in fields]
    return pl.concat_str(encoded).str.decode("hex")


def _native(stream: Stream, field: Field) -> pl.Expr:
    """Return the value as Java's toString prints it; bytes stay bytes, an empty text is no null."""
    value = stream.value(field.name)
    return _JAVA_TEXTS[field.type](value) if field.type in _JAVA_TEXTS else value


def _stamps(value: pl.Expr) -> pl.Expr:
    text = value.dt.strftime("%Y-%m-%d %H:%M:%S%.6f").str.strip_chars_end("0")
    return pl.when(text.str.ends_with(".")).then(text + "0").otherwise(text)


_JAVA_TEXTS: dict[KettleType, Callable[[pl.Expr], pl.Expr]] = {
    K.INTEGER: lambda value: value.cast(pl.String),
    K.NUMBER: lambda value: elementwise(value, java_doubles, pl.String()),
    K.BIG_NUMBER: lambda value: value.cast(pl.String).str.replace(r"\.?0+$", ""),
    K.DATE: lambda value: elementwise(
        value, lambda each: format_dates(each, JAVA_DATE_MASK), pl.String()
    ),
    K.TIMESTAMP: _stamps,
    K.BOOLEAN: lambda value: value.cast(pl.String),
}


def _summing(settings: CheckSumSettings) -> tuple[KettleType, Callable[[object], object]]:
    """Return the type of the checksum and the function of bytes that gives it."""
    if settings.kind in _NUMBERS:
        return K.INTEGER, _NUMBERS[settings.kind]
    digest = _DIGESTS[settings.kind]
    if settings.shown == "binary":
        return K.BINARY, digest
    if settings.shown == "hexadecimal":
        shown = _lossy_hexadecimal if settings.lossy else bytes.hex
    else:
        shown = _decimals
    return K.STRING, lambda data: shown(digest(data))


def _data(value: object) -> bytes:
    return value if isinstance(value, bytes) else b""


_NUMBERS: dict[str, Callable[[object], object]] = {
    "CRC32": lambda data: zlib.crc32(_data(data)),
    "ADLER32": lambda data: zlib.adler32(_data(data)),
}
_DIGESTS: dict[str, Callable[[object], bytes]] = {
    "MD5": lambda data: hashlib.md5(_data(data), usedforsecurity=False).digest(),
    "SHA-1": lambda data: hashlib.sha1(_data(data), usedforsecurity=False).digest(),
    "SHA-256": lambda data: hashlib.sha256(_data(data)).digest(),
}


def _decimals(digest: bytes) -> str:
    return "-".join(str(byte) for byte in digest)


def _lossy_hexadecimal(digest: bytes) -> str:
    """Return what old versions show: the low bytes of the digest read as UTF-8 text."""
    units = digest.decode("utf-8", "replace").encode("utf-16-le")
    return units[0::2].hex().upper()
