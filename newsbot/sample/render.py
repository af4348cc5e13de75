"""The newsroom's HTML: stories, front pages and the events calendar, from the templates in pages/."""

import json
from datetime import datetime
from functools import cache
from html import escape
from itertools import groupby
from string import Template

from newsbot.sample.newsroom import PAGES, Outlet, Published
from newsbot.sample.story import Block, Relative, Story

PER_PAGE = 8
"""Stories on a front page."""

TAGS = {"paragraph": "p", "subhead": "h2", "blockquote": "p"}
"""The HTML element of each block that belongs to the story."""


@cache
def _template(name: str) -> Template:
    return Template((PAGES / name).read_text(encoding="utf-8"))


def story_page(it: Published, now: datetime, shown: list[Published]) -> str:
    """One story in its outlet's layout; `shown` is the edition that its related links come from."""
    return _template(f"{it.outlet.key}/article.html").substitute(_values(it, now), body=_body(it, shown))


def amp_page(it: Published, now: datetime, shown: list[Published]) -> str:
    """The light second address of a story, which declares the first one canonical."""
    return _template(f"{it.outlet.key}/amp.html").substitute(_values(it, now), body=_body(it, shown))


def front_page(outlet: Outlet, number: int, now: datetime, shown: list[Published]) -> str | None:
    """Page `number` (from 1) of an outlet's listing; None past its end."""
    own = [it for it in shown if it.outlet is outlet]
    page = own[(number - 1) * PER_PAGE : number * PER_PAGE]
    if not page:
        return None
    teaser = _template(f"{outlet.key}/teaser.html")
    items = "\n".join(teaser.substitute(_values(it, now), link=_tracked(it)) for it in page)
    older = f'<a href="/{outlet.key}/page/{number + 1}/">Older stories</a>' if own[number * PER_PAGE :] else ""
    return _front(outlet, items, older, now)


def about_page(outlet: Outlet, now: datetime) -> str:
    """The outlet's page about itself: no story."""
    return _front(outlet, f"<h2>About {escape(outlet.name)}</h2>\n<p>{escape(outlet.about)}</p>", "", now)


def calendar_page(year: int, month: int) -> str:
    """A month of the events calendar: it links to the next and the last, without end, and robots.txt forbids it."""
    months = year * 12 + month - 1
    before, after = (f"/calendar/{m // 12}/{m % 12 + 1}/" for m in (months - 1, months + 1))
    return _template("calendar.html").substitute(month=f"{year}-{month:02}", before=before, after=after)


def home_page(outlets: list[Outlet]) -> str:
    """The server's own front page, which leads to the outlets."""
    rows = (
        f'<li><a href="/{o.key}/">{escape(o.name)}</a> {escape(o.tagline)} (<a href="/{o.key}{o.feed}">feed</a>)</li>'
        for o in outlets
    )
    feeds = (f'<link rel="alternate" type="application/rss+xml" href="/{o.key}{o.feed}">' for o in outlets)
    return _template("home.html").substitute(outlets="\n".join(rows), feeds="\n".join(feeds))


def _front(outlet: Outlet, items: str, older: str, now: datetime) -> str:
    page = _template(f"{outlet.key}/front.html")
    return page.substitute(
        name=escape(outlet.name), tagline=escape(outlet.tagline), feed=f"/{outlet.key}{outlet.feed}", items=items,
        older=older, calendar=f"/calendar/{now.year}/{now.month}/",
    )  # fmt: skip


def _tracked(it: Published) -> str:
    """The address that a listing links to: the AMP story's own is linked with a campaign's parameters."""
    return f"{it.path}?utm_source=frontpage&amp;utm_medium=teaser" if it.story.amp else it.path


def _values(it: Published, now: datetime) -> dict[str, str]:
    """The values for the templates of stories and teasers."""
    outlet, story = it
    standfirst = story.standfirst.html if story.standfirst else ""
    return {
        "headline": story.headline.html,
        "title": escape(story.headline.text),
        "standfirst": standfirst,
        "summary": escape(story.standfirst.text if story.standfirst else story.paragraphs[0]),
        "authors": escape(", ".join(story.authors)),
        "bios": "\n".join(f"<p>{escape(outlet.bios[name])}</p>" for name in story.authors if name in outlet.bios),
        "section": escape(story.tags[0]),
        "tags": ", ".join(escape(tag) for tag in story.tags),
        "path": it.path,
        "canonical": it.canonical,
        "amp": f'<link rel="amphtml" href="{it.path}amp/">' if story.amp else "",
        "amp_note": f'<p class="lite"><a href="{it.path}amp/">Lite version</a></p>' if story.amp else "",
        "picture": _picture(story),
        "json_ld": _json_ld(it),
        "calendar": f"/calendar/{now.year}/{now.month}/",
        **_dates(outlet, story),
    }


def _dates(outlet: Outlet, story: Story) -> dict[str, str]:
    """The story's date as each layout shows it."""
    at = story.published
    if isinstance(at, Relative):
        return {"date_iso": "", "date_long": at.shown, "date_short": at.shown, "date_local": at.shown, "meta_dates": ""}
    zone = outlet.zones.get(f"{at:%z}"[:3] + ":00", "")
    meta = f'<meta property="article:published_time" content="{at.isoformat()}">'
    meta += f'\n<meta itemprop="datePublished" content="{at.isoformat()}">'
    return {
        "date_iso": at.isoformat(),
        "date_long": f"{at:%B} {at.day}, {at.year}",
        "date_short": f"{at.day} {at:%b} {at.year}",
        "date_local": f"{at:%b} {at.day}, {at.year} {at.hour % 12 or 12}:{at:%M}{at:%p} {zone}".replace(
            "AM", "am"
        ).replace("PM", "pm"),
        "meta_dates": meta,
    }


def _picture(story: Story) -> str:
    pictures = [block.picture for block in story.blocks if block.picture]
    return f"/img/{pictures[0] if pictures else 'mast'}.svg"


def _body(it: Published, shown: list[Published]) -> str:
    """The story's blocks as HTML; block quotations that follow one another are one."""
    html: list[str] = []
    for kind, blocks in groupby(it.story.blocks, key=lambda block: block.kind):
        inner = "\n".join(_html(block, it, shown) for block in blocks)
        html.append(f"<blockquote>{inner}</blockquote>" if kind == "blockquote" else inner)
    return "\n".join(html)


def _html(block: Block, it: Published, shown: list[Published]) -> str:
    if block.kind in TAGS:
        return f"<{TAGS[block.kind]}>{block.line.html}</{TAGS[block.kind]}>"
    return _template(f"{it.outlet.key}/{block.kind}.html").substitute(
        caption=block.line.html, picture=f"/img/{block.picture}.svg", links=_related(it, shown)
    )


def _related(it: Published, shown: list[Published]) -> str:
    """Links to the four stories of the same outlet that share most tags, as list items."""
    others = [other for other in shown if other.outlet is it.outlet and other.story.slug != it.story.slug]
    others.sort(key=lambda other: -len(set(other.story.tags) & set(it.story.tags)))
    return "\n".join(f'<li><a href="{other.path}">{other.story.headline.html}</a></li>' for other in others[:4])


def _json_ld(it: Published) -> str:
    """The metadata graph that a modern CMS puts in the page."""
    outlet, story = it
    if isinstance(story.published, Relative):
        return ""
    article = {
        "@type": "NewsArticle",
        "@id": f"{it.canonical}#article",
        "headline": story.headline.text,
        "description": story.standfirst.text if story.standfirst else None,
        "datePublished": story.published.isoformat(),
        "dateModified": story.modified.isoformat() if story.modified else None,
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@id": f"{outlet.home}/#organization"},
        "image": {"@type": "ImageObject", "url": outlet.home + _picture(story)},
        "articleSection": story.tags[0],
        "keywords": story.tags,
        "inLanguage": "en",
        "isAccessibleForFree": not story.paywalled,
        "mainEntityOfPage": it.canonical,
    }
    publisher = {"@type": "Organization", "@id": f"{outlet.home}/#organization", "name": outlet.name}
    graph = {
        "@context": "https://schema.org",
        "@graph": [{k: v for k, v in article.items() if v is not None}, publisher],
    }
    return json.dumps(graph, ensure_ascii=False).replace("</", "<\\/")
