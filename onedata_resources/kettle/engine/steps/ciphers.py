"""SymmetricCryptoTrans and SecretKeyGenerator: texts encrypted and decrypted, and keys for that."""

from __future__ import annotations

import secrets

import polars as pl

from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.row_work import for_each_row
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError, Stream
from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.ciphers import CipherSettings, KeysSettings
from onedata_resources.kettle.values.ciphers import BlockCipher, from_hex, key_of
from onedata_resources.kettle.values.dtypes import dtype_of
from onedata_resources.kettle.values.types import Field, KettleType, made_field
from onedata_resources.kettle.variables import expand

K = KettleType
KEY, NAME, BITS = "__kettle_key", "__kettle_name", "__kettle_bits"
BYTES = {56: 8, 112: 16, 168: 24}
"""The bytes of a key of DES, whose bytes have a bit of parity each."""


@step("SymmetricCryptoTrans")
def encrypt(scope: StepScope, settings: CipherSettings, inputs: Inputs) -> Outputs:
    """Return the rows with their texts encrypted, as hexadecimal texts, or decrypted."""
    known = inputs.required().field(settings.message)
    if known.type is not K.STRING:
        raise StepError(
            f"Field {known.name!r} is of type {known.type}; only texts are encrypted here.",
            f"字段 {known.name!r} 的类型为 {known.type}；此处只能加密文本。",
        )
    fixed = _cipher(settings, settings.key) if settings.key else None

    def work(message: str | None, key: str | None = None) -> tuple[str | bytes]:
        cipher = fixed or _cipher(settings, expand(key or "", scope.state.variables))
        if not message:
            raise StepError("Null input buffer", "没有可处理的文本。")
        try:
            if settings.decrypt:
                done = cipher.decrypted(from_hex(message))
            else:
                done = cipher.encrypted(message.encode())
        except ValueError as error:
            raise StepError(str(error), str(error)) from error
        if settings.binary:
            return (done,)
        return (done.decode(errors="replace") if settings.decrypt else done.hex(),)

    names = [each for each in (settings.message, settings.key_field) if each]
    added = Field(settings.result, K.BINARY if settings.binary else K.STRING)
    return for_each_row(scope, inputs, names, work, code="EncDecr001", added=[added])


def _cipher(settings: CipherSettings, key: str) -> BlockCipher:
    if not key:
        raise StepError("The secret key is missing!", "缺少密钥。")
    try:
        found = key_of(decode_password(key), settings.algorithm)
    except ValueError as error:
        raise StepError(str(error), str(error)) from error
    return BlockCipher(settings.algorithm, found, padded=settings.padded)


@step("SecretKeyGenerator")
def make_keys(scope: StepScope, settings: KeysSettings, inputs: Inputs) -> Outputs:
    """Return new keys, kind after kind; as in Kettle only the first row that comes in gets any."""
    kind = K.BINARY if settings.binary else K.STRING
    rows = [
        (key if settings.binary else key.hex(), each.algorithm, each.bits)
        for each in settings.keys
        for key in (_key(each.bits) for _ in range(each.count))
    ]
    schema = {KEY: dtype_of(kind), NAME: pl.String(), BITS: pl.Int64()}
    frame = pl.DataFrame(rows, schema=schema, orient="row").lazy()
    named = (
        (Field(settings.field, kind), KEY),
        (Field(settings.algorithm_field), NAME),
        (made_field(settings.length_field, K.INTEGER, 10, 0), BITS),
    )
    pairs = [(field, pl.col(column)) for field, column in named if field.name]
    if inputs.main is None:
        scope.add("read", len(rows))
        return Outputs(Stream(frame, ()).selected(pairs))
    first = inputs.main.with_frame(inputs.main.frame.head(1).join(frame, how="cross"))
    out = first.appended(pairs)
    return Outputs(out.fields_only())


def _key(bits: int) -> bytes:
    """Return a new key; each byte of one of DES has an odd number of bits."""
    if bits not in BYTES:
        return secrets.token_bytes(bits // 8)
    key = bytes(each & 0xFE | 1 ^ (each >> 1).bit_count() & 1 for each in
                secrets.token_bytes(BYTES[bits]))  # fmt: skip
    return key + key[:8] if bits == 112 else key
