"""Email over SMTP: one connection for all messages of a run."""

import ipaddress
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from gametape.errors import BadSettings, DeliveryUnknown, NotDelivered

_TIMEOUT = 20.0  # seconds that the email server may take for each answer
_PORTS = {"smtp": 587, "smtps": 465}


class MailServer:
    """Open connection to a email server."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, message: EmailMessage) -> None:
        """Send a message to the address in its header `To`.

        Raises:
            NotDelivered: the server did not take the message.
            DeliveryUnknown: the connection broke while the message was handed over, so it may have been sent.
        """
        sender, recipient = (message[header].addresses[0].addr_spec for header in ("From", "To"))
        server = self._connection
        try:
            server.rset()
            _demand(server.mail(sender), "the sender's address")
            _demand(server.rcpt(recipient), "the recipient's address")
        except (OSError, smtplib.SMTPException) as error:
            raise _not_delivered(error) from None
        content = message.as_bytes(policy=message.policy.clone(linesep="\r\n"))
        try:
            _demand(server.data(content), "the message")
        except smtplib.SMTPResponseException as error:
            raise _not_delivered(error) from None
        except (OSError, smtplib.SMTPException) as error:
            raise DeliveryUnknown(
                f"The email server broke the connection ({type(error).__name__}), so the message may have arrived."
            ) from None


@contextmanager
def mail_server(url: str) -> Iterator[MailServer]:
    """Connect to the email server at `smtp://USER:PASSWORD@HOST:PORT` (STARTTLS) or `smtps://` (TLS from the start).

    A password is never sent in clear text, except to this machine.

    Raises:
        BadSettings: the address cannot be read, or the server offers no encryption for the password.
        NotDelivered: the server cannot be reached, or did not accept the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise BadSettings(
            "GAMETAPE_SMTP_URL is not the address of a email server.",
            hint="Write it as smtp://USER:PASSWORD@HOST:587 or smtps://USER:PASSWORD@HOST:465.",
        )
    port, secure = parts.port or _PORTS[parts.scheme], ssl.create_default_context()
    try:
        connection = (
            smtplib.SMTP_SSL(parts.hostname, port, timeout=_TIMEOUT, context=secure)
            if parts.scheme == "smtps"
            else smtplib.SMTP(parts.hostname, port, timeout=_TIMEOUT)
        )
    except (OSError, smtplib.SMTPException) as error:
        raise _not_delivered(error) from None
    try:
        try:
            _encrypt(connection, parts.hostname, secure, has_password=bool(parts.password))
            if parts.username and parts.password:
                connection.login(unquote(parts.username), unquote(parts.password))
        except (OSError, smtplib.SMTPException) as error:
            raise _not_delivered(error) from None
        yield MailServer(connection)
    finally:
        _close(connection)


def _encrypt(connection: smtplib.SMTP, host: str, secure: ssl.SSLContext, *, has_password: bool) -> None:
    connection.ehlo()
    if isinstance(connection, smtplib.SMTP_SSL):
        return
    if connection.has_extn("starttls"):
        connection.starttls(context=secure)
        connection.ehlo()
    elif has_password and not _is_this_machine(host):
        raise BadSettings(
            "The email server offers no encryption, so the password was not sent.",
            hint="Use smtps:// if the server has TLS on another port.",
        )


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _demand(answer: tuple[int, bytes], what: str) -> None:
    code, _ = answer
    if code not in {250, 251}:
        raise smtplib.SMTPResponseException(code, what)


def _not_delivered(error: Exception) -> NotDelivered:
    """Return the error with the server's status; the server's own words may quote an address and are left out."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return NotDelivered(
            f"The email server did not accept the user name or password (status {error.smtp_code}).",
            hint="Check GAMETAPE_SMTP_URL.",
        )
    if isinstance(error, smtplib.SMTPResponseException):
        what = error.smtp_error if isinstance(error.smtp_error, str) else "the message"
        return NotDelivered(f"The email server did not accept {what} (status {error.smtp_code}).")
    return NotDelivered(
        f"The email server cannot be reached ({type(error).__name__}).", hint="Check GAMETAPE_SMTP_URL and the network."
    )


def _close(connection: smtplib.SMTP) -> None:
    try:
        connection.quit()
    except (OSError, smtplib.SMTPException):
        connection.close()
