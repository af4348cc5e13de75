"""What the class names, ids and roles of an element say of its purpose: a table of words."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

WORDS = {
    "newsletter": "newsletter newsletters signup subscribe subscription subscriptions mailing mailchimp optin "
    "cta email form",
    "related": "related recommended recommendation recommendations recommend recirc recirculation more readmore "
    "popular trending "
    "latest promo promos promoted teaser teasers further suggested similar upnext next previous prev pagination "
    "pager alsoread crosslink "
    "linkbox list listing feed river card cards mostread",
    "share": "share sharing shares social socials sociallinks facebook twitter whatsapp addthis addtoany follow "
    "like likes",
    "comment": "comment comments disqus replies reply respond discussion forum commentlist",
    "media": "caption captions figcaption credit credits copyright photo photos image images img picture "
    "gallery video "
    "player slideshow carousel slider figure media audio podcast lightbox thumbnail",
    "byline": "byline bylines author authors bio biography meta metadata date dates time timestamp published "
    "pubdate dateline "
    "contributor contributors writer profile reviewer disclosure",
    "tags": "tag tags topic topics keywords category categories breadcrumb breadcrumbs taxonomy label labels "
    "eyebrow kicker",
    "chrome": "nav navigation navbar menu footer header masthead sidebar toolbar search login cookie cookies "
    "consent gdpr modal "
    "popup overlay banner skip rail drawer dialog tooltip notification alert noprint hidden",
    "ad": "ad ads adv advert adverts advertisement advertising sponsor sponsored sponsors dfp outbrain taboola "
    "partner "
    "affiliate deals commercial native shop product products buy coupon",
    "contents": "toc contents tableofcontents anchors jump jumplinks",
    "wall": "paywall premium piano locked regwall gate gated metered",
    "body": "article story entry post content body text richtext rich prose main paragraph articlebody "
    "storybody copy wysiwyg "
    "markdown editor",
    "summary": "summary standfirst excerpt dek deck subtitle subheadline subhead subheading lead lede intro "
    "description abstract "
    "teasertext strapline sub preamble chapo ingress",
    "inset": "widget embed box infobox factbox inset aside pullquote pull callout highlight highlights "
    "keypoints takeaways tip",
    "quote": "quote blockquote quotation",
}
"""Category of purpose -> the words in class names that show it."""

CATEGORIES = tuple(WORDS)
BITS = {name: 1 << index for index, name in enumerate(CATEGORIES)}
_BY_WORD: dict[str, int] = {}
for _name, _words in WORDS.items():
    for _word in _words.split():
        _BY_WORD[_word] = _BY_WORD.get(_word, 0) | BITS[_name]

_INSIDE = tuple(
    (word, BITS[name])
    for word, name in {
        "cookie": "chrome",
        "consent": "chrome",
        "gdpr": "chrome",
        "sidebar": "chrome",
        "footer": "chrome",
        "newsletter": "newsletter",
        "signup": "newsletter",
        "comment": "comment",
        "related": "related",
        "advert": "ad",
        "taboola": "ad",
        "outbrain": "ad",
        "caption": "media",
        "byline": "byline",
        "author": "byline",
        "recommend": "related",
        "paywall": "wall",
        "social": "share",
    }.items()
)
"""Words that show a purpose even inside a longer word."""

_PIECE = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_ATTRIBUTES = ("class", "id", "role", "data-testid", "data-component", "aria-label")


def purposes(element: HtmlElement) -> int:
    """The categories that an element's names show, as bits of BITS."""
    names = " ".join([value for key in _ATTRIBUTES if (value := element.get(key))])
    return _purposes(names) if names else 0


@lru_cache(maxsize=20_000)
def _purposes(names: str) -> int:
    found = 0
    for piece in _PIECE.findall(names[:300]):
        found |= _BY_WORD.get(piece.lower(), 0)
    lower = names[:300].lower()
    for word, bit in _INSIDE:
        if word in lower:
            found |= bit
    return found
