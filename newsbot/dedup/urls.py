"""One address for the many that lead to a story."""

import re
from functools import lru_cache
from urllib.parse import SplitResult, urlsplit, urlunsplit

from tldextract import TLDExtract
from w3lib.url import canonicalize_url

TRACKING_PREFIXES = (
    "utm_", "mc_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "_hs", "__hs", "oly_", "vero_", "itm_", "at_", "ns_",
    "wt.", "trk_", "amp_", "guce_", "soc_", "_branch_", "fb_", "ga_", "dm_i", "stm_", "cx_",
)  # fmt: skip
"""Beginnings of query names that say where a reader came from."""

TRACKING_NAMES = frozenset({
    "fbclid", "gclid", "gclsrc", "dclid", "msclkid", "twclid", "yclid", "ysclid", "ttclid", "li_fat_id", "gbraid",
    "wbraid", "igshid", "igsh", "mkt_tok", "spm", "scm", "cmp", "cmpid", "ncid", "ocid", "icid",
    "smid", "smtyp", "s_cid", "cmpa", "ito", "ftag", "mbid", "xtor", "tpcc", "taid", "sref", "srnd",
    "ref_src", "ref_url", "referer", "referrer", "sharetype", "sr_share",
    "smprod", "smvar", "soc", "guccounter", "_ga", "_gl", "_openstat", "__twitter_impression", "usqp", "aoh",
    "feedtype", "feedname", "hootpostid", "phpsessid", "jsessionid", "aspsessionid", "replytocom", "amp", "_amp",
    "isamp", "outputtype", "nocache", "ck_subscriber_id",
    "vgo_ee", "trackingid", "wickedid", "elqtrackid", "elqtrack", "s_kwcid", "ef_id", "sfmc_id", "sfmc_sub",
    "nr_email_referer", "wprov", "fref", "rcode",
})  # fmt: skip
"""Query names that do not choose the story: where a reader came from, sessions, the print and AMP views."""

AMBIGUOUS_NAMES = frozenset({
    "ref", "source", "src", "via", "print", "printable", "printer", "share", "shared", "rss", "partner",
})  # fmt: skip
"""Query names that say where a reader came from on most sites and choose the document on some: the value decides."""

CHANNELS = frozenset({
    "", "0", "1", "true", "yes", "y", "on", "rss", "feed", "atom", "feedburner", "twitter", "x", "facebook", "fb",
    "linkedin", "reddit", "whatsapp", "telegram", "instagram", "youtube", "pinterest", "bluesky", "mastodon", "threads",
    "social", "socialmedia", "google", "googlenews", "news", "email", "mail", "newsletter", "nl", "app", "ios",
    "android", "mobile", "amp", "home", "homepage", "hp", "front", "frontpage", "front_page", "index", "nav", "menu",
    "sidebar", "footer", "header", "related", "more", "search", "share", "sharing", "print", "push", "notification",
    "widget", "flipboard", "smartnews", "applenews", "ampproject", "copy", "link", "direct", "referral", "web",
})  # fmt: skip
"""Values of those names that are channels and views; whatever else they have may be a document."""

_CHANNEL_WORD = re.compile(r"[^a-z0-9]+")

_LONGEST = 4096
_HOST_PREFIX = re.compile(r"^(?:www\d?|m|mobile|amp|wap|touch)\.(?=[^.]+\.[^.])")
_domain_of = TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=True)
"""The public suffix list as tldextract brings it (https://publicsuffix.org/); no network."""

_CACHED = r"(?:s/)?(?P<page>[^/]+\.[^/]+(?:/.*)?)$"
_AMP_CACHE = re.compile(rf"^/(?:[acirv]|wp)/{_CACHED}", re.DOTALL)
_AMP_VIEWER = re.compile(rf"^/amp/{_CACHED}", re.DOTALL)
_GOOGLE = "|".join(
    re.escape(suffix)
    for suffix in (
        *("com", "de", "fr", "it", "es", "nl", "be", "ch", "at", "pl", "pt", "se", "no", "dk", "fi", "ie", "ca"),
        *("co.uk", "co.in", "co.jp", "co.kr", "com.au", "com.br", "com.mx", "com.tr"),
    )
)
_AMP_CACHE_HOST = re.compile(r"(?:^|\.)(?:cdn\.ampproject\.org|bing-amp\.com)$")
_AMP_VIEWER_HOST = re.compile(rf"^(?:www\.)?google\.(?:{_GOOGLE})$")
_AMP_PATH = re.compile(r"^(?:/amp)+(?=/[^/])|(?<=[^/])(?:/amp)+(?=/?$)|\.amp(?=(?:\.html?)?/?$)", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def canonical_url(url: str) -> str:
    """The address that names a story: equal for all addresses of one page, never for two stories.

    Mobile and AMP addresses, AMP caches, tracking parameters, sessions, default ports, user names, fragments (but not
    the "#!/" of pages that are one script), trailing slashes, index files, the order of the query and http or https are
    folded; all other parameters are kept: ?p=123 names a story. The result is https, without "www.", and is its own
    canonical address. It is for comparing; fetch the address that was found.

    An address that is not http or https, cannot be parsed or has over 4096 characters comes back without the space
    around it. Raises TypeError for what is no str.
    """
    if not isinstance(url, str):
        raise TypeError(f"canonical_url needs a str, not {type(url).__name__}; decode bytes first")
    url = url.strip()
    if len(url) > _LONGEST:
        return url
    while (folded := _fold(url)) not in (None, url):  # what one round folds may uncover more: an AMP cache's address
        url = folded
    return url


def site_of(url: str) -> str:
    """The site that a URL belongs to: its host without "www.", with its port where that is not the usual one.

    Two servers on one host are two sites. Empty where the URL has no host.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
        host = f"[{host}]" if ":" in host else host
        return host if parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f"{host}:{parts.port}"
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def _bare(host: str) -> str:
    """A host without "www.", "m.", "amp." and their like, but never what several sites share: "m.co.uk" is a site."""
    while (shorter := _HOST_PREFIX.sub("", host)) != host and _domain_of(shorter).domain:
        host = shorter
    return host


def _tracks(pair: str) -> bool:
    """Whether a parameter says where the reader came from, and not which document is meant."""
    name, _, value = pair.casefold().partition("=")
    if name in AMBIGUOUS_NAMES:
        return "." in value or all(word in CHANNELS for word in _CHANNEL_WORD.split(value))
    return name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES)


def _fold(url: str) -> str | None:
    """`url` with what shows folded; None when it is no web address."""
    try:
        parts = urlsplit(canonicalize_url(url, keep_fragments=True))
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not host:
        return None
    path, query = parts.path, parts.query
    for holds, kept in ((_AMP_CACHE_HOST, _AMP_CACHE), (_AMP_VIEWER_HOST, _AMP_VIEWER)):
        if holds.search(host) and (cached := kept.match(path)):
            return f"https://{cached['page']}" + (f"?{query}" if query else "")
    host = _bare(host)
    path = _SESSION.sub("", path)
    path = re.sub(r"(?<!:)/{2,}", "/", path)
    path = _INDEX.sub("/", _AMP_PATH.sub("", path)).rstrip("/")
    query = "&".join(pair for pair in query.split("&") if pair and not _tracks(pair))
    fragment = parts.fragment if parts.fragment.startswith(("!", "/")) and len(parts.fragment) > 2 else ""
    host = f"[{host}]" if ":" in host else host
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    return urlunsplit(SplitResult("https", netloc, path or "/", query, fragment))
