"""The rules for every request and every answer: this machine's own name, nothing inline, and reading only, unless who
started the explorer wants to annotate.
"""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from newsbot.explorer.keys import Keys

WRITING = "/annotate/"
"""Where the addresses begin that take forms."""

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Guard:
    """ASGI middleware. A Host header other than ours is refused, so that no foreign name can be rebound to us.

    So it is behind a proxy or in a container too: the proxy sends `Host: localhost:PORT`. With `keys`, forms that hold
    the cookie may be sent to /annotate/ and below.
    """

    def __init__(self, app: ASGIApp, port: int, keys: Keys | None = None) -> None:
        self.app = app
        self.keys = keys
        self.hosts = {f"127.0.0.1:{port}", f"localhost:{port}"}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on GET, HEAD and annotations that name us, with HEADERS on the answer; refuse the rest."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)

        async def sealed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        named = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(named) != 1 or named[0] not in self.hosts:
            refusal = PlainTextResponse("The explorer answers to 127.0.0.1 and localhost only.\n", 421)
            return await refusal(scope, receive, sealed)
        if scope["method"] == "POST" and self.keys and scope["path"].startswith(WRITING):
            if said := self.keys.refusal(scope["headers"], named[0]):
                return await PlainTextResponse(said + "\n", 403)(scope, receive, sealed)
        elif scope["method"] not in ("GET", "HEAD"):
            refusal = PlainTextResponse("The explorer only reads.\n", 405, {"allow": "GET, HEAD"})
            return await refusal(scope, receive, sealed)
        await self.app(scope, receive, sealed)
        return None
