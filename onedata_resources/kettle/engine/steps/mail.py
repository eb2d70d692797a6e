"""Mail: a message sent for each row, with files or a field's content attached."""

from __future__ import annotations

import io
import mimetypes
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from pathlib import Path

from onedata_resources.errors import OneDataError
from onedata_resources.kettle.engine.entries.names import formatted
from onedata_resources.kettle.engine.mail_server import (
    DEFAULT_PRIORITY,
    PRIORITIES,
    MailServer,
    secure_kind,
)
from onedata_resources.kettle.engine.patterns import fits
from onedata_resources.kettle.engine.registry import step
from onedata_resources.kettle.engine.row_work import for_each_row
from onedata_resources.kettle.engine.scope import StepScope
from onedata_resources.kettle.engine.stream import Inputs, Outputs, StepError
from onedata_resources.kettle.settings.files import local_path
from onedata_resources.kettle.settings.mail import MailSettings
from onedata_resources.kettle.values.time_zones import machine_now

HEADERS = {"To": "to", "Cc": "cc", "Bcc": "bcc", "Reply-To": "reply_to"}
UNNAMED = "null"
"""What Kettle calls a file whose name is not there."""


@step("Mail")
def send_mail(scope: StepScope, settings: MailSettings, inputs: Inputs) -> Outputs:
    """Send the message of each row, and pass the row on."""
    images = list(_images(scope, settings))

    def work(*values: str | None) -> None:
        row = {role: text or "" for role, text in zip(settings.fields, values, strict=True)}
        server = _server(settings, row)
        message = _message(settings, row)
        if "content" in settings.fields:
            if not row["content"]:
                raise StepError("There is no content to attach", "没有可附加的内容。")
            content = row["content"].encode()
            message.attach(_named(row["content_name"], content, "application", "x-any"))
        else:
            for part in _attached(scope, settings, row):
                message.attach(part)
        for image, name in images:
            part = _data(image.read_bytes(), *_kind(image))
            part["Content-ID"] = f"<{name}>"
            message.attach(part)
        with server.connected() as connection:
            refused = connection.send_message(message)
        if refused:
            listed = ", ".join(refused)
            raise StepError(f"The mail server refuses: {listed}", f"邮件服务器拒绝收件人：{listed}")

    return for_each_row(scope, inputs, list(settings.fields.values()), work, code="MAIL001")


def _server(settings: MailSettings, row: Mapping[str, str]) -> MailServer:
    if not row["to"]:
        raise StepError("Mail receiver is empty!", "收件人为空。")
    if not row["server"]:
        raise StepError("Smtp server is empty!", "邮件服务器为空。")
    secure = "" if settings.secure is None else secure_kind(settings.secure)
    port = row.get("port", "").strip()
    return MailServer(
        row["server"],
        int(port) if port.isdigit() else None,
        secure,
        row.get("user"),
        row.get("password", ""),
    )


def _message(settings: MailSettings, row: Mapping[str, str]) -> EmailMessage:
    """Return the message with its headers and its text; parts can be added."""
    if not row["sender"]:
        raise StepError("The sender e-mail address is not filled in", "未填写发件人地址。")
    now = machine_now()
    message = EmailMessage()
    message["From"] = formataddr((row.get("sender_name", ""), row["sender"]))
    for header, role in HEADERS.items():
        if row.get(role):
            message[header] = ", ".join(_addresses(row[role]))
    if "subject" in row:
        message["Subject"] = " ".join(row["subject"].split())
    message["Date"] = formatdate(now.timestamp(), localtime=True)
    if settings.priority is not None:
        message["X-Priority"] = PRIORITIES.get(settings.priority.priority, DEFAULT_PRIORITY)
        message["Importance"] = settings.priority.importance
        message["Sensitivity"] = settings.priority.sensitivity
    if settings.images:
        message.make_related()
    else:
        message.make_mixed()
    text = EmailMessage()
    lines = "".join(f"{line}\n" for line in _lines(settings, row, now))
    charset = (settings.encoding or "iso-8859-1") if settings.html else "utf-8"
    try:
        lines.encode(charset)
    except UnicodeEncodeError:  # Java sends question marks
        charset = "utf-8"
    text.set_content(lines, subtype="html" if settings.html else "plain", charset=charset)
    message.attach(text)
    return message


def _addresses(text: str) -> list[str]:
    """Return the addresses, which a single blank parts, as in Kettle."""
    parts = text.rstrip(" ").split(" ")
    if "" in parts:
        raise StepError(f"Illegal address in [{text}]", f"[{text}] 中有非法地址。")
    return parts


def _lines(settings: MailSettings, row: Mapping[str, str], now: datetime) -> Iterator[str]:
    if row.get("comment"):
        yield from (row["comment"], "")
    if settings.with_date:
        yield from ("Message date: " + formatted(now, "yyyy/MM/dd HH:mm:ss.SSS"), "")
    person, phone = row.get("person", ""), row.get("phone", "")
    if not settings.only_comment and (person or phone):
        yield from ("Contact information :", "---------------------")
        yield f"Person to contact : {person or UNNAMED}"
        yield from (f"Telephone number  : {phone or UNNAMED}", "")


def _attached(
    scope: StepScope, settings: MailSettings, row: Mapping[str, str]
) -> list[EmailMessage]:
    """Return the parts with the files; where these cannot be read the log says so, as in Kettle."""
    given = settings.attached
    source = row["file"] if "file" in settings.fields else given.source
    wildcard = row.get("wildcard", "") if "file" in settings.fields else given.wildcard
    if not source:
        return []
    try:
        files = _files(Path(local_path(source)), wildcard, subfolders=given.subfolders)
        if files is None:
            scope.log(f"We can not find file/folder [{source}]!", level="Error")
            return []
        if not given.zipped or not files:
            return [_named(path.name, path.read_bytes(), *_kind(path)) for path in files]
        if given.zip_over and sum(path.stat().st_size for path in files) <= given.zip_over:
            return []  # as in Kettle, which then attaches nothing
        name = Path(row["zip"] if "zip" in settings.fields else given.zip_name).name
        return [_named(name or UNNAMED, _zipped(files), "application", "zip")]
    except (OSError, OneDataError, StepError) as error:
        scope.log(str(error), level="Error")
        return []


def _files(source: Path, wildcard: str, *, subfolders: bool) -> list[Path] | None:
    if source.is_file():
        return [source]
    if not source.is_dir():
        return None
    found = source.rglob("*") if subfolders else source.glob("*")
    return sorted(
        path for path in found if path.is_file() and (not wildcard or fits(wildcard, path.name))
    )


def _zipped(files: list[Path]) -> bytes:
    buffer, names = io.BytesIO(), set[str]()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in files:
            if path.name in names:
                why = f"duplicate entry: {path.name}"
                raise StepError(why, f"压缩包内文件名重复：{path.name}")
            names.add(path.name)
            archive.write(path, path.name)
    return buffer.getvalue()


def _images(scope: StepScope, settings: MailSettings) -> Iterator[tuple[Path, str]]:
    """Yield the images that are there; the log tells of the others, as in Kettle."""
    for name, content_id in settings.images:
        path = Path(local_path(name))
        if path.is_file():
            yield path, content_id
        else:
            scope.log(f"[{name}] is not a valid image file!", level="Error")


def _kind(path: Path) -> tuple[str, str]:
    main, _, sub = (mimetypes.guess_type(path.name)[0] or "application/octet-stream").partition("/")
    return main, sub


def _named(name: str, content: bytes, main: str, sub: str) -> EmailMessage:
    part = _data(content, main, sub)
    part.add_header("Content-Disposition", "attachment", filename=name)
    return part


def _data(content: bytes, main: str, sub: str) -> EmailMessage:
    part = EmailMessage()
    part.set_content(content, main, sub)
    del part["MIME-Version"]
    return part
