"""ETag and Last-Modified: what a server says of a page so that it may be asked whether it changed (RFC 9110, 8.8)."""

from dataclasses import dataclass
from typing import Self

from scrapy.http import Response

NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators of an answer."""

    etag: str | None = None
    last_modified: str | None = None

    @classmethod
    def of(cls, response: Response) -> Self:
        """Those of an answer."""
        return cls(header(response, "ETag"), header(response, "Last-Modified"))

    @property
    def headers(self) -> dict[str, str]:
        """The request headers that ask for the page only if it changed; none where there is no way to ask."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in headers.items() if value}


NO_VALIDATORS = Validators()


def header(response: Response, name: str) -> str | None:
    """A header of an answer; None where it has none."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
