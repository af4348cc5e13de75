"""The ways by which a message reaches people, and the heartbeat by which they notice that no message can come."""

import html
import json
import smtplib
import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlsplit
from urllib.request import Request, urlopen

from scrapy.settings import BaseSettings

EMAIL, WEBHOOK = "e-mail", "Slack webhook"
"""The channels of alerts."""
WATCH_EMAIL, WATCH_WEBHOOK = "e-mail of watches", "webhook of watches"
"""The channels of saved searches."""

_NAMED_BY = {
    EMAIL: "ALERT_EMAIL",
    WEBHOOK: "ALERT_SLACK_WEBHOOK",
    WATCH_EMAIL: "WATCH_EMAIL",
    WATCH_WEBHOOK: "WATCH_WEBHOOK",
}
"""Channel -> the setting that names whom it reaches."""

_MAILS = (EMAIL, WATCH_EMAIL)

SETTINGS = {name: f"{setting}, MAIL_HOST" if name in _MAILS else setting for name, setting in _NAMED_BY.items()}
"""Channel -> the settings to look at when it fails."""

_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent."""

    subject: str
    text: str
    """The lines below the subject."""
    letter: str | None = None
    """The same each time that the message is sent: mail programs show one of two copies."""


def channels(settings: BaseSettings) -> list[str]:
    """The channels of alerts that the settings name."""
    return [channel for channel in (EMAIL, WEBHOOK) if settings.get(_NAMED_BY[channel])]


def of_watches(settings: BaseSettings) -> list[str]:
    """The channels of saved searches that the settings name."""
    return [channel for channel in (WATCH_EMAIL, WATCH_WEBHOOK) if settings.get(_NAMED_BY[channel])]


def send(message: Message, channel: str, settings: BaseSettings) -> str | None:
    """Send a message by one channel; returns why that failed, or None. It blocks for up to some 20 s.

    The reason holds no password and no address of a webhook. Settings: ALERT_EMAIL, WATCH_EMAIL (addresses,
    comma-separated) by MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASS, MAIL_TLS, MAIL_SSL, MAIL_FROM; ALERT_SLACK_WEBHOOK,
    WATCH_WEBHOOK.
    """
    try:
        if channel in _MAILS:
            _mail(message, settings.getlist(_NAMED_BY[channel]), settings)
        else:
            _post(message, settings[_NAMED_BY[channel]])
    except Exception as error:  # whatever a mail server or a setting makes happen
        return _why(error)
    return None


def beat(url: str, spider: str) -> str | None:
    """Call the heartbeat's address, in which "{spider}" stands for the spider's name; returns why that failed."""
    try:
        with urlopen(_web(url.replace("{spider}", quote(spider, safe=""))), timeout=_SECONDS) as answer:
            answer.read()
    except Exception as error:
        return _why(error)
    return None


def _mail(message: Message, to: Sequence[str], settings: BaseSettings) -> None:
    mail = EmailMessage()
    mail["Subject"] = message.subject
    mail["From"] = settings["MAIL_FROM"]
    mail["To"] = ", ".join(address.strip() for address in to)
    if message.letter:
        mail["Message-ID"] = f"<{message.letter}@newsbot.invalid>"
    mail.set_content(f"{message.text}\n")
    host, port = settings["MAIL_HOST"], settings.getint("MAIL_PORT")
    trust = ssl.create_default_context()  # smtplib's own default accepts any certificate
    if settings.getbool("MAIL_SSL"):
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=trust)
    else:
        server = smtplib.SMTP(host, port, timeout=_SECONDS)
    with server:
        if settings.getbool("MAIL_TLS"):
            server.starttls(context=trust)
        if settings.get("MAIL_USER"):
            server.login(settings["MAIL_USER"], settings["MAIL_PASS"] or "")
        server.send_message(mail)


def _post(message: Message, webhook: str) -> None:
    text = html.escape(f"*{message.subject}*\n{message.text}", quote=False)  # Slack's own rule
    with urlopen(
        Request(_web(webhook), json.dumps({"text": text}).encode(), {"Content-Type": "application/json"}),
        timeout=_SECONDS,
    ) as answer:
        answer.read()


def _web(url: str) -> str:
    if urlsplit(url).scheme not in ("http", "https"):
        raise HTTPException("no web address")
    return url


def _why(error: object) -> str:
    """What failed, without what an exception may repeat of an address or a password."""
    match error:
        case HTTPError():
            return f"HTTP status {error.code}"
        case URLError():
            return _why(error.reason)
        case smtplib.SMTPAuthenticationError():
            return f"the mail server does not accept MAIL_USER and MAIL_PASS, {error.smtp_code}"
        case smtplib.SMTPResponseException():
            return f"the mail server answers {error.smtp_code}"
        case smtplib.SMTPRecipientsRefused():
            return "the mail server refuses the addresses"
        case smtplib.SMTPNotSupportedError():
            return "the mail server knows no STARTTLS (MAIL_TLS) or no login (MAIL_USER)"
        case ssl.SSLCertVerificationError():
            return f"its certificate is not accepted: {error.verify_message}"
        case socket.gaierror():
            return "there is no such host"
        case TimeoutError():
            return f"no answer in {_SECONDS} s"
        case OSError(strerror=str() as says):
            return says
    return type(error).__name__
