"""Text from the web, as a terminal may show it."""

import re

from rich.markup import escape as without_markup

from newsbot.text.printable import printable


def literal(text: str) -> str:
    """The text without control characters: a page must not speak to a terminal.

    Nor may it turn the direction of what stands beside it (Unicode Technical Report 36, 2.3).
    """
    return _TURNS.sub("", printable(text))


def escape(text: str) -> str:
    """The same as rich prints it literally."""
    return without_markup(literal(text))


_TURNS = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
