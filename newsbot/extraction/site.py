"""A spider's knowledge of its site that no page shows."""

from dataclasses import dataclass

from newsbot.text.markup import Element


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRules:
    """A site's own corrections to generic extraction; every one may be left out."""

    canonical_hosts: tuple[str, ...] = ()
    """Other hosts, without "www.", that a page's canonical link may name as the article's home."""

    timezone: str | None = None
    """IANA zone of clock times that name none: "Europe/London"."""

    body: str | None = None
    """CSS selector of the element that holds the story; where it matches nothing the page is read as any other."""

    drop: tuple[str, ...] = ()
    """CSS selectors of what is taken out of the page before its text is read."""


def apply_rules(tree: Element, rules: SiteRules) -> Element:
    """Take out what the rules drop; returns the element that holds the story, the whole page when none is named."""
    for selector in rules.drop:
        for element in tree.cssselect(selector):
            element.clear(keep_tail=True)  # to drop it would set texts, which lxml refuses for control characters
            element.tag = "span"  # which divides no text around it
    return next(iter(tree.cssselect(rules.body)), tree) if rules.body else tree
