"""A crawl stays on the public web.

A page, feed or redirect may name any address; without a guard, a crawler inside a network would fetch that network's
own services for whoever writes the page.
"""

import ipaddress
import logging
import re
import socket
from collections.abc import Sequence
from typing import Any, Self
from urllib.parse import urlsplit
from urllib.request import getproxies

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.abstract import isIPv6Address
from twisted.internet.defer import Deferred, succeed
from twisted.internet.error import DNSLookupError

logger = logging.getLogger(__name__)


_HOLD_IPV4 = tuple(map(ipaddress.IPv6Network, ("::/96", "64:ff9b::/96")))
"""IPv6 networks whose last 32 bits are the IPv4 address that is meant (RFC 4291, RFC 6052)."""

_NUMBERS = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)(?:\.(?:0x[0-9a-f]*|[0-9]+)){0,3}", re.I)
"""An IPv4 address in any form that inet_aton reads: 127.1, 0177.0.0.1, 0x7f000001."""

_NOT_PUBLIC = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "64:ff9b:1::/48")))
"""Networks that Python takes for global: relays of 6to4, and NAT64 of a network's own (RFC 7526, RFC 8215)."""


def is_public(host: str) -> bool:
    """Whether a host may be fetched: any name but localhost, and any globally reachable address, in whatever form it is
    written.
    """
    try:
        if _NUMBERS.fullmatch(host):
            return _is_global(ipaddress.IPv4Address(socket.inet_aton(host)))
        return _is_global(ipaddress.ip_address(host.strip("[]")))
    except (ValueError, OSError):
        return host.rstrip(".").lower() != "localhost" and not host.lower().endswith(".localhost")


def _is_global(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        meant = address.ipv4_mapped or address.sixtofour
        if meant is None and any(address in network for network in _HOLD_IPV4):
            meant = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if meant is not None:
            return _is_global(meant)
        if address.is_site_local:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _NOT_PUBLIC)


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

    allow_private: bool
    proxies: frozenset[str | None] = frozenset()
    """Hosts of the operator's proxies, which Scrapy takes from http_proxy and https_proxy."""

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Read the setting; otherwise Scrapy's own resolver."""
        resolver = super().from_crawler(crawler, reactor)
        resolver.allow_private = crawler.settings.getbool("ALLOW_PRIVATE_ADDRESSES")
        resolver.proxies = frozenset(urlsplit(proxy).hostname for proxy in getproxies().values())
        return resolver

    def getHostByName(self, name: str, timeout: Sequence[int] = ()) -> "Deferred[str]":  # noqa: N802 - Twisted's name
        """Resolve `name`; fails with DNSLookupError when its address is not public."""
        if isIPv6Address(name):  # Scrapy's own looks up names of IPv4 alone
            return succeed(name)
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        # an address that is its own name is a proxy of the operator's or has passed PrivateAddressMiddleware
        if name in self.proxies or address == name:
            return address
        if not self.allow_private and not is_public(address):
            raise DNSLookupError(f"{name} resolves to {address}, which is not on the public web")
        return address
