"""The mail server that the MAIL entry and the Mail step send over."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass

TIMEOUT_SECONDS = 60.0
TLS, SSL = "TLS", "SSL"
PRIORITIES = {"low": "3", "normal": "2"}
DEFAULT_PRIORITY = "1"


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over: `secure` is TLS, SSL or nothing; without a user nobody logs in."""

    host: str
    port: int | None
    secure: str = ""
    user: str | None = None
    password: str = ""

    def connected(self) -> smtplib.SMTP:
        """Return the connection, encrypted and logged in."""
        context = ssl.create_default_context()
        if self.secure == SSL:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port or 465, timeout=TIMEOUT_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port or 25, timeout=TIMEOUT_SECONDS)
        try:
            if self.secure == TLS:
                server.starttls(context=context)
            if self.user is not None:
                server.login(self.user, self.password)
        except Exception:
            server.close()
            raise
        return server


def secure_kind(kind: str) -> str:
    """Return how a connection is encrypted that is: by TLS where that is said, else by SSL."""
    return TLS if kind == TLS else SSL
