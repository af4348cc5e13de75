"""Alerts reach a real mail server and a real webhook, and no secret reaches the log."""

import asyncio
import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from scrapy.settings import Settings

from newsbot.extensions.monitors.alerts import deliver

ALERTS = ["no new article for 9 days", "only 10% of the articles have authors, 90% had it before: a new layout?"]


class Mailbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.mails = []

    def handle_message(self, message) -> None:
        self.mails.append(message)


class FreePort(Controller):
    """aiosmtpd's own looks for its server at the port that it was told, not at the free one that it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mail() -> Iterator[tuple[Mailbox, int]]:
    box = Mailbox()
    controller = FreePort(box, hostname="127.0.0.1", port=0)
    controller.start()
    yield box, controller.port
    controller.stop()


@pytest.fixture
def webhook() -> Iterator[tuple[list[dict], str]]:
    got: list[dict] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield got, f"http://127.0.0.1:{server.server_port}/services/T0/B0/secret-token"
    server.shutdown()
    thread.join()
    server.server_close()


def test_by_mail_webhook_and_log(mail, webhook, caplog: pytest.LogCaptureFixture) -> None:
    box, port = mail
    got, address = webhook
    settings = Settings(
        {
            "ALERT_EMAIL": "ops@news.example, desk@news.example",
            "ALERT_SLACK_WEBHOOK": address,
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": port,
            "MAIL_FROM": "newsbot@news.example",
        }
    )
    asyncio.run(deliver("news.example", ALERTS, settings))
    [message] = box.mails
    assert message["Subject"] == "newsbot: news.example needs a look"
    assert message["To"] == "ops@news.example, desk@news.example"
    assert all(alert in message.get_payload() for alert in ALERTS)
    [posted] = got
    assert posted["text"].splitlines()[0] == "*news.example* needs a look"
    assert all(alert in posted["text"] for alert in ALERTS)
    assert [record.getMessage() for record in caplog.records] == [f"ALERT news.example: {alert}" for alert in ALERTS]


def test_a_way_that_fails_is_told_without_its_secret(caplog: pytest.LogCaptureFixture) -> None:
    settings = Settings(
        {
            "ALERT_EMAIL": "ops@news.example",
            "MAIL_HOST": "127.0.0.1",
            "MAIL_PORT": 1,
            "ALERT_SLACK_WEBHOOK": "http://127.0.0.1:1/services/secret-token",
        }
    )
    with caplog.at_level(logging.ERROR):
        asyncio.run(deliver("news.example", ALERTS[:1], settings))
    lines = [record.getMessage() for record in caplog.records]
    assert len(lines) == 3
    assert "could not be sent by e-mail (ALERT_EMAIL, MAIL_HOST)" in lines[1]
    assert "could not be sent by Slack webhook" in lines[2]
    assert "secret-token" not in "".join(lines)
