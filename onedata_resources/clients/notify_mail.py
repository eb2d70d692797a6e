"""E-mail as a channel: SMTP with STARTTLS or TLS, and a login where the server asks for one."""

import smtplib
import ssl
from collections.abc import Sequence
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from onedata_resources.clients.notify_channels import Clock, utc_now
from onedata_resources.clients.notify_delivery import RefusalError
from onedata_resources.clients.notify_message import BOTH, Message, Receiver, cut, one_line
from onedata_resources.clients.notify_options import Options, wrong

PORTS = {"starttls": 587, "tls": 465, "none": 25}
MAX_SUBJECT = 240
MAX_BODY = 100_000


class MailChannel:
    """A mail server; without receivers a message goes to `to`.

    People are written to one by one (`alone`): none sees the others' addresses, and one that is
    refused costs the others nothing.
    """

    alone = True

    def __init__(
        self,
        name: str,
        *,
        host: str,
        port: int,
        sender: Address,
        to: Sequence[Address] = (),
        security: str = "starttls",
        user: str = "",
        password: str = "",
        ca_file: str = "",
        language: str = BOTH,
        timeout_seconds: float = 10.0,
        clock: Clock = utc_now,
    ) -> None:
        self.name = name
        self.language = language
        self._server = (host, port)
        self._security = security
        self._login = (user, password)
        self._ca_file = ca_file
        self._sender = sender
        self._to = tuple(to)
        self._timeout = timeout_seconds
        self._clock = clock

    @classmethod
    def from_options(cls, name: str, options: Options) -> "MailChannel":
        """Return the channel that the options of `NOTIFY_FILE` describe.

        Raises:
            BadInputError: One is missing or wrong, or a password would go over an open connection.
        """
        security = options.choice("security", list(PORTS), "starttls")
        channel = cls(
            name,
            host=options.text("host"),
            port=options.number("port", PORTS[security]),
            sender=_address(options.text("from"), f"{options.where}.from"),
            to=[_address(one, f"{options.where}.to") for one in options.texts("to")],
            security=security,
            user=options.text("user", ""),
            password=options.text("password", ""),
            ca_file=options.text("ca_file", ""),
            language=options.choice("language", ["zh", "en", BOTH], BOTH),
        )
        if channel._login[0] and security == "none":
            raise wrong(
                options.where,
                "would send its password over an open connection: use security: starttls or tls",
                "会以明文连接发送密码：请使用 security: starttls 或 tls",
            )
        return channel

    def deliver(self, message: Message, receivers: Sequence[Receiver]) -> None:
        """Send the message.

        Raises:
            RefusalError: The server is away, or did not take it for one of the addresses.
        """
        mail = self._mail_for(message, receivers)
        try:
            with self._connected() as server:
                turned_away = server.send_message(mail)
        except smtplib.SMTPResponseException as error:
            raise RefusalError(_coded(error.smtp_code), heals=_heals(error.smtp_code)) from None
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            raise RefusalError(_coded(codes[0]), heals=all(map(_heals, codes))) from None
        except smtplib.SMTPNotSupportedError as error:
            raise RefusalError(str(error)) from None
        except ssl.SSLCertVerificationError as error:
            raise RefusalError(f"certificate: {error.verify_message}") from None
        except (OSError, smtplib.SMTPException) as error:
            raise RefusalError(type(error).__name__, heals=True) from None
        if turned_away:
            people = ", ".join(turned_away)
            raise RefusalError(f"refused for {people}", f"{people} 被拒收")

    def _mail_for(self, message: Message, receivers: Sequence[Receiver]) -> EmailMessage:
        if receivers:
            languages = {one.language for one in receivers}
            language = languages.pop() if len(languages) == 1 else BOTH
            return self._mail(message, [_person(one) for one in receivers], language)
        if not self._to:
            raise RefusalError(
                "the channel has no `to`, and nobody was named", "通道没有 `to`，也未指定接收人"
            )
        return self._mail(message, self._to, self.language)

    def _mail(self, message: Message, to: Sequence[Address], language: str) -> EmailMessage:
        mail = EmailMessage()
        mail["Subject"] = cut(one_line(message.title.said(language)), MAX_SUBJECT)
        mail["From"] = self._sender
        mail["To"] = tuple(to)
        mail["Date"] = format_datetime(self._clock())
        mail["Message-ID"] = make_msgid(domain=self._sender.domain)
        mail["Auto-Submitted"] = "auto-generated"
        text = cut(message.plain(language), MAX_BODY)
        mail.set_content(text.encode("utf-8", "replace").decode("utf-8"), cte="base64")
        return mail

    def _connected(self) -> smtplib.SMTP:
        """Return the server after TLS and login; there is no way back to an open connection."""
        host, port = self._server
        context = ssl.create_default_context(cafile=self._ca_file or None)
        # Named by its address's domain: the name of this machine may take seconds to look up.
        own, limit = self._sender.domain, self._timeout
        if self._security == "tls":
            server = smtplib.SMTP_SSL(host, port, own, timeout=limit, context=context)
        else:
            server = smtplib.SMTP(host, port, own, timeout=limit)
        try:
            if self._security == "starttls":
                server.starttls(context=context)
            if self._login[0]:
                server.login(*self._login)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server


def _person(receiver: Receiver) -> Address:
    address = _parsed(receiver.name, receiver.email)
    if address is None:
        raise RefusalError(
            f"{receiver.name} has no e-mail address", f"{receiver.name} 没有邮件地址"
        )
    return address


def _address(text: str, where: str) -> Address:
    address = _parsed(*parseaddr(text))
    if address is None:
        raise wrong(
            where,
            "must be an e-mail address: name@host, or Name <name@host>",
            "应为邮件地址：name@host 或 名称 <name@host>",
        )
    return address


def _parsed(name: str, spec: str) -> Address | None:
    """Return the address; None where it is none, as one with a line break in it."""
    try:
        address = Address(display_name=one_line(name), addr_spec=spec)
    except (ValueError, IndexError, MessageError):
        return None
    return address if address.username and address.domain else None


def _coded(code: int) -> str:
    return f"SMTP {code}"


def _heals(code: int) -> bool:
    return 400 <= code < 500
