"""Settings of the steps that encrypt, decrypt and make keys."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

ALGORITHMS = ("DES", "DESede", "AES")
KEY_BITS = {"DES": (56,), "DESede": (112, 168), "AES": (128, 192, 256)}
PADDED, UNPADDED = "PKCS5PADDING", "NOPADDING"


@dataclass(frozen=True)
class CipherSettings:
    """A field to encrypt or decrypt, and the key: itself, or the field that holds it."""

    decrypt: bool
    algorithm: str
    padded: bool
    key: str
    key_field: str
    message: str
    result: str
    binary: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field, the key or the algorithm is missing or not supported.
        """
        message, result = xml.raw("messageField"), xml.raw("resultfieldname")
        if not message or not result:
            raise SettingsError(
                "name the field with the message and the field for the result",
                "请指定消息字段与结果字段",
            )
        in_field = xml.flag("secretKeyInField")
        if in_field and xml.flag("readKeyAsBinary"):
            raise SettingsError(
                "keys are read as hexadecimal texts here, not as binary values",
                "此处的密钥须为十六进制文本，不支持二进制值",
            )
        key = "" if in_field else decode_password(xml.text("secretKey"))
        key_field = xml.raw("secretKeyField") if in_field else ""
        if not key and not key_field:
            raise SettingsError("the secret key is missing", "缺少密钥")
        algorithm = _algorithm(xml.raw("algorithm"))
        return cls(
            decrypt=xml.raw("operation_type").lower() == "decrypt",
            algorithm=algorithm,
            padded=_padded(xml.text("schema"), algorithm),
            key=key,
            key_field=key_field,
            message=message,
            result=result,
            binary=xml.flag("outputResultAsBinary"),
        )


def _algorithm(name: str) -> str:
    for each in ALGORITHMS:
        if each.lower() == name.lower():
            return each
    raise SettingsError(f"algorithm {name!r} is not known", f"未知算法 {name!r}")


def _padded(scheme: str, algorithm: str) -> bool:
    """Return whether the last block is filled up.

    Raises:
        SettingsError: The scheme is of another algorithm, or chains blocks: Kettle keeps no start
            of a chain, so nobody could decrypt what it encrypts.
    """
    name, *rest = (scheme or algorithm).upper().split("/")
    mode, padding = rest if len(rest) == 2 else ("ECB", PADDED)
    if name != algorithm.upper() or mode != "ECB" or padding not in {PADDED, UNPADDED}:
        raise SettingsError(
            f"scheme {scheme!r} is not supported: {algorithm}/ECB/PKCS5Padding is",
            f"不支持方案 {scheme!r}；可用 {algorithm}/ECB/PKCS5Padding",
        )
    return padding == PADDED


@dataclass(frozen=True)
class Keys:
    """How many keys to make for one algorithm, and of how many bits."""

    algorithm: str
    bits: int
    count: int


@dataclass(frozen=True)
class KeysSettings:
    """Keys to make; fields for their algorithm and their length may be empty."""

    keys: tuple[Keys, ...]
    field: str
    algorithm_field: str
    length_field: str
    binary: bool

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: The field is not named, or a key cannot be made.
        """
        field = xml.raw("secretKeyFieldName")
        keys = tuple(_keys(each) for each in xml.items("fields/field"))
        if not field or not keys:
            raise SettingsError("name the field and the kinds of keys", "请指定密钥字段与密钥种类")
        return cls(
            keys,
            field,
            xml.raw("algorithmFieldName"),
            xml.raw("secretKeyLengthFieldName"),
            xml.flag("outputKeyInBinary"),
        )


def _keys(xml: StepXml) -> Keys:
    algorithm = _algorithm(xml.raw("algorithm"))
    bits, count = xml.number("secretKeyLen", -1), xml.number("secretKeyCount", -1)
    if bits not in KEY_BITS[algorithm] or count < 0:
        listed = ", ".join(map(str, KEY_BITS[algorithm]))
        raise SettingsError(
            f"a key of {algorithm} has {listed} bits, and its number is not negative",
            f"{algorithm} 密钥的位数为 {listed}，数量不能为负",
        )
    return Keys(algorithm, bits, count)


STEPS = {"SecretKeyGenerator": KeysSettings, "SymmetricCryptoTrans": CipherSettings}
