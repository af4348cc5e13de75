"""What words say of a block's purpose: tables of phrases, in the languages that are crawled most."""

import re
from itertools import pairwise

ANYWHERE = {
    "call": "sign up | signup | signing up | subscribe | subscribing | subscribed | subscriber | subscribers | "
    "subscription | newsletter | newsletters "
    "| inbox | e-mail | email | unsubscribe | download | register | join | joining | follow us | follow | get "
    "the latest | stay up | keep up with "
    "| to speed | digest | briefing | roundup | alerts | straight to | delivered to | delivered | click here | "
    "click | tap | app | free trial "
    "| log in | login | sign in | account | membership | member | members | donate | support us | whatsapp | "
    "telegram | podcast | share this | offer "
    "| offers | for free | every week | every morning | every day | each week | weekly | daily | latest news | "
    "never miss | don't miss | spam | exclusive "
    "| abonnieren | anmelden | newsletter an | kostenlos | registrieren | jetzt | abonnez-vous | inscrivez-vous "
    "| suscríbete | suscribirse | boletín "
    "| iscriviti | schrijf je | nieuwsbrief | prenumerera | nyhetsbrev | nyhedsbrev | zapisz się | lettre "
    "d'information | infolettre",
    "second_person": "you | your | yours | you're | you'll | you've | dein | deine | ihre | ihnen | sie | vous "
    "| votre | vos | tu | tus | je | jouw | uw",
    "first_person": "we | our | us | we're | we've | wir | unser | unsere | nous | notre | nos | nuestro | "
    "nuestra | onze | ons",
    "credit": "photo | photos | photograph | image | images | picture | pictured | foto | bild | credit | "
    "quelle | crédit | illustration | getty "
    "| shutterstock | afp | reuters | ap | dpa | epa | courtesy | video | graphic | imago | archive | file | "
    "istock | unsplash",
    "rights": "all rights | rights reserved | copyright | reproduction | reproduced | redistributed | alle "
    "rechte | tous droits | affiliate | commission "
    "| disclaimer | disclosure | first appeared | originally published | originally appeared | first published "
    "| was published | syndicated | sponsored "
    "| editorial standards | editorial policy | editorial guidelines | correction | corrections | our "
    "journalism | trust principles | terms of "
    "| privacy policy | privacy",
    "cookies": "cookie | cookies | consent | gdpr | personenbezogene | datenschutz | externer inhalt | externe "
    "inhalte | third party | javascript "
    "| browser | einwilligung",
    "trade": "reporter | editor | correspondent | writer | columnist | journalist | contributor | freelance | "
    "freelancer | author | blogger | covering "
    "| covers | covered | covering | writes | writing | written about | reporting | years of | decade | decades "
    "| passionate | passion | background in "
    "| degree | based in | redakteur | redakteurin | journaliste | periodista | twitter | linkedin | reach him "
    "| reach her | reach them | born in "
    "| spare time | enjoys | loves | love for | fan of | when not | when she's | when he's | lives in | lives "
    "with | studied | graduated | joined | award "
    "| award-winning | previously | formerly | interests | hobbies | soft spot | obsessed | enthusiast | novel "
    "| university | holds | specialises "
    "| specializes | specialising | specializing | focuses | focusing | schreibt | arbeitet | studierte | écrit "
    "| escribe",
    "pronoun": "he | she | his | her | him | they | their | er | ihr | seine | il | elle",
    "comments": "comment | comments | reply | replies | kommentare | commentaires | comentarios | reader | "
    "readers | moderated",
}
"""Category -> phrases of one or two words, counted wherever they stand."""

BEGINNING = {
    "imperative": "sign up | subscribe | get | join | follow | read | watch | listen | see | click | download | "
    "register | discover | learn | find out "
    "| check | share | like | send | contact | email | call | visit | explore | browse | view | stay | don't | "
    "never | enter | try | start | buy | shop "
    "| save | support | help | tell us | let us | want | looking | have you | do you | are you | got | need | "
    "keep | catch | receive | become | enjoy "
    "| make sure | be the first | enjoyed | love | like what | add | take | sign | put | give | hear | meet | "
    "lesen | abonnieren | folgen | jetzt "
    "| lire | voir | inscrivez | abonnez | leer | lees | bekijk | les | läs | læs | czytaj | zobacz",
    "see_also": "read more | read also | read next | read the | also read | see also | see more | related | "
    "more on | more from | more about | more stories "
    "| more news | recommended | further reading | you may | you might | most read | most popular | trending | "
    "popular | latest | up next | watch | listen "
    "| previous | next | editor's picks | editors picks | what to | keep reading | continue reading | from the "
    "| in case | other stories | elsewhere "
    "| lesen sie | mehr zum | mehr zu | auch interessant | weitere | lire aussi | à lire | voir aussi | lea "
    "también | le puede | te puede "
    "| leggi anche | lees ook | lees meer | les også | läs också | læs også | mehr | passend | zum thema",
    "by": "by | von | par | por | di | door | av | af | written by | words | text | published | posted | "
    "updated | last updated | publié | mis à "
    "| aktualisiert | stand | reporting by | additional reporting | editing by | with files | with reporting | "
    "story by | about the",
}
"""Category -> phrases of one to three words, that count only as a block's first words."""

CATEGORIES = (*ANYWHERE, *BEGINNING)


def _table(categories: dict[str, str], first: int) -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for index, phrases in enumerate(categories.values(), first):
        for phrase in {phrase.strip() for phrase in phrases.split("|")}:
            table[phrase] = (*table.get(phrase, ()), index)
    return table


_ANYWHERE = _table(ANYWHERE, 0)
_BEGINNING = _table(BEGINNING, len(ANYWHERE))
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")

READ = 60
"""Words of a block that are looked at: half from its beginning, half from its end."""


LONG_WORD = 8
"""Characters that are set aside for each of those words."""


def count(text: str) -> list[float]:
    """How often each of CATEGORIES occurs in a block's first and last words."""
    if len(text) > 2 * READ * LONG_WORD:
        text = f"{text[: READ * LONG_WORD]} {text[-READ * LONG_WORD :]}"
    words = _WORD.findall(text.lower().replace("’", "'"))
    if len(words) > READ:
        words = words[: READ // 2] + words[-READ // 2 :]
    totals = [0.0] * len(CATEGORIES)
    pairs = [f"{a} {b}" for a, b in pairwise(words)]
    for phrase in words + pairs:
        if phrase in _ANYWHERE:
            for index in _ANYWHERE[phrase]:
                totals[index] += 1
    for phrase in (words[0] if words else "", pairs[0] if pairs else "", " ".join(words[:3])):
        for index in _BEGINNING.get(phrase, ()):
            totals[index] = 1
    return totals


QUOTE_START = "\"“”„«»‘'’"
SENTENCE_END = re.compile(r"[.!?…。！？।][\"”’'»)\]]*\s*$")
SENTENCE = re.compile(r"[.!?।][\"”’'»)\]]*(?:\s|$)|[。！？]")
DATE = re.compile(
    r"\b(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|(?:19|20)\d\d|\d{1,2}:\d\d"
    r"|\d+\s+(?:min|hour|hr|day|week|month)\w*\s+ago|\d+ min)",
    re.I,
)
WALL = re.compile(
    r"\b(?:to (?:continue|keep) reading|to read (?:the|this) (?:full|rest|entire|whole)|(?:full"
    r"|this) (?:article|story) is (?:only )?(?:available )?(?:for|to) "
    r"(?:paying )?(?:subscribers|members)|for subscribers only|subscribers? only|subscribe to (?:read|continue"
    r"|unlock)|already a subscriber|unlock this (?:article|story)"
    r"|weiterlesen mit|jetzt weiterlesen|nur für abonnenten|réservée? aux abonnés|il vous reste [\d.,]+ ?%"
    r"|sólo para suscriptores|exclusivo para suscriptores"
    r"|riservato agli abbonati|alleen voor abonnees)\b",
    re.I,
)
"""How a page says that it shows only the beginning."""

MACHINE = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)?|https?://\S+\.(?:jpe?g|png|gif|webp|svg)\S*")
"""A time or an image's address: values that microdata leave in the text."""

BY = re.compile(r"\W*(?:(?:written|words|text|story|posted|reported)\s+)?(?:by|von|par|por|di|door|av|af)\b", re.I)
"""How a byline begins."""

_INVITING = frozenset(
    """
    newsletter newsletters sign-up signup subscribe inbox unsubscribe mailing digest briefing e-mail email whatsapp
    telegram subscribing register app alerts download podcast follow join abonnieren abonnez-vous inscrivez-vous
    suscríbete nieuwsbrief nyhetsbrev nyhedsbrev postfach boletín
    """.split()  # noqa: SIM905
)
_INVITING_PAIRS = frozenset({"sign up", "signing up", "straight to", "delivered to", "follow us", "latest news"})
_ADDRESSING = frozenset("you your you'll our us we ihr ihre ihren sie vous votre nos tu tus je jouw".split())  # noqa: SIM905
_LONGEST_INVITATION = 220


def invites(text: str) -> bool:
    """Whether a short text asks the reader to subscribe, sign up or follow: two such words, and the reader or "us".

    A text in quotation marks never does, whatever it says.
    """
    if len(text) > _LONGEST_INVITATION or any(mark in text for mark in QUOTE_START if mark not in "'’"):
        return False
    words = _WORD.findall(text.lower().replace("’", "'"))
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    inviting = len(_INVITING.intersection(words)) + len(_INVITING_PAIRS & pairs)
    return inviting > 1 and (text.isupper() or not _ADDRESSING.isdisjoint(words))
