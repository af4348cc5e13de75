"""From the description of a plain site to its pages."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from tests.support.plain_sites.newsroom import PlainStory, stories

_PAGES: dict[str, dict[str, list[str]]] = json.loads(Path(__file__).with_name("pages.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, kw_only=True)
class Layout:
    """A plain site. Templates are for `str.format`.

    Those of addresses know {number}, {slug}, {short}, {date}, {section}, {author}; those of lists {page} and {start},
    those of archives {year} and {month}. A list that has no template for further pages has one page.
    """

    name: str
    story_at: str
    outer: str
    """Of every page: {title}, {head}, {nav}, {main}, {foot}."""
    story: str
    """{headline}, {body}, {day}, {iso}, {author}, {author_at}, {related}, {section}."""
    item: str
    """Of a story in a list: {url}, {headline}, {day}, {iso}, {teaser}, {section}."""
    language: str = "en"
    count: int = 40
    newest: datetime = datetime(2019, 5, 12, 9, 30, tzinfo=UTC)
    every: timedelta = timedelta(days=19)
    sections: dict[str, str] = field(default_factory=dict)
    """The sections' names in addresses, and their labels."""
    items: str = "{items}"
    """Around the items of a list; knows {label}."""
    paragraph: str = "<p>{text}</p>"
    link: str = "<li><a href='{url}'>{label}</a></li>"
    """Of a link of navigation."""
    nav: tuple[tuple[str, str], ...] = ()
    """Labels and addresses beside those of the sections."""
    foot: tuple[tuple[str, str], ...] = ()
    services: dict[str, str] = field(default_factory=dict)
    """Kinds of pages.json, and their addresses."""
    front: str = "stories"
    """What the front page has: "stories", "sections" (and no story)."""
    front_items: int = 10
    front_more: tuple[str, str] = ("", "")
    """Template of the front page's further pages, and the label of the link to the next."""
    section_at: str = ""
    section_more: tuple[str, str] = ("", "")
    section_tile: str = "<div><a href='{url}'>{label}</a></div>"
    per_page: int = 8
    next_link: str = "<a href='{url}'>{label}</a>"
    archive: str = ""
    """The page that names the years."""
    year_at: str = ""
    month_at: str = ""
    """Of a month's list; where it is empty, a year's page has its stories."""
    author_at: str = ""
    tag_at: str = ""
    calendar: str = ""
    """Of a month of the calendar that never ends: {year}, {month}."""
    sitemap: bool = False
    extra: str = ""
    """On every page: links to files and to other sites."""


@dataclass
class Made:
    """The pages of a site."""

    pages: dict[str, str]
    articles: set[str]
    """The addresses of the stories."""
    calendar: Callable[[str], str | None]
    """A page of the calendar by its address; None where it is none."""


class Builder:
    """Makes the pages of one layout."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._pages: dict[str, str] = {}
        sections = tuple(layout.sections) or ("news",)
        self._stories = stories(
            layout.count,
            seed=layout.name,
            language=layout.language,
            sections=sections,
            newest=layout.newest,
            every=layout.every,
        )

    def made(self) -> Made:
        """All pages."""
        layout = self._layout
        for story in self._stories:
            self._pages[self._at(story)] = self._story(story)
        if layout.front == "sections":
            tiles = (layout.section_tile.format(url=at, label=label) for label, at in self._section_links())
            self._add("/", layout.name, "".join(tiles))
        else:
            self._list("/", layout.front_more, self._stories, layout.name, first=layout.front_items)
        for section, label in layout.sections.items():
            if layout.section_at:
                chosen = [story for story in self._stories if story.section == section]
                more = (layout.section_more[0].replace("{section}", section), layout.section_more[1])
                self._list(layout.section_at.format(section=section), more, chosen, label)
        self._archives()
        for template, value in ((layout.author_at, "author"), (layout.tag_at, "section")):
            for one in {getattr(story, value) for story in self._stories} if template else ():
                chosen = [story for story in self._stories if getattr(story, value) == one]
                self._list(template.format(**{value: _name(one)}), ("", ""), chosen, one, first=len(chosen))
        for kind, at in layout.services.items():
            title, *paragraphs = _PAGES[layout.language][kind]
            form = "<form action='#'><input name='q'><button>OK</button></form>" if kind in FORMS else ""
            texts = "".join(layout.paragraph.format(text=text) for text in paragraphs)
            self._add(at, title, f"<h1>{title}</h1>{texts}{form}")
        if layout.sitemap:
            rows = "".join(f"<url><loc>{{url}}{escape(at)}</loc></url>" for at in self._pages)
            self._pages["/sitemap.xml"] = f"<urlset>{rows}</urlset>"
        return Made(self._pages, {self._at(story) for story in self._stories}, self._month_of_calendar)

    def _at(self, story: PlainStory) -> str:
        return self._layout.story_at.format(
            number=story.number, slug=story.slug, short=story.short, date=story.published, section=story.section
        )

    def _add(self, at: str, title: str, main: str, head: str = "") -> None:
        layout = self._layout
        links = [*self._section_links(), *layout.nav]
        if layout.calendar:
            now = layout.newest
            links.append(("Calendar", layout.calendar.format(year=now.year, month=now.month)))
        self._pages[at] = layout.outer.format(
            title=escape(title),
            head=head,
            nav=self._links(links),
            main=main + layout.extra,
            foot=self._links(layout.foot),
        )

    def _links(self, links: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> str:
        return "".join(self._layout.link.format(url=escape(url), label=escape(label)) for label, url in links)

    def _section_links(self) -> list[tuple[str, str]]:
        layout = self._layout
        if not layout.section_at:
            return []
        return [(label, layout.section_at.format(section=section)) for section, label in layout.sections.items()]

    def _story(self, story: PlainStory) -> str:
        layout = self._layout
        place = self._stories.index(story)
        related = [other for other in self._stories[place + 1 : place + 5] if other.section == story.section]
        main = layout.story.format(
            headline=escape(story.headline),
            body="".join(layout.paragraph.format(text=escape(text, quote=False)) for text in story.paragraphs),
            day=story.day,
            iso=story.published.isoformat(),
            author=story.author,
            author_at=layout.author_at.format(author=_name(story.author)),
            section=layout.sections.get(story.section, story.section),
            tag_at=layout.tag_at.format(section=story.section),
            related="".join(f"<li><a href='{escape(self._at(o))}'>{escape(o.headline)}</a></li>" for o in related),
        )
        before = self._pages.copy()
        self._add("", story.headline, main)
        page = self._pages.pop("")
        self._pages = before
        return page

    def _item(self, story: PlainStory) -> str:
        return self._layout.item.format(
            url=escape(self._at(story)),
            headline=escape(story.headline),
            day=story.day,
            iso=story.published.isoformat(),
            teaser=escape(story.paragraphs[0], quote=False),
            number=story.number,
            section=self._layout.sections.get(story.section, story.section),
        )

    def _list(
        self, at: str, more: tuple[str, str], chosen: list[PlainStory], label: str, first: int | None = None
    ) -> None:
        layout = self._layout
        size = first or layout.per_page
        cuts = [chosen[:size]]
        cuts += [chosen[n : n + layout.per_page] for n in range(size, len(chosen), layout.per_page)] if more[0] else []
        for page, part in enumerate(cuts, 1):
            here = at if page == 1 else more[0].format(page=page, start=size + (page - 2) * layout.per_page)
            text = layout.items.format(items="".join(map(self._item, part)), label=escape(label))
            if page < len(cuts):
                url = more[0].format(page=page + 1, start=size + (page - 1) * layout.per_page)
                text += layout.next_link.format(url=escape(url), label=more[1])
            self._add(here, label, text)

    def _archives(self) -> None:
        layout = self._layout
        years: dict[int, list[PlainStory]] = {}
        for story in self._stories if layout.year_at else ():
            years.setdefault(story.published.year, []).append(story)
        for year, chosen in years.items():
            at = layout.year_at.format(year=year)
            if not layout.month_at:
                self._list(at, ("", ""), chosen, str(year), first=len(chosen))
                continue
            months: dict[int, list[PlainStory]] = {}
            for story in chosen:
                months.setdefault(story.published.month, []).append(story)
            links = []
            for month, some in months.items():
                links.append((f"{month}/{year}", layout.month_at.format(year=year, month=month)))
                self._list(links[-1][1], ("", ""), some, links[-1][0], first=len(some))
            self._add(at, str(year), f"<ul>{self._links(links)}</ul>")
        if layout.archive:
            links = [(str(year), layout.year_at.format(year=year)) for year in years]
            self._add(layout.archive, "Archive", f"<ul>{self._links(links)}</ul>")

    def _month_of_calendar(self, path: str) -> str | None:
        layout = self._layout
        if not layout.calendar:
            return None
        first = layout.newest.year * 12 + layout.newest.month - 1
        for month in range(first, first + 3000):
            year, at = divmod(month, 12)
            if path == layout.calendar.format(year=year, month=at + 1):
                days = "".join(f"<td>{day}</td>" for day in range(1, 29))
                after = layout.calendar.format(year=(month + 1) // 12, month=(month + 1) % 12 + 1)
                main = (
                    f"<h1>{at + 1}/{year}</h1><table><tr>{days}</tr></table><a href='{escape(after)}'>Next &raquo;</a>"
                )
                self._add("", "Calendar", main)
                return self._pages.pop("")
        return None


FORMS = ("login", "search", "newsletter", "contact")


def _name(text: str) -> str:
    return text.lower().replace(" ", "-")
