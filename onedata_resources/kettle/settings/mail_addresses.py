"""Settings of MailValidator, which tells whether mail addresses are well formed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml


@dataclass(frozen=True)
class MailCheckSettings:
    """A field with addresses, and the fields for what is found; that of errors may be empty.

    `told` has what to say of a good and of a bad address, where the result is a text.
    """

    field: str
    result: str
    errors: str
    told: tuple[str, str] | None

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field or a text is missing, or mail servers are to be asked.
        """
        field, result = xml.raw("emailfield"), xml.text("resultfieldname")
        if not field or not result:
            raise SettingsError(
                "name the field with the addresses and the field for the result",
                "请指定邮件地址字段与结果字段",
            )
        if xml.flag("smtpCheck") or xml.flag("isdynamicDefaultSMTP"):
            raise SettingsError(
                "it asks mail servers about each address, which is not done here: turn off the"
                " SMTP check and its server field",
                "逐个地址询问邮件服务器的检查不受支持：请关闭 SMTP 检查及其服务器字段",
            )
        told = (xml.text("emailValideMsg"), xml.text("emailNotValideMsg"))
        as_text = xml.flag("ResultAsString")
        if as_text and not all(told):
            raise SettingsError(
                "give the texts for valid and for invalid addresses",
                "请填写地址有效与无效时的文本",
            )
        return cls(field, result, xml.text("errorsFieldName"), told if as_text else None)


STEPS = {"MailValidator": MailCheckSettings}
