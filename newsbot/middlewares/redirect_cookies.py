"""Cookies for the length of a redirect: some sites send a reader back to the same page until it has one."""

from scrapy import Request
from scrapy.http import Response
from scrapy.http.cookies import CookieJar

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_JAR = "redirect_cookies"


class RedirectCookiesMiddleware:
    """Downloader middleware that sends what a redirect set (Set-Cookie) along the rest of that chain of redirects, to
    whom RFC 6265 allows; the next request of the crawl has no cookies.

    It works where COOKIES_ENABLED is off, and has to see answers before Scrapy's RedirectMiddleware. REDIRECT_MAX_TIMES
    ends a chain that never ends.
    """

    def process_request(self, request: Request) -> None:
        """Set the cookies of the chain, those of another host taken back."""
        jar: CookieJar | None = request.meta.get(_JAR)
        if jar is not None:
            request.headers.pop("Cookie", None)
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Keep the cookies that a redirect sets; the request's meta goes along with it."""
        if response.status in _REDIRECTS and "Set-Cookie" in response.headers:
            request.meta.setdefault(_JAR, CookieJar()).extract_cookies(response, request)
        return response
