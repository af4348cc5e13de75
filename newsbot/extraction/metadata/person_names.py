"""Names out of byline texts: "By Ann Lee and Bo Ray, chief reporter" gives Ann Lee and Bo Ray."""

import re

from newsbot.text.tables import tree

_TREE: dict[str, list[str]] = tree(__name__)


def _alternatives(table: str) -> str:
    return "|".join(map(re.escape, _TREE[table]))


_MARKUP = re.compile(r"<[^<>]{0,500}>")
_PREFIX = re.compile(rf"^(?:{_alternatives('by')})(?![^\W_])\s*:?\s*", re.I)
_SPLIT = re.compile(r"\s*(?:[;|•·\n/]|,|\s(?:and|und|et|y|e|en|och|og|with|mit|&|–|—|-)\s|(?<=\s)(?:and|und|et)\s)\s*")
_NOISE = re.compile(
    r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|(?<!\S)\S+@\S+\.\S+|(?<!\S)@\w+|https?://\S+"
    r"|\bon behalf of\b.*|\s(?:on|in)\s(?:(?!\s(?:and|und|et)\s(?-i:[^\W\d_a-z])[^,;:|]{3,40}?\sin\s).)*",
    re.I,
)
"""What is said beside a name; the place goes to the end of the line or to the next who writes from a place."""
_ADDRESSED = re.compile(r"^[^\s@]{1,64}@\S{1,100} \(([^()]{1,80})\)$")
"""An author as feeds name one: address and, in parentheses, the name."""
_ROLE = re.compile(rf"(?<![^\W_])(?:{_alternatives('roles')})(?![^\W_])|redakteur(?:in)?$", re.I)
_LAST_ROLE = re.compile(rf".*(?:{_ROLE.pattern})", re.I)
_OUTLET = re.compile(rf"(?<![^\W_])(?:{_alternatives('newsroom')})(?![^\W_])|\.(?:com|de|org|net|co|tr|at|ch)\b", re.I)
_EMPTY = re.compile(rf"^(?:{_alternatives('noise')})(?![^\W_])|^(?:{_alternatives('dates')})$|^\W*$", re.I)
_SITE = re.compile(r"\w\.(?:com|de|org|net|co|tr|at|ch)$", re.I)
_CREDENTIAL = re.compile(
    r"^(?:[A-Z][\w.]{0,3}\.?[A-Z]\w{0,3}\.?|[A-Z]{2,6}[®™]?|Jr\.?|Sr\.?|PhD|MSc|M\.?A\.?|B\.?A\.?)[®™]?$"
)
_PARTICLES = frozenset(_TREE["particles"])
_LONGEST = 60


def names_in(text: str, *, goes_on: bool = False) -> list[str]:
    """The names in one byline or author field, in order; outlets and newsrooms count as names here, roles do not.

    What follows a role is a name only at the beginning, and not in a byline that goes on after other names.
    """
    if text.startswith(("http", "/")):
        return []
    if "<" in text:
        text = _MARKUP.sub(" ", text)  # entities of markup in an attribute
    line = _ADDRESSED.sub(r"\1", _PREFIX.sub("", " ".join(text.split())))
    line = _NOISE.sub(" ", line) if len(line) < 400 else ""
    found: dict[str, str] = {}
    for part in _SPLIT.split(line):
        name = " ".join(_PREFIX.sub("", part.strip(" .,-–—:*")).split()).strip(" -–—:*,")
        bearer, _, outlet = name.partition(" for ")
        if outlet and looks_personal(bearer):
            name = bearer
        if not 1 < len(name) <= _LONGEST or _EMPTY.match(name) or any(map(str.isdigit, name)):
            continue
        if found and _CREDENTIAL.match(name):
            continue
        if (role := _LAST_ROLE.match(name)) and not _NEWSROOM_STAFF.search(name):
            if goes_on or found or not looks_personal(name[role.end() :].strip()):
                continue
            name = name[role.end() :].strip()
        found.setdefault(fold_name(name), name.title() if name.isupper() and " " in name else name)
        if len(found) == 1 and _SITE.search(name):
            break
    return list(found.values())


_MONTH = re.compile(rf"\s+(?:{_alternatives('dates')})\W*$", re.I)


def without_month(text: str) -> str:
    """A name without the month or weekday of the date that follows it."""
    return _MONTH.sub("", _MONTH.sub("", text))


_ACCOUNT = re.compile(r"[^\W\d][\w.-]{1,29}")


def account_in(text: str) -> str | None:
    """The one word, digits or not, by which a user signs: "Posted by mastwatcher7" gives mastwatcher7."""
    line = " ".join(_PREFIX.sub("", " ".join(text.split())).split()).strip(" -–—:*,")
    if not _ACCOUNT.fullmatch(line) or _EMPTY.match(line) or _ROLE.search(line) or line.lower() in _TREE["newsroom"]:
        return None
    return line


_NEWSROOM_STAFF = re.compile(r"\b(?:staff|team|desk|redaktion)\b", re.I)


def is_outlet(text: str) -> bool:
    """Whether a whole author field can name an outlet: a text with capitals that is no address and no stopgap."""
    if not 3 < len(text) <= _LONGEST or "@" in text or "://" in text or not is_titled(text):
        return False
    return " " in text and not _EMPTY.match(text)


def is_by(label: str) -> bool:
    """Whether it says that the author follows, and nothing else."""
    return bool(label) and not _PREFIX.sub("", f"{label} ")


def fold_name(name: str) -> str:
    """Letters alone, in lower case."""
    return "".join(re.findall(r"\w+", name.lower()))


def looks_personal(name: str) -> bool:
    """Two to five words, all but particles capitalised, and none of them an outlet's."""
    words = name.split()
    if _OUTLET.search(name):
        return False
    if not name.isascii() and not any(map(str.isupper, name)) and not any(map(str.islower, name)):
        return len(name) <= 5 and "".join(words).isalpha()
    if not 2 <= len(words) <= 5:
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words) and words[-1][0].isupper()


def is_titled(name: str) -> bool:
    """Whether every word of it but particles is capitalised, as in a name of any kind."""
    return all(not word[0].islower() or word in _PARTICLES for word in name.split())
