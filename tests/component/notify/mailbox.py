"""Real mail servers on loopback, and what they took."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.policy import default as email_policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from onedata_assets.cli.processes import free_port


@dataclass
class Mailbox:
    """What a mail server took, and whom it turns away with which code."""

    mails: list[Message] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    turned_away: dict[str, str] = field(default_factory=dict)
    replies: list[str] = field(default_factory=list)
    port: int = 0

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options) -> str:  # noqa: N802
        if address in self.turned_away:
            return self.turned_away[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope) -> str:  # noqa: N802
        if self.replies:
            return self.replies.pop(0)
        self.mails.append(message_from_bytes(envelope.content, policy=email_policy))
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 OK"

    def authenticate(self, server, session, envelope, mechanism, data) -> AuthResult:
        good = isinstance(data, LoginPassword) and data.password == b"geheim"
        if good:
            self.logins.append(data.login.decode())
        return AuthResult(success=good, handled=good)


@contextmanager
def mail_server(
    tls: ssl.SSLContext | None = None, *, at_once: bool = False, login: bool = False
) -> Iterator[Mailbox]:
    """Run a mail server: plain, with STARTTLS, or with TLS `at_once`."""
    box = Mailbox()
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=free_port(),
        ssl_context=tls if at_once else None,
        tls_context=None if at_once else tls,
        require_starttls=bool(tls) and not at_once,
        auth_required=login,
        authenticator=box.authenticate,
        auth_require_tls=not at_once,
    )
    controller.start()
    try:
        box.port = controller.port
        yield box
    finally:
        controller.stop()
