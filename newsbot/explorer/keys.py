"""Who may annotate: a token that the terminal shows once, and the cookie that a browser gets for it."""

import hmac
import secrets
from collections.abc import Iterable


class Keys:
    """The token of one run of `newsbot explore --annotate`, good for one browser, and that browser's cookie.

    The cookie has a secret of its own, so that an address with the token, in a history or a list of processes, is worth
    nothing once it was opened.
    """

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._cookie = f"newsbot-{secrets.token_hex(4)}"  # its own, as cookies are shared by all ports of a machine
        self._used = False

    def enter(self, token: str) -> str | None:
        """The Set-Cookie header of the browser that brings the token first; None for all others."""
        if not _same(token, self.token) or self._used:
            return None
        self._used = True
        return f"{self._cookie}={self._session}; Path=/; HttpOnly; SameSite=Strict"

    def holds(self, cookies: str) -> bool:
        """Whether a Cookie header has the secret."""
        pairs = (cookie.strip().partition("=") for cookie in cookies.split(";"))
        return any(_same(value, self._session) for name, _, value in pairs if name == self._cookie)

    def refusal(self, headers: Iterable[tuple[bytes, bytes]], host: str) -> str | None:
        """Why a POST with these headers to a host of ours may not write; None if it may."""
        given = {name: value.decode("latin-1") for name, value in headers}
        if given.get(b"origin") != f"http://{host}":
            return "This was sent from another page than newsbot's own, or by no browser."
        if not self.holds(given.get(b"cookie", "")):
            return "Open the address that `newsbot explore --annotate` printed, in this browser, then try again."
        if given.get(b"content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
            return "This is no form of newsbot's."
        return None


def _same(given: str, secret: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
