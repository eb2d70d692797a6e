"""Settings of Mail, which sends a message for each row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.stepxml import SettingsError, StepXml

MEGABYTE = 1 << 20
FIELDS = {
    "to": "destination", "cc": "destinationCc", "bcc": "destinationBCc",
    "reply_to": "replyToAddresses", "sender": "replyto", "sender_name": "replytoname",
    "server": "server", "port": "port", "subject": "subject", "comment": "comment",
    "person": "contact_person", "phone": "contact_phone",
}  # fmt: skip
"""The tags that name the fields with what a message is made of."""
_NEEDED = (
    ("to", "the recipients", "收件人"),
    ("sender", "the sender", "发件人"),
    ("server", "the mail server", "邮件服务器"),
    ("user", "the user", "用户名"),
    ("password", "the password", "密码"),
    ("file", "the files to attach", "附件文件"),
    ("zip", "the archive", "压缩文件"),
    ("content", "the content to attach", "附件内容"),
    ("content_name", "the name of the attached content", "附件内容的文件名"),
)


@dataclass(frozen=True)
class Priority:
    """What the headers say of how urgent and how private a message is."""

    priority: str
    importance: str
    sensitivity: str


@dataclass(frozen=True)
class Attached:
    """Files that go with each message; `zip_over` is the total size from which they are zipped."""

    source: str
    wildcard: str
    subfolders: bool
    zipped: bool
    zip_name: str
    zip_over: int

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them."""
        limit = xml.text("zip_limit_size").strip()
        return cls(
            source=xml.text("sourcefilefoldername"),
            wildcard=xml.text("sourcewildcard"),
            subfolders=xml.flag("include_subfolders"),
            zipped=xml.flag("zip_files"),
            zip_name=xml.text("zip_name"),
            zip_over=int(limit) * MEGABYTE if limit.isdigit() else 0,
        )


@dataclass(frozen=True)
class MailSettings:
    """Fields with what a message is made of, by what they are for, and what is the same in all.

    `secure` is how the connection is encrypted. `images` has files and their content ids.
    """

    fields: Mapping[str, str]
    secure: str | None
    priority: Priority | None
    html: bool
    encoding: str
    with_date: bool
    only_comment: bool
    attached: Attached
    images: tuple[tuple[str, str], ...]

    @classmethod
    def from_xml(cls, xml: StepXml) -> Self:
        """Read them.

        Raises:
            SettingsError: A field is not named that is needed.
        """
        attached = Attached.from_xml(xml)
        fields = _fields(xml)
        if attached.zipped and not attached.zip_name and "zip" not in fields:
            raise SettingsError("name the archive of the attached files", "请指定附件压缩包的名称")
        return cls(
            fields=fields,
            secure=xml.raw("secureconnectiontype") if xml.flag("use_secure_auth") else None,
            priority=_priority(xml) if xml.flag("use_Priority") else None,
            html=xml.flag("use_HTML"),
            encoding=xml.text("encoding"),
            with_date=xml.flag("include_date"),
            only_comment=xml.flag("only_comment"),
            attached=attached,
            images=tuple(
                (each.text("image_name"), each.text("content_id"))
                for each in xml.items("embeddedimages/embeddedimage")
            ),
        )


def _priority(xml: StepXml) -> Priority:
    importance = xml.raw("importance") or "normal"
    return Priority(xml.raw("priority"), importance, xml.raw("sensitivity") or "normal")


def _fields(xml: StepXml) -> dict[str, str]:
    """Return the names of the fields by what they are for; those without a name are left out."""
    needed = {"to", "sender", "server"}
    named = {role: xml.raw(tag) for role, tag in FIELDS.items()}
    if xml.flag("use_auth"):
        named |= {"user": xml.raw("auth_user"), "password": _password_field(xml)}
        needed |= {"user", "password"}
    if xml.flag("attachContentFromField"):
        named |= {
            "content": xml.raw("attachContentField"),
            "content_name": xml.raw("attachContentFileNameField"),
        }
        needed |= {"content", "content_name"}
    else:
        if xml.flag("isFilenameDynamic"):
            named |= {"file": xml.raw("dynamicFieldname"), "wildcard": xml.raw("dynamicWildcard")}
            needed.add("file")
        if xml.flag("zipFilenameDynamic"):
            named["zip"] = xml.raw("dynamicZipFilename")
            needed.add("zip")
    for role, en, zh in _NEEDED:
        if role in needed and not named[role]:
            raise SettingsError(f"name the field with {en}", f"请指定{zh}字段")
    return {role: name for role, name in named.items() if name}


def _password_field(xml: StepXml) -> str:
    """Return the name of the field, which Kettle stores as if it were a password itself."""
    return decode_password(xml.text("auth_password"))


STEPS = {"Mail": MailSettings}
