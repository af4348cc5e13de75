"""Given what a page shows, the moment it means."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.dates import parse_date, plausible
from newsbot.dates.zones import writes_month_first

READ_AT = datetime(2024, 3, 13, 15, 30, tzinfo=UTC)  # a Wednesday

SHOWN = [
    # machines
    ("2024-03-12", "2024-03-12T00:00"),
    ("2024-03-12T08:05", "2024-03-12T08:05"),
    ("2024-03-12 08:05:09", "2024-03-12T08:05"),
    ("2024-03-12T08:05:09.123456789Z", "2024-03-12T08:05"),
    ("2024-03-12T08:05:09+05", "2024-03-12T03:05"),
    ("2024-03-12 08:05:09 +0530", "2024-03-12T02:35"),
    ("2024-03-12T08:05:09-05:00[America/New_York]", "2024-03-12T13:05"),
    ("2024-03-12T08:05:00 +01:00", "2024-03-12T07:05"),
    ("2024-3-2", "2024-03-02T00:00"),
    ("20240312T080500+0100", "2024-03-12T07:05"),
    ("20240312080500", "2024-03-12T08:05"),
    ("202403120805", "2024-03-12T08:05"),
    ("D:20240312080500+01'00'", "2024-03-12T07:05"),
    ("Tue, 12 Mar 2024 08:05:00 GMT", "2024-03-12T08:05"),
    ("Tue, 12 Mar 2024 08:05:00 -0400", "2024-03-12T12:05"),
    ("Tue, 12 Mar 2024 08:05:00 EDT", "2024-03-12T12:05"),
    ("Tuesday, 12-Mar-24 08:05:00 GMT", "2024-03-12T08:05"),
    ("Tue Mar 12 08:05:00 2024", "2024-03-12T08:05"),
    ("Tue Mar 12 2024 08:05:00 GMT+0530 (India Standard Time)", "2024-03-12T02:35"),
    ("1710230700", "2024-03-12T08:05"),
    ("1710230700123", "2024-03-12T08:05"),
    ("1710230700.25", "2024-03-12T08:05"),
    ("/Date(1710230700000)/", "2024-03-12T08:05"),
    ("12/Mar/2024:08:05:00 +0000", "2024-03-12T08:05"),
    # English, day first and month first
    ("12 March 2024", "2024-03-12T00:00"),
    ("12th March, 2024", "2024-03-12T00:00"),
    ("the 12th of March 2024", "2024-03-12T00:00"),
    ("Tuesday 12 March 2024", "2024-03-12T00:00"),
    ("TUESDAY, MARCH 12, 2024", "2024-03-12T00:00"),
    ("March 12 2024", "2024-03-12T00:00"),
    ("12-Mar-2024", "2024-03-12T00:00"),
    ("Mar-12-2024", "2024-03-12T00:00"),
    ("12 Mar '24", "2024-03-12T00:00"),
    ("12.Mar.2024", "2024-03-12T00:00"),
    ("2024 March 12", "2024-03-12T00:00"),
    ("March 2024", "2024-03-01T00:00"),
    ("Sept. 5, 2023", "2023-09-05T00:00"),
    ("5 sept 2023", "2023-09-05T00:00"),
    # clock times
    ("12 March 2024 08:05", "2024-03-12T08:05"),
    ("12 March 2024, 8.05am", "2024-03-12T08:05"),
    ("12 March 2024 8:05 P.M.", "2024-03-12T20:05"),
    ("12 March 2024 at 8pm", "2024-03-12T20:00"),
    ("12 March 2024 12:05 am", "2024-03-12T00:05"),
    ("12 March 2024 12:05 pm", "2024-03-12T12:05"),
    ("March 12, 2024 at noon", "2024-03-12T12:00"),
    ("08:05, 12 March 2024", "2024-03-12T08:05"),
    ("8:05 AM | 12 Mar 2024", "2024-03-12T08:05"),
    ("08:05 - 12 March 2024", "2024-03-12T08:05"),
    ("10:15 AM on Tuesday, March 12, 2024", "2024-03-12T10:15"),
    ("March 12, 2024 / 8:05 AM / Updated a day ago", "2024-03-12T08:05"),
    ("March 12, 20248:05 AM UTCUpdated 2 days ago", "2024-03-12T08:05"),
    ("Tuesday, March 12, 2024 - 08:05", "2024-03-12T08:05"),
    ("Tue, 03/12/2024 - 08:05", "2024-03-12T08:05"),
    ("0805 GMT, 12 March 2024", "2024-03-12T08:05"),
    ("12 March 2024 25:99", "2024-03-12T00:00"),
    # zones
    ("March 12, 2024 8:05 AM ET", "2024-03-12T12:05"),
    ("March 8, 2024 8:05 AM ET", "2024-03-08T13:05"),
    ("March 12, 2024 8:05 a.m. Eastern Time", "2024-03-12T12:05"),
    ("March 12, 2024 8:05 a.m. (PT)", "2024-03-12T15:05"),
    ("8:05 AM PDT, Tuesday March 12, 2024", "2024-03-12T15:05"),
    ("12 Mar 2024, 08:05 HKT", "2024-03-12T00:05"),
    ("12 Mar, 2024 08:05 AM IST", "2024-03-12T02:35"),
    ("12 Mar 2024 08:05 Hrs IST", "2024-03-12T02:35"),
    ("Mar 12, 2024 08:05 IST | ET Bureau", "2024-03-12T02:35"),
    ("March 12, 2024 08:05 GMT+8", "2024-03-12T00:05"),
    ("March 12, 2024 08:05 UTC-03:30", "2024-03-12T11:35"),
    ("12 March 2024 08:05 UK time", "2024-03-12T08:05"),
    # labels, bylines and what else stands beside
    ("Published: 12 March 2024", "2024-03-12T00:00"),
    ("Published on Tuesday, 12 March 2024 08:05", "2024-03-12T08:05"),
    ("Published 8:05 AM EDT, March 12, 2024", "2024-03-12T12:05"),
    ("First published on Tue 12 Mar 2024 08.05 GMT", "2024-03-12T08:05"),
    ("Last Updated on Tuesday, 12 March 2024 08:05", "2024-03-12T08:05"),
    ("Last modified on Tue 12 Mar 2024 08.05 EDT", "2024-03-12T12:05"),
    ("Posted on March 11, 2024March 12, 2024 by editor", "2024-03-11T00:00"),
    ("Posted March 11, 2024 | Updated March 12, 2024", "2024-03-11T00:00"),
    ("Updated March 12, 2024 | Posted March 11, 2024", "2024-03-11T00:00"),
    ("March 11, 2024 (updated March 12, 2024)", "2024-03-11T00:00"),
    ("Tue 12 Mar 2024 08.05 GMT First published on Mon 11 Mar 2024 18.05 GMT", "2024-03-11T18:05"),
    ("Published Tue, Mar 12 20248:05 AM EDTUpdated Tue, Mar 12 202410:05 AM EDT", "2024-03-12T12:05"),
    ("Updated: March 12, 2024 8:05 am · Created: March 11, 2024", "2024-03-11T00:00"),
    ("Submitted by nora on Tue, 12/03/2024 - 08:05", "2024-03-12T08:05"),
    ("Written by Nora Quist on 12 March 2024", "2024-03-12T00:00"),
    ("By Nora Quist, Hilltown Gazette - March 12, 2024 8:05am EDT", "2024-03-12T12:05"),
    ("HILLTOWN, March 12, 2024 (Newswire) --", "2024-03-12T00:00"),
    ("March 12, 2024 · 4 min read", "2024-03-12T00:00"),
    ("4 min read | Mar 12, 2024", "2024-03-12T00:00"),
    ("[2024-03-12 08:05]", "2024-03-12T08:05"),
    ("PublishedMar 12, 2024 at 08:05 AM EDT", "2024-03-12T12:05"),
    ("by Nora QuistMarch 12, 2024", "2024-03-12T00:00"),
    ("1 HR ago 2 mins read", "2024-03-13T14:30"),
    ("Mar 12 4 mins read", "2024-03-12T00:00"),
    ("Mar 12 Written By Nora Quist", "2024-03-12T00:00"),
    ("Autorin: Nora Quist, Datum: 12.Mär.24", "2024-03-12T00:00"),
    ("Date: 12/3/2024", "2024-03-12T00:00"),
    # figures
    ("2024/03/12(Tue) 08:05", "2024-03-12T08:05"),
    ("2024.03.12 08:05", "2024-03-12T08:05"),
    ("2024. 3. 12.", "2024-03-12T00:00"),
    ("https://hilltown.example/news/2024/03/12/mast-approved", "2024-03-12T00:00"),
    ("12/3/2024, 08:05 (GMT+7)", "2024-03-12T01:05"),
    ("3/12/24", "2024-03-12T00:00"),
    ("12.03.24", "2024-03-12T00:00"),
    ("25/12/2023", "2023-12-25T00:00"),
    ("12.3.2024 klo 8.05", "2024-03-12T08:05"),
    ("23. 12. 2024 13:31", "2024-12-23T13:31"),
    ("Lisbon-29/05/2025 20:00", "2025-05-29T20:00"),
    ("9 ноября 2024 в 06:15", "2024-11-09T06:15"),
    ("mayo 7, 2024 en 3:20 pm", "2024-05-07T15:20"),
    ("7 mai 2024 1.234 fois", "2024-05-07T00:00"),
    ("10/12/2023", "2023-10-12T00:00"),
    ("10/12/2023 8:05 am", "2023-10-12T08:05"),
    ("10/12/2023 20:05", "2023-12-10T20:05"),
    ("Thu, 10/12/2023 - 20:05", "2023-10-12T20:05"),
    ("Sun, 10/12/2023", "2023-12-10T00:00"),
    ("10.12.2023", "2023-12-10T00:00"),
    # counted back
    ("5 hours ago", "2024-03-13T10:30"),
    ("Published 5 hours ago", "2024-03-13T10:30"),
    ("Posted 5 hours", "2024-03-13T10:30"),
    ("1 hour, 30 mins ago", "2024-03-13T14:00"),
    ("half an hour ago", "2024-03-13T15:00"),
    ("one day ago", "2024-03-12T15:30"),
    ("two months ago", "2024-01-13T15:30"),
    ("1 yr ago", "2023-03-13T15:30"),
    ("By Nora Quist | 2h ago | 12 comments", "2024-03-13T13:30"),
    ("2h · 4 min read", "2024-03-13T13:30"),
    ("1w", "2024-03-06T15:30"),
    ("Just now", "2024-03-13T15:30"),
    ("Moments ago", "2024-03-13T15:30"),
    ("Today", "2024-03-13T00:00"),
    ("Today, 8:05 am", "2024-03-13T08:05"),
    ("08:05 today", "2024-03-13T08:05"),
    ("By Nora Quist | Yesterday at 08:05 GMT", "2024-03-12T08:05"),
    ("Posted yesterday by Nora Quist", "2024-03-12T00:00"),
    ("March 12, 2024 · 2h", "2024-03-12T00:00"),
    ("4 hrs", "2024-03-13T11:30"),
    # parts that are missing
    ("12 Mar", "2024-03-12T00:00"),
    ("Mar 20", "2023-03-20T00:00"),
    ("Mar 12, 8:05 AM ET", "2024-03-12T12:05"),
    ("Tuesday, March 14", "2023-03-14T00:00"),
    ("Tue 8:05 AM", "2024-03-12T08:05"),
    ("Wednesday", "2024-03-13T00:00"),
    ("Last Wednesday", "2024-03-06T00:00"),
    ("8:05 AM ET", "2024-03-13T12:05"),
    # other languages
    ("12 mars 2024 à 8h05", "2024-03-12T08:05"),
    ("Publié le 12 mars 2024 à 08:05, mis à jour le 13 mars 2024", "2024-03-12T08:05"),
    ("12. März 2024, 8:05 Uhr", "2024-03-12T08:05"),
    ("12 de marzo de 2024", "2024-03-12T00:00"),
    ("martedì 12 marzo 2024", "2024-03-12T00:00"),
    ("12 de março de 2024", "2024-03-12T00:00"),
    ("12 maart 2024 08:05", "2024-03-12T08:05"),
    ("12 mars 2024 kl. 08.05", "2024-03-12T08:05"),
    ("12 Mart 2024", "2024-03-12T00:00"),
    ("12 marca 2024", "2024-03-12T00:00"),
    ("12 марта 2024, 08:05", "2024-03-12T08:05"),
    ("12 Maret 2024", "2024-03-12T00:00"),
    ("2024年3月12日 08:05", "2024-03-12T08:05"),
    ("2024年3月12日 8時05分", "2024-03-12T08:05"),
    ("2024年03月12日 星期二 08:05", "2024-03-12T08:05"),
    ("2024年3月12日(火) 8:05", "2024-03-12T08:05"),
    ("12 de marzo de 2024 a las 8:05", "2024-03-12T08:05"),
    ("12 marzo 2024 ore 8:05", "2024-03-12T08:05"),
    ("Selasa, 12 Mar 2024 08:05 WIB", "2024-03-12T01:05"),
    ("вчера, 08:05", "2024-03-12T08:05"),
    ("3月12日", "2024-03-12T00:00"),
    ("发布时间：2024-03-12 08:05:00", "2024-03-12T08:05"),
    ("2024년 3월 12일 오후 8:05", "2024-03-12T20:05"),
    ("입력 2024.03.12 08:05 | 수정 2024.03.12 09:05", "2024-03-12T08:05"),
    ("１２ March ２０２４", "2024-03-12T00:00"),
    ("hier à 8h05", "2024-03-12T08:05"),
    ("12 mars 2024 à 8h", "2024-03-12T08:00"),
    ("il y a 3 heures", "2024-03-13T12:30"),
    ("vor 3 Stunden", "2024-03-13T12:30"),
    ("3 小时前", "2024-03-13T12:30"),
    ("12. března 2024", "2024-03-12T00:00"),
    ("12 tháng 3, 2024", "2024-03-12T00:00"),
]

NO_DATES = [
    "1. 2. 3 steps",
    "", " ", "Share", "5G", "2024", "MWC 2024", "Release 18", "3GPP Release 17", "Q3 2024", "FY2024 results",
    "COVID-19", "12 min read", "5 comments", "1,234 shares", "Page 1 of 3", "Top 10", "$1.2 billion", "3.5 GHz",
    "192.168.10.20", "Version 10.1.2024.5", "+44 20 7946 0958", "2025550123", "5551234567", "10.15", "3:45", "16:9",
    "4K", "February 30, 2024", "31 April 2024", "2024-13-45", "2023-02-29", "29 February 2023",
    "0001-01-01T00:00:00Z", "31/31/2024", "20241399", "This article is more than 3 years old", "in 5 hours",
    "12 months", "30 days", "The court may march on", "Sat on the fence", "Two years ago, the company was sold",
    "On Monday the board met", "See you in May", "24-27 February 2024", "February 24-27, 2024", "12 to 14 March 2024",
    "▸ March (12)", "Copyright © 2024",
    "Feb", "Updated", "Published:", "99999999999999999999", "9999 years ago", "1 of 2",
    "12/2024/5000", "AT&T 5G Plus", "Mark 2",
]  # fmt: skip

ON_SITES = [
    ("12 Mar 2024 08:05", "Asia/Kolkata", "2024-03-12T02:35"),
    ("2024-03-12T08:05:00", "America/New_York", "2024-03-12T12:05"),
    ("12 Mar 2024", "Asia/Tokyo", "2024-03-12T00:00"),
    ("2024-03-12", "America/New_York", "2024-03-12T00:00"),
    ("3/4/2024", "America/New_York", "2024-03-04T00:00"),
    ("4/3/2024", "Europe/London", "2024-03-04T00:00"),
    ("04.03.2024", "Europe/Berlin", "2024-03-04T00:00"),
    ("12 Jul 2023 08:05 IST", "Europe/Dublin", "2023-07-12T07:05"),
    ("12 Jan 2024 08:05 IST", "Asia/Jerusalem", "2024-01-12T06:05"),
    ("12 Jan 2024 08:05 IST", "Europe/London", "2024-01-12T02:35"),
    ("12 Mar 2024 08:05 CST", "Asia/Shanghai", "2024-03-12T00:05"),
    ("12 Mar 2024 08:05 BST", "Asia/Dhaka", "2024-03-12T02:05"),
    ("12 Jul 2023 08:05 EST", "Australia/Sydney", "2023-07-11T22:05"),
    ("12 Mar 2024 08:05 local time", "Asia/Tokyo", "2024-03-11T23:05"),
    ("Today", "Pacific/Auckland", "2024-03-14T00:00"),
    ("Yesterday at 23:05", "Pacific/Auckland", "2024-03-13T10:05"),
    ("5 hours ago", "Asia/Tokyo", "2024-03-13T10:30"),
    ("12. března 2024", "Asia/Tokyo", "2024-03-12T00:00"),
]


@pytest.mark.parametrize(("shown", "expected"), SHOWN)
def test_a_date_as_shown(shown, expected):
    found = parse_date(shown, base=READ_AT)
    assert found is not None
    assert found.utcoffset() == timedelta(0)
    assert found.isoformat()[:16] == expected


@pytest.mark.parametrize("shown", NO_DATES)
def test_no_date(shown):
    assert parse_date(shown, base=READ_AT) is None


@pytest.mark.parametrize(("shown", "zone", "expected"), ON_SITES)
def test_the_zone_of_the_site(shown, zone, expected):
    found = parse_date(shown, base=READ_AT, timezone=zone)
    assert found is not None
    assert found.isoformat()[:16] == expected


def test_strokes_prefer_the_order_that_is_not_in_the_future():
    assert parse_date("12/3/2024", base=READ_AT) == datetime(2024, 3, 12, tzinfo=UTC)
    assert parse_date("12/3/2024", base=READ_AT + timedelta(days=365)) == datetime(2024, 12, 3, tzinfo=UTC)


def test_base_may_be_in_any_zone():
    tokyo = datetime.fromisoformat("2024-03-14T00:30+09:00")
    assert parse_date("5 hours ago", base=tokyo) == datetime(2024, 3, 13, 10, 30, tzinfo=UTC)


def test_without_base_it_counts_from_now():
    before = datetime.now(UTC)
    found = parse_date("1 hour ago")
    assert found is not None
    assert timedelta(0) <= found - (before - timedelta(hours=1)) < timedelta(minutes=5)


@pytest.mark.parametrize("text", [None, b"12 March 2024", 20240312])
def test_only_text_is_parsed(text):
    with pytest.raises(TypeError, match="needs a str, not"):
        parse_date(text)


def test_a_naive_base_is_refused():
    with pytest.raises(ValueError, match="base has no time zone"):
        parse_date("today", base=datetime(2024, 3, 13))  # noqa: DTZ001


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe", "a\0b"])
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="unknown time zone"):
        parse_date("today", timezone=zone)


def test_plausible_is_neither_in_the_future_nor_before_the_web():
    assert plausible(READ_AT, fetched_at=READ_AT)
    assert plausible(READ_AT + timedelta(hours=14), fetched_at=READ_AT)
    assert not plausible(READ_AT + timedelta(days=2), fetched_at=READ_AT)
    assert plausible(datetime(1990, 1, 1, tzinfo=UTC), fetched_at=READ_AT)
    assert not plausible(datetime(1989, 12, 31, tzinfo=UTC), fetched_at=READ_AT)


_PIECES = st.sampled_from(
    ["12", "3", "2024", "'24", "march", "mar.", "tue", "8:05", "am", "pm", "ET", "IST", "gmt+1", "+0530", "|", "-", "/",
     ",", ".", ":", "T", "Z", "ago", "hours", "5h", "yesterday", "updated", "published", "99999", "二", "月", "日",
     "年", "2024-03-12", "1/2/2024", "last", "by", "noon", "²", "٣", "\0", "ﷺ"]
)  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=60), st.lists(_PIECES, max_size=12).map(" ".join), st.lists(_PIECES).map("".join))


@settings(max_examples=300, deadline=None)
@given(_TEXTS)
def test_any_text_gives_an_aware_utc_time_or_none(text):
    found = parse_date(text, base=READ_AT, timezone="Europe/London")
    assert found is None or found.utcoffset() == timedelta(0)


@settings(max_examples=200, deadline=None)
@given(st.datetimes(datetime(1990, 1, 1), datetime(2038, 1, 1)))  # noqa: DTZ001
def test_what_strftime_writes_is_read_back(moment):
    aware = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    for form in ("%d %B %Y %H:%M GMT", "%A, %B %d, %Y at %I:%M %p UTC", "%Y/%m/%d %H:%M", "%a %b %d %H:%M:00 UTC %Y"):
        assert parse_date(aware.strftime(form), base=READ_AT) == aware


@pytest.mark.parametrize("unit", ["1", "12 ", "12/", "-", "March ", "updated ", "|", " ", "a", "1 hour, ", "٣", "ﷺ"])
def test_a_megabyte_is_no_date(unit):
    assert parse_date(unit * (1_000_000 // len(unit)), base=READ_AT) is None


@pytest.mark.parametrize("unit", ["1", "12 ", "1-", "1:1", "mar 1 ", "updated ", "t1:11", "19", "2024 ", "~", "1 h, "])
def test_repetition_up_to_the_limit_ends(unit):
    parse_date(unit * (256 // len(unit)), base=READ_AT)


def test_dateparser_is_loaded_only_when_needed():
    code = (
        "import sys; from newsbot.dates import parse_date;"
        "parse_date('12 March 2024 8:05am ET'); parse_date('Share 5');"
        "sys.exit('dateparser' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("4/3/2024", "2024-03-10", (2024, 3, 4)),  # 3 April is to come
        ("3/2/2024", "2024-03-01", (2024, 3, 2)),  # tomorrow may be today elsewhere
        ("3/4/2024", "2024-03-01", (2024, 3, 4)),  # both are to come: as the country writes
        ("Friday 5/4/2024", "2024-06-01", (2024, 4, 5)),
        ("Saturday 5/4/2024", "2024-06-01", (2024, 5, 4)),
        ("13/4/2024", "2024-06-01", (2024, 4, 13)),
        ("4/13/2024", "2024-06-01", (2024, 4, 13)),
    ],
)
def test_the_order_of_day_and_month_is_the_one_that_can_be(text: str, today: str, day: tuple[int, int, int]) -> None:
    base = datetime.fromisoformat(f"{today}T12:00:00+00:00")
    found = parse_date(text, base=base, timezone="America/New_York")
    assert found is not None
    assert (found.year, found.month, found.day) == day


@pytest.mark.parametrize(
    ("zone", "month_first"),
    [("US/Eastern", True), ("America/New_York", True), ("America/Indiana/Knox", True), ("Asia/Manila", True)]
    + [("Europe/London", False), ("America/Bogota", False), ("Asia/Tokyo", False)],
)
def test_countries_that_put_the_month_first(zone: str, month_first: bool) -> None:
    assert writes_month_first(zone) is month_first


@pytest.mark.parametrize(
    ("text", "hours"),
    [("2 days 3 hours ago", 51), ("3 hours ago", 3), ("1 hour 30 minutes ago", 1.5), ("45 minutes ago", 0.75)],
)
def test_a_time_ago_in_one_unit_or_two(text: str, hours: float) -> None:
    assert parse_date(text, base=READ_AT) == READ_AT - timedelta(hours=hours)
