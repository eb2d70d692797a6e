"""Settings of the steps for numbers of payment cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class CardCheckSettings:
    """A field with card numbers, and the fields for what is found; the latter two may be empty."""

    field: str
    digits_only: bool
    result: str
    card_type: str
    message: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: The field of the numbers or that of the result is not named.
        """
        field, result = xml.raw("fieldname"), xml.text("resultfieldname")
        if not field or not result:
            raise SettingsError(
                "name the field with the card numbers and the field for the result",
                "请指定卡号字段与结果字段",
            )
        return cls(
            field, xml.flag("onlydigits"), result, xml.text("cardtype"), xml.text("notvalidmsg")
        )


@dataclass(frozen=True)
class CardNumbers:
    """How many numbers of one kind of card to make, and how long they are."""

    kind: str
    length: int
    count: int


@dataclass(frozen=True)
class CardNumbersSettings:
    """Card numbers to make up; fields for their kind and their length may be empty."""

    numbers: tuple[CardNumbers, ...]
    number_field: str
    kind_field: str
    length_field: str

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: Nothing is to be made, or a number is missing.
        """
        numbers = tuple(_numbers(each) for each in xml.items("fields/field"))
        field = xml.raw("cardNumberFieldName")
        if not numbers or not field:
            raise SettingsError(
                "name the kinds of cards, and the field for their numbers",
                "请指定卡的种类与卡号字段",
            )
        return cls(numbers, field, xml.raw("cardTypeFieldName"), xml.raw("cardLengthFieldName"))


def _numbers(xml: StepXml) -> CardNumbers:
    kind, length, count = xml.raw("cctype"), xml.number("cclen", -1), xml.number("ccsize", -1)
    if length < 0 or count < 0:
        raise SettingsError(
            f"the length and the number of cards of kind {kind!r} must be whole numbers",
            f"种类 {kind!r} 的卡号长度与数量须为整数",
        )
    return CardNumbers(kind, length, count)


STEPS = {
    "CreditCardValidator": CardCheckSettings,
    "RandomCCNumberGenerator": CardNumbersSettings,
}
