"""Words that introduce speech: the table of cue verbs and the phrases that do their work."""

from newsbot.quotes.language.words import words

# Classes: `say` takes the words themselves; `tell` takes a hearer first; `ask` a question; `claim` judges or reports
# in pieces ("accused", "called for"); `think` reports a mind; `write` needs no voice; `term` names a thing.
_REGULAR = {
    "say": (
        "add explain note continue comment state remark observe mention recall reply answer respond conclude declare "
        "announce exclaim joke quip boast whisper shout yell scream cry mutter murmur sigh laugh insist stress "
        "emphasize emphasise reiterate repeat caution warn admit acknowledge concede confess agree affirm confirm "
        "predict argue assert maintain contend report relate recount narrate recite interject chime intone lament "
        "complain grumble plead beg urge reason muse counter retort deadpan volunteer stipulate opine clarify "
        "elaborate summarize summarise testify disclose reveal suggest propose recommend advise pledge vow promise "
        "threaten claim allege speculate theorize venture reflect preach sing chant bellow snap scoff shrug detail "
        "describe outline deny point estimate forecast inquire enquire query wonder question offer bark rasp croak"
    ),
    "tell": "tell inform assure remind instruct order notify reassure brief lecture challenge encourage",
    "ask": "ask press pose",
    "claim": (
        "accuse blame criticize criticise praise hail welcome applaud condemn denounce decry slam blast assail attack "
        "mock ridicule dismiss reject label brand characterize characterise refer cite credit cast express defend "
        "demand request call rule find highlight underscore underline voice portray depict liken compare "
        "address signal indicate commit justify lambast lambaste bemoan deplore laud commend thank endorse back "
        "deride echo tout trumpet accept cheer rail lash rip oppose support invoke"
    ),
    "think": "think believe feel hope expect fear worry doubt consider know see want like love imagine realize learn",
    "write": "write tweet post blog email e-mail text retweet publish message scribble pen type note read",
    "term": "dub term nickname christen coin name title",
}
_IRREGULAR = {
    "say": {
        "say": "say says said saying",
        "begin": "begins began beginning",
        "go on": "",
        "quote": "quotes quoted",
        "put": "puts put",
        "weigh": "weighs weighed",
        "throw": "throws threw",
        "swear": "swears swore swearing",
        "speak": "speaks spoke speaking",
        "talk": "talks talked talking",
        "foresee": "foresees foresaw",
    },
    "tell": {"tell": "tell tells told telling"},
    "claim": {"find": "find finds found finding", "rule": "rules ruled ruling", "draw": "draws drew", "make": ""},
    "think": {
        "think": "think thinks thought thinking",
        "feel": "feel feels felt feeling",
        "know": "know knows knew knowing",
        "see": "see sees saw seeing",
        "mean": "means meant",
    },
    "write": {"write": "write writes wrote written writing", "read": "read reads reading"},
}
_DOUBLED = words(
    """
    beg quip pen admit refer commit rip dub
    """
)


def _inflect(lemma: str) -> list[str]:
    """Present, past and -ing forms of a regular verb."""
    if lemma.endswith("e"):
        return [lemma, lemma + "s", lemma + "d", lemma[:-1] + "ing"]
    if lemma.endswith("y") and lemma[-2] not in "aeiou":
        return [lemma, lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"]
    stem = lemma + lemma[-1] if lemma in _DOUBLED else lemma
    third = lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x", "z")) else "s")
    return [lemma, third, stem + "ed", stem + "ing"]


def inflections(lemmas: str) -> frozenset[str]:
    """Every form of some regular verbs, given with spaces between them."""
    return frozenset(form for lemma in lemmas.split() for form in _inflect(lemma))


def _build() -> dict[str, str]:
    table: dict[str, str] = {}
    for kind in ("term", "think", "claim", "ask", "write", "tell", "say"):
        irregular = _IRREGULAR.get(kind, {})
        for lemma in _REGULAR[kind].split():
            if lemma not in irregular:
                table.update(dict.fromkeys(_inflect(lemma), kind))
        for forms in irregular.values():
            table.update(dict.fromkeys(forms.split(), kind))
    for form in ("likes", "order", "orders", "back", "cast", "offer", "post", "text", "message", "name", "title"):
        table.pop(form, None)
    for form in ("like", "point", "question", "question", "detail", "brief", "type", "press", "brand", "label", "term"):
        table.pop(form, None)
    for form in ("state", "states", "report", "reports", "order", "comment", "comments", "claim", "claims", "answer"):
        table.pop(form, None)
    table.update(states="say", reports="say", comments="say", claims="say", answers="say", report="say", claim="say")
    return table


CUE_VERBS: dict[str, str] = _build()
"""Every form of every cue verb, lower case, to its class."""

AUXILIARIES = words(
    """
    has have had is was were be been being will would did does do also later then now once again still already
    recently previously famously simply only just never ever always often even reportedly repeatedly publicly
    further quickly merely both all currently subsequently jokingly bluntly reluctantly finally separately
    himself herself themselves itself earlier today yesterday tuesday wednesday thursday friday saturday sunday
    monday tonight not may might could can should must
    """
)
"""What may stand between a subject and its verb."""

REPORT_NOUNS = words(
    """
    statement statements claim comment comments remark remarks letter post tweet message email e-mail memo
    speech interview response reply words opinion view testimony note blog essay memoir book article column
    assertion warning argument description allegation allegations assessment promise pledge vow question answer
    """
)
"""Nouns that stand for somebody's words: "in his letter", "Lee's claim that"."""
