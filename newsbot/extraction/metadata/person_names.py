"""Names out of byline texts: "By Ann Lee and Bo Ray, chief reporter" gives Ann Lee and Bo Ray."""

import re


def _words(table: str) -> str:
    return "|".join(re.escape(word.strip()) for word in table.split("|"))


_BY = (
    "written by | words by | text by | story by | posted by | reported by | reporting by | published by | "
    "authored by | article by | recipe by | report by "
    "| reviewed by | photographs by | insights from | post was written by | this post was written by | by | von "
    "| par | por | di | door | av | af | od | yazan | autor "
    "| autorin | auteur | author | authors | words | text | posted | written | redaktion: | kommentar von | "
    "analyse von | interview von | blog beitrag von "
    "| interview: | foto: | photo: | fotos: | photos: | text: | bild: | autor: | ©"
)
_ROLES = (
    "reporter | editor | correspondent | writer | columnist | journalist | contributor | producer | analyst | "
    "director | manager | officer | redakteur | redakteurin "
    "| korrespondent | korrespondentin | professor | lecturer | fellow | researcher | ceo | cto | founder | "
    "co-founder | chief | head of | expert | specialist | advisor "
    "| president | executive | consultant | engineer | marketing | photographer | assistant | coordinator | "
    "strategist | scientist | journaliste | periodista | redactor"
)
_NEWSROOM = (
    "staff | desk | newsroom | team | redaktion | rédaction | redacción | redazione | redactie | editorial | "
    "agency | agencies | reporters | writers | office | press | news "
    "| nachrichten | media | tv | radio | inc | ltd | llc | gmbh | magazine | university | institute | company "
    "| group | reuters | afp | dpa | bloomberg | ap | upi | wire "
    "| wires | ansa | efe | apa | sid | tnn | pti | ians | ani | times | post | blog | official | admin | "
    "editors | editor | webmaster"
)
_NOISE_WORDS = (
    "share | follow | more | about the author | about | contributors | contributor | authors | author | read "
    "more | none | null | unknown | guest | user | name | by | and | email "
    "| twitter | facebook | linkedin | updated | published | posted | edited | fact checked | reviewed | view | "
    "see | get | watch | listen | subscribe | written | last | staff | bio "
    "| profile | website | contact | disclosure | advertisement | comments | comment | photo | image | read | "
    "min | date | home | all posts | posts | latest | privacy | senior | learn more | full bio | member login | login "
    "| log in | sign in | sign up | related | no author | artikel von | alle artikel | mehr | ihre | ver más | voir | "
    "lire | leer | tous les articles | todos | social links | navigation"
)

_DATES = (
    "january | february | march | april | may | june | july | august | september | october | november | "
    "december | jan | feb | mar | apr | jun | jul "
    "| aug | sept | sep | oct | nov | dec | monday | tuesday | wednesday | thursday | friday | saturday | "
    "sunday | mon | tue | wed | thu | fri | sat | sun"
)

_MARKUP = re.compile(r"<[^<>]{0,500}>")
_PREFIX = re.compile(rf"^(?:{_words(_BY)})(?![^\W_])\s*:?\s*", re.I)
_SPLIT = re.compile(r"\s*(?:[;|•·\n/]|,|\s(?:and|und|et|y|e|en|och|og|with|mit|&|–|—|-)\s|(?<=\s)(?:and|und|et)\s)\s*")
_NOISE = re.compile(
    r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|(?<!\S)\S+@\S+\.\S+|(?<!\S)@\w+|https?://\S+"
    r"|\bon behalf of\b.*|\s(?:on|in)\s.*",
    re.I,
)
_ROLE = re.compile(rf"(?<![^\W_])(?:{_words(_ROLES)})(?![^\W_])|redakteur(?:in)?$", re.I)
_OUTLET = re.compile(rf"(?<![^\W_])(?:{_words(_NEWSROOM)})(?![^\W_])|\.(?:com|de|org|net|co|tr|at|ch)\b", re.I)
_EMPTY = re.compile(rf"^(?:{_words(_NOISE_WORDS)})(?![^\W_])|^(?:{_words(_DATES)})$|^\W*$", re.I)
_SITE = re.compile(r"\w\.(?:com|de|org|net|co|tr|at|ch)$", re.I)
_CREDENTIAL = re.compile(
    r"^(?:[A-Z][\w.]{0,3}\.?[A-Z]\w{0,3}\.?|[A-Z]{2,6}[®™]?|Jr\.?|Sr\.?|PhD|MSc|M\.?A\.?|B\.?A\.?)[®™]?$"
)
_PARTICLES = frozenset(
    "de da do dos di del della der den des du la le van von vom zu zum bin ibn al el y e ter ten af av".split()  # noqa: SIM905
)
_LONGEST = 60


def names_in(text: str) -> list[str]:
    """The names in one byline or author field, in order; outlets and newsrooms count as names here, roles do not."""
    if text.startswith(("http", "/")):
        return []
    if "<" in text:
        text = _MARKUP.sub(" ", text)  # entities of markup in an attribute
    line = _PREFIX.sub("", " ".join(text.split()))
    line = _NOISE.sub(" ", line) if len(line) < 400 else ""
    found: dict[str, str] = {}
    for part in _SPLIT.split(line):
        name = " ".join(_PREFIX.sub("", part.strip(" .,-–—:*")).split()).strip(" -–—:*,")
        if not 1 < len(name) <= _LONGEST or _EMPTY.match(name) or any(map(str.isdigit, name)):
            continue
        if (found and _CREDENTIAL.match(name)) or (_ROLE.search(name) and not _NEWSROOM_STAFF.search(name)):
            continue
        found.setdefault(fold_name(name), name.title() if name.isupper() and " " in name else name)
        if len(found) == 1 and _SITE.search(name):
            break
    return list(found.values())


_NEWSROOM_STAFF = re.compile(r"\b(?:staff|team|desk|redaktion)\b", re.I)


def fold_name(name: str) -> str:
    """Letters alone, in lower case."""
    return "".join(re.findall(r"\w+", name.lower()))


def looks_personal(name: str) -> bool:
    """Two to five words, all but particles capitalised, and none of them an outlet's."""
    words = name.split()
    if _OUTLET.search(name):
        return False
    if not name.isascii() and not any(map(str.isupper, name)) and not any(map(str.islower, name)):
        return len(name) <= 5
    if not 2 <= len(words) <= 5:
        return False
    return all(word[0].isupper() or word in _PARTICLES for word in words) and words[-1][0].isupper()


def is_titled(name: str) -> bool:
    """Whether every word of it but particles is capitalised, as in a name of any kind."""
    return all(not word[0].islower() or word in _PARTICLES for word in name.split())
