"""A crawl stays on the public web.

A page, feed or redirect may name any address; without a guard, a crawler inside a network would fetch that network's
own services for whoever writes the page.
"""

import ipaddress
import logging
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)


def is_public(host: str) -> bool:
    """Whether a host may be fetched: any name but localhost, and any globally reachable address."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_global
    except ValueError:
        return host.rstrip(".").lower() != "localhost" and not host.lower().endswith(".localhost")


class PrivateAddressMiddleware:
    """Drops requests for anything but http and https, and those to private, loopback and link-local addresses,
    redirects included.

    Setting: ALLOW_PRIVATE_ADDRESSES (default off) allows the addresses. Names are checked by PublicResolver.
    """

    def __init__(self, *, allow_private: bool) -> None:
        self._allow_private = allow_private

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting."""
        return cls(allow_private=crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES"))

    def process_request(self, request: Request) -> None:
        """Let a request to a public host pass."""
        scheme = urlsplit(request.url).scheme
        if scheme not in ("http", "https"):
            logger.warning("Not fetched, %s is not the web: %.200s", scheme, request.url)
            raise IgnoreRequest(f"{scheme} is not the web")
        if self._allow_private:
            return
        host = urlsplit(request.url).hostname or ""
        if not is_public(host):
            logger.warning("Not fetched, %s is not on the public web (ALLOW_PRIVATE_ADDRESSES): %s", host, request.url)
            raise IgnoreRequest(f"{host} is not on the public web; ALLOW_PRIVATE_ADDRESSES is off")


class PublicResolver(CachingThreadedResolver):
    """Resolves names, but not to addresses of private networks unless ALLOW_PRIVATE_ADDRESSES is on."""

    allow_private = False

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Read the setting; otherwise Scrapy's own resolver."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        """Resolve `name`; fails with DNSLookupError when its address is not public."""
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        # an address that is its own name is a proxy of the operator's or has passed PrivateAddressMiddleware
        if not self.allow_private and address != name and not is_public(address):
            raise DNSLookupError(f"{name} resolves to {address}, which is not on the public web")
        return address
