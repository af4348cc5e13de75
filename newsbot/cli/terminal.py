"""Text from the web, as a terminal may show it."""

from rich.markup import escape as without_markup

from newsbot.markup import printable


def escape(text: str) -> str:
    """The text as rich prints it literally, without control characters: a page must not speak to a terminal."""
    return without_markup(printable(text))
