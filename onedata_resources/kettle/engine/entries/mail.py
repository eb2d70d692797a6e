"""MAIL: a message about the job, with the files of its result, over SMTP."""

from __future__ import annotations

import io
import mimetypes
import smtplib
import zipfile
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formataddr, formatdate
from pathlib import Path
from typing import TYPE_CHECKING

from onedata_resources.errors import BadInputError, UnavailableError
from onedata_resources.kettle.engine.entries.names import formatted
from onedata_resources.kettle.engine.job_entries import entry, refuse
from onedata_resources.kettle.engine.job_result import JobResult
from onedata_resources.kettle.engine.mail_server import (
    DEFAULT_PRIORITY,
    PRIORITIES,
    MailServer,
    secure_kind,
)
from onedata_resources.kettle.model import Entry
from onedata_resources.kettle.passwords import decode_password
from onedata_resources.kettle.settings.stepxml import StepXml

if TYPE_CHECKING:
    from onedata_resources.kettle.engine.job import JobRun


@entry("MAIL")
def mail(run: JobRun, found: Entry, previous: JobResult) -> JobResult:
    """MAIL sends its message; a server that refuses it or is away is an error.

    An archive that cannot be made is an error too, and the message goes without it.
    """
    settings = run.settings(found.xml)
    _require_addresses(found, settings)
    message = _message(run, found, settings, previous)
    whole = not settings.flag("include_files") or _attach(run, found, message, previous)
    try:
        with _server(settings).connected() as server:
            refused = server.send_message(message)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPAuthenticationError) as error:
        raise _refused(found, str(error)) from error
    except (smtplib.SMTPException, OSError) as error:
        server = settings.text("server")
        raise UnavailableError(
            f"The message of entry [{found.name}] was not sent: mail server {server}: {error}",
            f"条目 [{found.name}] 的邮件未发出：邮件服务器 {server}：{error}",
        ) from error
    if refused:
        raise _refused(found, f"not for {', '.join(refused)}")
    return previous.ended(whole, errors=int(not whole))


def _require_addresses(found: Entry, settings: StepXml) -> None:
    for tag, what, zh in (
        ("server", "names no mail server", "没有指定邮件服务器"),
        ("destination", "names no recipient", "没有指定收件人"),
        ("replyto", "names no sender", "没有指定发件人"),
    ):
        if not settings.text(tag):
            raise refuse(found, what, zh)


def _refused(found: Entry, why: str) -> BadInputError:
    return BadInputError(
        f"The mail server refuses the message of entry [{found.name}]: {why}",
        f"邮件服务器拒绝条目 [{found.name}] 的邮件：{why}",
    )


def _server(settings: StepXml) -> MailServer:
    secure, login = settings.flag("use_secure_auth"), settings.flag("use_auth")
    return MailServer(
        settings.text("server"),
        settings.number("port", 0) or None,
        secure_kind(settings.raw("secureconnectiontype")) if secure else "",
        settings.text("auth_user") if login else None,
        decode_password(settings.text("auth_password")) if login else "",
    )


def _message(run: JobRun, found: Entry, settings: StepXml, previous: JobResult) -> EmailMessage:
    message = EmailMessage()
    message["From"] = formataddr((settings.text("replytoname"), settings.text("replyto")))
    addresses = {
        "To": "destination", "Cc": "destinationCc", "Bcc": "destinationBCc",
        "Reply-To": "replyToAddresses",
    }  # fmt: skip
    for header, tag in addresses.items():
        listed = settings.text(tag).split()
        if listed:
            message[header] = ", ".join(listed)
    message["Subject"] = " ".join(settings.text("subject").split())
    message["Date"] = formatdate(run.clock.now().timestamp(), localtime=True)
    if settings.flag("use_Priority"):
        message["X-Priority"] = PRIORITIES.get(settings.raw("priority"), DEFAULT_PRIORITY)
        message["Importance"] = settings.raw("importance", "normal")
        message["Sensitivity"] = settings.raw("sensitivity", "normal")
    html = settings.flag("use_HTML")
    text = "\n".join(_lines(run, found, settings, previous))
    text = text.replace("\n", "<br>\n") if html and not settings.flag("only_comment") else text
    message.set_content(text, subtype="html" if html else "plain", charset=_charset(settings))
    _add_images(run, settings, message, text)
    return message


def _charset(settings: StepXml) -> str:
    name = settings.text("encoding") or "utf-8"
    try:
        "".encode(name)
    except LookupError:
        return "utf-8"
    return name


def _lines(run: JobRun, found: Entry, settings: StepXml, previous: JobResult) -> Iterator[str]:
    comment, brief = settings.text("comment"), settings.flag("only_comment")
    if comment:
        yield from (comment, "")
    if not brief:
        folder = run.variables.get("Internal.Job.Filename.Directory", "/")
        yield from ("Job:", "-----", f"JobName    : {run.job.name}", f"Directory  : {folder}")
        yield from (f"JobEntry   : {found.name}", "")
    if settings.flag("include_date"):
        yield from (
            "",
            "Message date: " + formatted(run.clock.now(), "yyyy/MM/dd HH:mm:ss.SSS"),
            "",
        )
    if brief:
        return
    lines = previous.lines
    yield from ("Previous result:", "-----------------")
    for label, value in (
        ("Job entry Nr", previous.nr),
        ("Errors", previous.errors),
        ("Lines read", lines.read),
        ("Lines written", lines.written),
        ("Lines input", lines.input),
        ("Lines output", lines.output),
        ("Lines updated", lines.updated),
        ("Lines rejected", lines.rejected),
    ):
        yield f"{label:<20} : {value}"
    yield f"Script exit status  : {previous.exit_status}"
    yield f"Result               : {str(previous.success).lower()}"
    person, phone = settings.text("contact_person"), settings.text("contact_phone")
    if person or phone:
        yield from ("", "Contact information :", "---------------------")
        yield from (f"Person to contact : {person}", f"Telephone number  : {phone}")
    yield from ("", "Path to this job entry:", "------------------------")
    for each in tuple(run.entries)[-100:]:
        word = "success" if each.success else "failure"
        yield f"{run.job.name} : {each.name} : {word}"


def _add_images(run: JobRun, settings: StepXml, message: EmailMessage, text: str) -> None:
    """Put the images that the text shows into the message, by their content ids."""
    for image in settings.items("embeddedimages/embeddedimage"):
        name = image.text("content_id")
        if name and f"cid:{name}" in text:
            path = run.path(image.raw("image_name"))
            _, _, kind = (mimetypes.guess_type(path.name)[0] or "image/png").partition("/")
            message.add_related(path.read_bytes(), "image", kind, cid=f"<{name}>")


def _attach(run: JobRun, found: Entry, message: EmailMessage, previous: JobResult) -> bool:
    """Attach the result's files of the chosen kinds, each by itself or in one archive.

    False where the archive cannot be made, because a file of it cannot be read.
    """
    settings = run.settings(found.xml)
    kinds = {each.text(".").strip().lower() for each in settings.items("filetypes/filetype")}
    files = [Path(each.path) for each in previous.files if each.kind.lower() in kinds]
    if settings.flag("zip_files"):
        return not previous.files or _attach_archive(run, found, message, files)
    for path in files:
        if path.is_file():
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            main, _, sub = kind.partition("/")
            message.add_attachment(path.read_bytes(), main, sub, filename=path.name)
            run.log.write(found.name, f"Added file '{path}' to the mail message.")
    return True


def _attach_archive(run: JobRun, found: Entry, message: EmailMessage, files: list[Path]) -> bool:
    buffer = io.BytesIO()
    try:
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, path.name)
                told = f"Added file '{path}' to the mail message in a zip archive."
                run.log.write(found.name, told)
    except (OSError, ValueError) as error:
        run.log.error(found.name, f"The files cannot be zipped: {error}")
        return False
    name = Path(run.settings(found.xml).text("zip_name") or "files.zip").name
    message.add_attachment(buffer.getvalue(), "application", "zip", filename=name)
    return True
