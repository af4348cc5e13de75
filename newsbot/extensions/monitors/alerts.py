"""Send alerts: to the log always, by e-mail and by a Slack webhook where the settings name one."""

import asyncio
import json
import logging
import smtplib
from email.message import EmailMessage
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)

_SECONDS = 20


async def deliver(site: str, alerts: list[str], settings: BaseSettings) -> None:
    """Send the alerts of a run. One way that fails does not stop the others; a webhook's address is never shown.

    Settings: ALERT_EMAIL (addresses, comma-separated) by MAIL_HOST, MAIL_PORT, MAIL_USER, MAIL_PASS, MAIL_TLS,
    MAIL_SSL, MAIL_FROM; ALERT_SLACK_WEBHOOK.
    """
    for alert in alerts:
        logger.error("ALERT %s: %s", site, alert)
    ways = []
    if settings.getlist("ALERT_EMAIL"):
        ways.append(("e-mail (ALERT_EMAIL, MAIL_HOST)", asyncio.to_thread(_mail, site, alerts, settings)))
    if webhook := settings.get("ALERT_SLACK_WEBHOOK"):
        ways.append(("Slack webhook (ALERT_SLACK_WEBHOOK)", asyncio.to_thread(_post, webhook, site, alerts)))
    results = await asyncio.gather(*(sending for _, sending in ways), return_exceptions=True)
    for (way, _), result in zip(ways, results, strict=True):
        if isinstance(result, BaseException):  # its words may hold the webhook's secret address
            logger.error("The alert could not be sent by %s: %s", way, type(result).__name__)


def _mail(site: str, alerts: list[str], settings: BaseSettings) -> None:
    message = EmailMessage()
    message["Subject"] = f"newsbot: {site} needs a look"
    message["From"] = settings["MAIL_FROM"]
    message["To"] = ", ".join(address.strip() for address in settings.getlist("ALERT_EMAIL"))
    message.set_content("\n".join([f"The crawl of {site}:", "", *(f"- {alert}" for alert in alerts)]) + "\n")
    kind = smtplib.SMTP_SSL if settings.getbool("MAIL_SSL") else smtplib.SMTP
    with kind(settings["MAIL_HOST"], settings.getint("MAIL_PORT"), timeout=_SECONDS) as server:
        if settings.getbool("MAIL_TLS"):
            server.starttls()
        if settings.get("MAIL_USER"):
            server.login(settings["MAIL_USER"], settings["MAIL_PASS"] or "")
        server.send_message(message)


def _post(webhook: str, site: str, alerts: list[str]) -> None:
    if urlsplit(webhook).scheme not in ("http", "https"):
        raise ValueError("no web address")
    text = "\n".join([f"*{site}* needs a look", *(f"• {alert}" for alert in alerts)])
    body = json.dumps({"text": text}).encode()
    request = Request(webhook, body, {"Content-Type": "application/json"})
    with urlopen(request, timeout=_SECONDS) as answer:
        answer.read()
