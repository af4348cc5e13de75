"""Where alerts arrive: a real mail server, and a real web server for webhooks and heartbeats."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message


class _Mailbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.mails = []

    def handle_message(self, message) -> None:
        self.mails.append(message)


class _FreePort(Controller):
    """aiosmtpd's own looks for its server at the port that it was told, not at the free one that it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class Inbox:
    """What arrived, in order; `status` is what the web server answers."""

    mails: list = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    beats: list[str] = field(default_factory=list)
    status: int = 200
    settings: dict[str, object] = field(default_factory=dict)
    """Settings of newsbot's that name the servers."""

    def subjects(self) -> list[str]:
        return [mail["Subject"] for mail in self.mails]

    def texts(self) -> list[str]:
        return ["\n".join(mail.get_payload(decode=True).decode().splitlines()) for mail in self.mails]

    def environment(self) -> dict[str, str]:
        return {name: str(value) for name, value in self.settings.items()}


@contextmanager
def inbox() -> Iterator[Inbox]:
    """Both servers on free ports of the loopback until the block ends."""
    mailbox = _Mailbox()
    got = Inbox(mails=mailbox.mails)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if got.status == 200:
                got.posts.append(posted["text"])
            self._answer()

        def do_GET(self) -> None:
            got.beats.append(self.path)
            self._answer()

        def _answer(self) -> None:
            self.send_response(got.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    controller = _FreePort(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    web = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=web.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    got.settings = {
        "ALERT_EMAIL": "ops@news.example, desk@news.example",
        "ALERT_SLACK_WEBHOOK": f"http://127.0.0.1:{web.server_port}/services/T0/B0/secret-token",
        "HEARTBEAT_URL": f"http://127.0.0.1:{web.server_port}/ping/{{spider}}",
        "MAIL_HOST": "127.0.0.1",
        "MAIL_PORT": controller.port,
        "MAIL_FROM": "newsbot@news.example",
    }
    try:
        yield got
    finally:
        web.shutdown()
        thread.join()
        web.server_close()
        controller.stop()
