"""What stands around a quote in its article."""

from newsbot.store.database.connection import Document


def paragraph(article: Document, quote: Document) -> str | None:
    """The paragraph or paragraphs of a quote, marks included; its headline or standfirst where it stands in these.

    None where the article no longer has the words. A copy's quote is looked for in the paragraphs that only it has.
    """
    if "copy_key" in quote:
        of_copy = (c for c in article.get("copies", ()) if c["url_key"] == quote["copy_key"])
        texts = [text for copy in of_copy for text in copy.get("added", ())]
        return next((text for text in texts if _place(text, quote, 0) is not None), None)
    text = article.get(quote["part"]) or ""
    start = _place(text, quote, quote["start"])
    if start is None:
        return None
    end = start + quote["end"] - quote["start"]
    begin, after = text.rfind("\n\n", 0, start), text.find("\n\n", end)
    return text[begin + 2 if begin >= 0 else 0 : after if after >= 0 else len(text)]


def _place(text: str, quote: Document, near: int) -> int | None:
    """Where the quote's words are, which a later version may have moved; its paragraphs are joined by a newline."""
    words = quote["text"].partition("\n")[0]
    if text.startswith(words, near):
        return near
    found = text.find(words)
    return found if found >= 0 else None
