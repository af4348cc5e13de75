"""The trouble with a request, in the words of `runs` and `frontier`."""

import re
from dataclasses import dataclass

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)
from scrapy.spidermiddlewares.httperror import HttpError
from twisted.internet.error import ConnectError, ConnectionDone, ConnectionLost
from twisted.python.failure import Failure

REFUSALS = frozenset({429, 503})
"""HTTP statuses that ask the whole crawler to slow down: no fault of the address."""

REFUSED_ALONE = "refused_alone"
"""Key of `Request.meta`: this address was refused again and again while the site answered others."""

_KINDS: tuple[tuple[tuple[type[BaseException], ...], str], ...] = (
    ((DownloadTimeoutError,), "timeout"),
    ((CannotResolveHostError,), "host not found"),
    ((DownloadConnectionRefusedError, ConnectError), "connection refused"),
    ((ResponseDataLossError,), "answer cut off"),
    ((DownloadFailedError, ConnectionDone, ConnectionLost), "connection lost"),
)


BAD_CERTIFICATE = "certificate not accepted"
_CERTIFICATE = ("certificate verify failed", "VerificationError", "CertificateError")
"""Words of OpenSSL and service_identity about a certificate that is self-signed, expired or another host's."""

_TWISTED = re.compile(r"\[?<twisted\.python\.failure\.Failure [\w.]+: (.*?)>\]?")
"""How Scrapy quotes a failure of Twisted's; only its sentence is for people."""


class RobotsForbid(IgnoreRequest):
    """robots.txt forbids the address."""


class RobotsUnknown(IgnoreRequest):
    """robots.txt could not be read, so that nothing may be fetched now (RFC 9309, 2.3.1.4)."""


class CrawlEnds(IgnoreRequest):
    """The request was waiting when the crawl was ended."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why an address was not had."""

    kind: str
    """Few words, equal for equal troubles: "HTTP 404", "timeout"."""
    gone: bool = False
    """The page is not there (any longer)."""
    for_good: bool = False
    """The site says that it will not come back."""
    forbidden: bool = False
    """robots.txt forbids it."""
    refusal: bool = False
    """The crawler was refused, not this address: it stays to be fetched."""
    detail: str = ""

    @property
    def reason(self) -> str:
        """The kind, with its detail."""
        return f"{self.kind}: {self.detail}" if self.detail else self.kind


def trouble_of(failure: Failure) -> Trouble:
    """Read the failure that an errback gets."""
    error = failure.value
    if isinstance(error, HttpError):
        status = error.response.status
        alone = error.response.meta.get(REFUSED_ALONE, False)
        return Trouble(
            f"HTTP status {status}",
            gone=status in (404, 410),
            for_good=status == 410,
            refusal=status in REFUSALS and not alone,
        )
    if isinstance(error, CrawlEnds):
        return Trouble("crawl ended", refusal=True)
    if isinstance(error, RobotsForbid):
        return Trouble("forbidden by robots", forbidden=True, detail="robots.txt does not allow this URL")
    if isinstance(error, RobotsUnknown):
        return Trouble("robots unknown", refusal=True, detail=f"robots.txt could not be read ({error})")
    if isinstance(error, IgnoreRequest) and "redirections" in str(error):
        return Trouble("too many redirects")
    if isinstance(error, DownloadFailedError) and any(words in str(error) for words in _CERTIFICATE):
        return Trouble(BAD_CERTIFICATE)
    for kinds, name in _KINDS:
        if isinstance(error, kinds):
            return Trouble(name, detail=_TWISTED.sub(r"\1", str(error)))
    return Trouble(type(error).__name__, detail=str(error))
