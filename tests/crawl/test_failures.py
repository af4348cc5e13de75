"""Why a request failed, in words for people."""

import pytest
from scrapy.exceptions import DownloadFailedError
from twisted.internet.error import ConnectionDone, ConnectionLost
from twisted.python.failure import Failure
from twisted.web.client import ResponseFailed

from newsbot.crawl.failures import trouble_of


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([ConnectionDone()], "connection lost: Connection was closed cleanly."),
        (
            [ConnectionLost(), ConnectionDone()],
            "connection lost: Connection to the other side was lost in a non-clean fashion., "
            "Connection was closed cleanly.",
        ),
    ],
)
def test_failures_inside_a_failure_show_their_sentences(errors: list[Exception], reason: str) -> None:
    inside = ResponseFailed([Failure(error) for error in errors])
    assert trouble_of(Failure(DownloadFailedError(str(inside)))).reason == reason
