"""Given two addresses or two texts, whether they are one story."""

import random
import re
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsbot.dedup import canonical_url, content_hash, host_key, names_article, same_story, signature, site_of

STORY = "https://hilltown.example/news/mast-approved"

ONE_STORY = [
    STORY,
    "http://hilltown.example/news/mast-approved",
    "https://www.hilltown.example/news/mast-approved/",
    "https://hilltown.example:443/news/mast-approved",
    "http://www.hilltown.example:80/news/mast-approved",
    "HTTPS://Hilltown.Example/news/mast-approved",
    "https://hilltown.example./news/mast-approved",
    "https://reader:secret@hilltown.example/news/mast-approved",
    "https://m.hilltown.example/news/mast-approved",
    "https://mobile.hilltown.example/news/mast-approved",
    "https://amp.hilltown.example/news/mast-approved",
    "https://hilltown.example/amp/news/mast-approved",
    "https://hilltown.example/news/mast-approved/amp/",
    "https://hilltown.example/news/mast-approved.amp",
    "https://hilltown.example/news/mast-approved?amp",
    "https://hilltown.example/news/mast-approved?outputType=amp",
    "https://www.google.com/amp/s/www.hilltown.example/news/mast-approved/amp/",
    "https://www.google.co.uk/amp/hilltown.example/news/mast-approved",
    "https://www-hilltown-example.cdn.ampproject.org/c/s/www.hilltown.example/news/mast-approved?amp_js_v=0.1&usqp=mq331",
    "https://hilltown.example/news/mast-approved?utm_source=a&utm_medium=b&utm_campaign=c",
    "https://hilltown.example/news/mast-approved?fbclid=IwAR0&gclid=1&mc_cid=2&ref=home#comments",
    "https://hilltown.example/news/mast-approved?UTM_Source=a&CMP=share_btn",
    "https://hilltown.example/news/mast-approved#:~:text=mast",
    "https://hilltown.example/news/mast-approved/index.html",
    "https://hilltown.example/news/mast-approved;jsessionid=0A1B",
    "https://hilltown.example//news/./mast-approved",
    "https://hilltown.example/news/%6Dast-approved",
    "  https://hilltown.example/news/mast-approved\n",
]

TWO_STORIES = [
    ("https://hilltown.example/?p=123", "https://hilltown.example/?p=124"),
    ("https://hilltown.example/?p=123", "https://hilltown.example/"),
    ("https://hilltown.example/story.php?id=1", "https://hilltown.example/story.php?id=2"),
    ("https://hilltown.example/view?sid=1&cid=2", "https://hilltown.example/view?sid=1&cid=3"),
    ("https://hilltown.example/a?page=1", "https://hilltown.example/a?page=2"),
    ("https://hilltown.example/a?lang=en", "https://hilltown.example/a?lang=fr"),
    ("https://hilltown.example/Mast", "https://hilltown.example/mast"),
    ("https://hilltown.example/a", "https://hilltown.example:8080/a"),
    ("https://hilltown.example/a", "https://blog.hilltown.example/a"),
    ("https://hilltown.example/a", "https://hilltown.test/a"),
    ("https://hilltown.example/#!/story/1", "https://hilltown.example/#!/story/2"),
    ("https://hilltown.example/amplifiers", "https://hilltown.example/lifiers"),
    ("https://hilltown.example/revamp", "https://hilltown.example/rev"),
    ("https://hilltown.example/a/b", "https://hilltown.example/a%2Fb"),
    ("https://hilltown.example/a?q=1&q=2", "https://hilltown.example/a?q=1"),
    ("https://m.example/a", "https://amp.example/a"),
    ("https://archive.example/1/https://one.example/a", "https://archive.example/1/https://two.example/a"),
]

REMARKABLE = [
    ("https://hilltown.example/a?b=2&a=1&utm_term=x", "https://hilltown.example/a?a=1&b=2"),
    ("http://Zürich.example/5g?q=ä", "https://xn--zrich-kva.example/5g?q=%C3%A4"),
    ("https://www.hilltown.example", "https://hilltown.example/"),
    ("https://hilltown.example/index.php?id=7", "https://hilltown.example/?id=7"),
    ("https://hilltown.example/index.php/news/7", "https://hilltown.example/index.php/news/7"),
    ("mailto:desk@hilltown.example", "mailto:desk@hilltown.example"),
    ("/news/mast-approved", "/news/mast-approved"),
    ("http://[broken", "http://[broken"),
    ("http://[2001:DB8::1]/a/", "https://[2001:db8::1]/a"),
    ("http://[2001:db8::1]:8080/a", "https://[2001:db8::1]:8080/a"),
    ("https://hilltown.example:port/a", "https://hilltown.example:port/a"),
    ("", ""),
]


@pytest.mark.parametrize("address", ONE_STORY)
def test_addresses_of_one_story(address):
    assert canonical_url(address) == STORY


@pytest.mark.parametrize(("one", "other"), TWO_STORIES)
def test_addresses_of_two_stories(one, other):
    assert canonical_url(one) != canonical_url(other)


@pytest.mark.parametrize(("address", "expected"), REMARKABLE)
def test_remarkable_addresses(address, expected):
    assert canonical_url(address) == expected


@pytest.mark.parametrize("address", [None, b"https://hilltown.example/"])
def test_an_address_is_text(address):
    with pytest.raises(TypeError, match="needs a str, not"):
        canonical_url(address)


_PARTS = st.sampled_from([
    "www.", "m.", "amp.", "hilltown.example", "cdn.ampproject.org", "google.com", "/amp", "/c/s/", "/v/", "/", "//",
    ".amp", ".html", "index.html", ";jsessionid=1", "?", "&", "utm_source=1", "p=1", "amp", "=", "#", "#!/", "%2F", "%",
    "%zz", ":80", ":", "@", "ü", "ß", " ", "\t", "[", "]", "\\", "..", "+", "\0", "İ", "。", "//one.example", "https://",
])  # fmt: skip
_ADDRESSES = st.builds(
    "{}{}".format, st.sampled_from(["http://", "https://", ""]), st.one_of(st.text(), st.lists(_PARTS).map("".join))
)


@settings(max_examples=500, deadline=None)
@given(_ADDRESSES)
def test_a_canonical_address_is_its_own(address):
    once = canonical_url(address)
    assert canonical_url(once) == once


@pytest.mark.parametrize("part", ["/amp", "/c/s/cdn.ampproject.org", "www.", "&p=1", "%", "/..", ";sid="])
def test_a_long_address_ends(part):
    for length in (4000, 1_000_000):
        canonical_url("https://cdn.ampproject.org" + part * (length // len(part)))


# Prose without a source: invented words between the common ones, as even in news most runs of four words are new.
_COMMON = ("the", "of", "a", "in", "and", "to", "said", "that", "with", "near", "will", "from")
_SYLLABLES = ("ba", "lor", "ti", "men", "ka", "ros", "vel", "du", "pin", "sta", "gra", "no")


def story(seed, sentences=25):
    draw = random.Random(seed)

    def word():
        return draw.choice(_COMMON) if draw.random() < 0.4 else "".join(draw.choices(_SYLLABLES, k=draw.randint(1, 4)))

    return [" ".join(word() for _ in range(18)).capitalize() + "." for _ in range(sentences)]


ORIGINAL = story("original")
BOILERPLATE = story("about the company", 7)
COPIES = {
    "set in other type": [s.replace(".", " …").replace(" ", "  ").upper() for s in ORIGINAL],
    "headline before it": ["Masts near Hilltown", "By Nora Quist", *ORIGINAL],
    "cut to its first third": ORIGINAL[:8],
    "cut to its second half": ORIGINAL[12:],
    "every third sentence gone": [s for i, s in enumerate(ORIGINAL) if i % 3],
    "paragraphs moved": ORIGINAL[15:] + ORIGINAL[:15],
    "lead written anew": story("another lead", 5) + ORIGINAL[5:],
    "newsletter in the middle": ORIGINAL[:10] + story("newsletter", 3) + ORIGINAL[10:],
    "common words changed": [re.sub(r"\bthe\b", "this", s) for s in ORIGINAL],
    "inside a longer text": story("before", 20) + ORIGINAL + story("after", 20),
    "with a company's own words behind": ORIGINAL + BOILERPLATE,
}


def text(sentences):
    return "\n\n".join(sentences)


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_is_found_and_recognised(copy):
    assert len(set(signature(text(ORIGINAL))) & set(signature(text(copy)))) >= 2
    assert same_story(text(ORIGINAL), text(copy))
    assert same_story(text(copy), text(ORIGINAL))


def test_other_stories_are_not():
    stories = [text(story(number)) for number in range(40)]
    for number, one in enumerate(stories):
        assert not any(same_story(one, other) for other in stories[:number])


@pytest.mark.parametrize("sentences", [6, 12, 25, 60])
def test_a_shared_boilerplate_is_no_shared_story(sentences):
    for seed in range(10):
        one, other = (text(story(f"{name} {seed}", sentences) + BOILERPLATE) for name in ("one", "other"))
        assert not same_story(one, other)


def test_a_boilerplate_before_the_contact_line_is_no_shared_story():
    one = text([*story("one", 8), *BOILERPLATE, "Press contact: Nora Quist, Hilltown Wireless"])
    other = text([*story("other", 8), *BOILERPLATE, "For more about masts ask Jo Lee at Lakeside Cables"])
    assert not same_story(one, other)


def test_a_signature_is_sixteen_numbers_that_mongodb_stores():
    keys = signature(text(ORIGINAL))
    assert len(keys) == 16
    assert list(keys) == sorted(set(keys))
    assert all(-(2**63) <= key < 2**63 for key in keys)
    assert any(key < 0 for key in keys)


def test_keys_and_hashes_never_change():
    assert signature("Five short words stand here") == (4011494808494439216, 6552405975070916375)
    assert content_hash("Five short words") == "27c096d8106e95d53905f05be1e5a6327f5066dc1e24fc22a0e84211ab06b6ed"


def test_keys_are_the_same_in_every_process():
    code = f"from newsbot.dedup import signature; print(signature({text(ORIGINAL)!r}))"
    run = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert run.stdout.strip() == str(signature(text(ORIGINAL)))


@pytest.mark.parametrize(
    "short",
    ["Mast", "Mast approved", "One two three four", "One two three four five", "基地局の設置が承認された", "5G"],
)
def test_short_texts_are_the_same_only_when_equal(short):
    assert len(signature(short)) >= 2
    assert signature(short) == signature(f" {short}! ")
    assert same_story(short, f"“{short}”")
    assert not same_story(short, "Something else")


def test_a_text_without_words_has_no_keys():
    assert signature(" … ") == ()


def test_japanese_copies_are_found_without_spaces():
    one = "北の丘の町議会は火曜日に新しい基地局の設置を承認したが、住民の一部は景観への影響を心配している。"
    one += "工事は春に始まる見込みだ。"
    other = "速報　" + one.replace("火曜日", "昨日") + "詳細は明日。"
    assert len(set(signature(one)) & set(signature(other))) >= 2
    assert same_story(one, other)


@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [
        ("The mast’s “new” site…", 'THE  MAST\'S "NEW"\nSITE', True),
        ("Zu\u0308rich E\u0301T", "ZÜRICH ét", True),
        ("mast 5", "mast 6", False),
        ("a bc", "ab c", False),
    ],
)
def test_the_content_hash_counts_words_only(one, other, equal):
    assert (content_hash(one) == content_hash(other)) is equal


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_any_texts_can_be_compared(a, b):
    assert same_story(a, b) == same_story(b, a)
    assert same_story(a, a)
    assert signature(a) == signature(a)
    assert len(signature(a)) != 1


@pytest.mark.parametrize("unit", ["a", "a ", " ", "abcdefg ", "abcdefg. ", "’", "基", "\0", "\ud800", "a  b  "])
def test_hostile_texts_are_compared(unit):
    big = unit * (250_000 // len(unit))
    assert same_story(big, big)
    assert not same_story(big, text(ORIGINAL))
    signature(big)


@pytest.mark.parametrize(
    "query", ["ref=doc-0017", "source=annual-report-2023", "via=4411", "print=20240501", "share=7788", "campaign_id=12"]
)
def test_a_parameter_whose_value_may_be_a_document_is_kept(query: str) -> None:
    other = query[:-1] + "9"
    assert canonical_url(f"https://wire.example/view?{query}") != canonical_url(f"https://wire.example/view?{other}")


@pytest.mark.parametrize(
    "query", ["ref=twitter", "source=newsletter", "via=example.org", "print=1", "share=email", "rss"]
)
def test_a_parameter_that_names_a_channel_is_not(query: str) -> None:
    assert canonical_url(f"https://wire.example/view?{query}") == "https://wire.example/view"


def quarterly(company: str, figures: list[int]) -> str:
    sales, growth, profit, masts, lines, dividend = figures
    return (
        f"{company} reported service revenue of {sales} million crowns for the quarter, up {growth} percent on the "
        f"year before, and a net profit of {profit} million. The operator added {lines} customers and switched "
        f"on {masts} new masts, it said in a statement on Thursday. The board proposes a dividend of {dividend} crowns "
        f"a share. {company} kept its outlook for the year and said that investment would fall from now on. Analysts "
        "had expected slightly less, and the shares rose in early trading before they gave up most of what they won."
    )


def test_two_reports_from_one_template_are_two_stories() -> None:
    first = quarterly("Halden Mobile", [812, 4, 96, 310, 41_500, 3])
    assert not same_story(first, quarterly("Ostrava Tel", [1_377, 9, 204, 122, 18_200, 7]))
    assert not same_story(first, quarterly("Halden Mobile", [845, 6, 101, 275, 39_900, 5]))
    assert same_story(first, first.replace("on Thursday", "yesterday").replace("310 new masts", "312 new masts"))


def test_only_real_amp_caches_stand_for_the_pages_that_they_hold() -> None:
    assert canonical_url("https://www.google.com/amp/s/wire.example/story") == "https://wire.example/story"
    for host in ("google.evl.io/amp", "www.google.com/a", "google.de/c", "evil-cdn.ampproject.org.example/c"):
        site = host.partition("/")[0].removeprefix("www.")
        assert canonical_url(f"https://{host}/s/wire.example/story").startswith(f"https://{site}/")


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("m.wire.co.uk", "wire.co.uk"),
        ("www.mobile.co.uk", "mobile.co.uk"),
        ("touch.com.au", "touch.com.au"),
        ("amp.github.io", "amp.github.io"),
        ("www.m.wire.example", "wire.example"),
    ],
)
def test_a_prefix_is_dropped_only_where_a_site_is_left(host: str, site: str) -> None:
    assert canonical_url(f"https://{host}/story") == f"https://{site}/story"


@pytest.mark.parametrize(
    ("declared", "fetched", "believed"),
    [
        ("/2024/05/operators-buy-spectrum", "/2024/05/operators-buy-spectrum/amp/", True),
        ("/2024/05/operators-buy-spectrum", "/node/7", True),
        ("/launch", "/news/launch", True),
        ("/news/launch", "/news/launch/2", True),
        ("/news/launch", "/news/launch/print", True),
        ("/?p=123", "/news/launch?p=123", True),
        ("/story.php?id=98765", "/story/98765/x", True),
        ("/a/98765", "/b/98765/launch", True),
        ("/news/", "/news/2024/05/launch", False),
        ("/news", "/news/2", False),
        ("/2024/", "/2024/05/launch", False),
        ("/2024/05/", "/2024/05/launch", False),
        ("/blog", "/2024/launch", False),
        ("/latest-news", "/2024/launch", False),
        ("/", "/2024/launch", False),
        ("/?lang=en", "/2024/launch", False),
    ],
)
def test_a_canonical_link_can_name_one_article(declared: str, fetched: str, believed: bool) -> None:
    assert names_article(f"https://wire.example{declared}", f"https://wire.example{fetched}") is believed


def test_a_subdomain_does_not_speak_for_the_domain_above_it() -> None:
    assert (
        host_key("https://wire.example/a")
        == host_key("http://www.wire.example/b")
        == host_key("https://m.wire.example")
    )
    assert host_key("https://evil.wire.example") != host_key("https://wire.example")
    assert host_key("https://wire.example") != host_key("https://news.wire.example")
    assert host_key("http://wire.example:8080") != host_key("http://wire.example")
    assert host_key("http://[") == ""


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.wire.example/a", "wire.example"),
        ("http://wire.example:80/", "wire.example"),
        ("http://wire.example:8080/", "wire.example:8080"),
        ("http://[::1]:8080/a", "[::1]:8080"),
        ("http://wire.example:99999/", ""),
        ("mailto:a@wire.example", ""),
    ],
)
def test_a_site_is_host_and_port(url: str, site: str) -> None:
    assert site_of(url) == site
