"""Text without control characters, for everything that the web sends and people read."""

import re

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def printable(text: str) -> str:
    """The text without control characters, line ends and tabs aside: they mean something to terminals only.

    Those from U+0080 to U+009F are read as windows-1252, as browsers read them in references (HTML Standard,
    13.2.5.80): pages write “&#147;” for a quotation mark.
    """
    return _CONTROL.sub(_meant, text)


def _meant(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "ignore") if control[0] >= "\x80" else ""
