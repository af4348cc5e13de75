"""The language of a text, by its script and its commonest words."""

import re
from collections import Counter

_COMMON = {
    "en": "the of and to in is that for it was on with as at by from this have are be not has he his said will",
    "de": "der die und den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er",
    "fr": "le la les de des et en un une du que est pour qui dans par sur au plus pas ce avec il sont aux",
    "es": "el la los las de y en que del se por con para una un no es al lo como más su fue este ha",
    "it": "il di che la e in un per del con non una si le dei da è al sono della gli anche più ha nel",
    "nl": "de het een van en in is dat op te voor met zijn niet aan er om ook als bij door maar naar dan",
    "pt": "o a os de e que do da em um uma para com não no na se por mais dos as ao como foi pelo",
    "sv": "och i att det som en på är av för med till den har de inte om ett han var från men sig kan",
    "no": "og i det som en på er av for med til den har de ikke om et han var fra men seg kan ble",
    "da": "og i det som en på er af for med til den har de ikke om et han var fra men sig kan blev at",
    "pl": "w i na z się nie do to że jest o jak po od za przez ale są co dla tego ma przy już",
    "cs": "a v se na je že to s z do o i ve pro za by ale jako podle jsou po které však při",
    "tr": "ve bir bu için ile da de olarak daha olan çok gibi kadar sonra ise en ne olduğu her ama",
    "fi": "ja on ei se että oli hän ovat mutta kun mukaan myös joka ole sen tai kuin jo nyt vuonna",
    "hu": "a az és hogy nem is egy ez volt meg már csak azt mint de ha szerint még van után",
    "id": "yang di dan ini dari untuk dengan tidak akan pada itu dalam ke juga adalah oleh telah kata",
}
"""The commonest words of each language that its neighbours do not have."""

_SCRIPTS = {
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
    "ru": re.compile(r"[ыэъё]", re.I),
    "uk": re.compile(r"[іїєґ]", re.I),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
"""Letters that only one of our languages writes; Japanese stands before Chinese because it uses both scripts."""

_WORD = re.compile(r"[^\W\d_]+")
_TABLE: dict[str, list[str]] = {}
for _language, _words in _COMMON.items():
    for _word in _words.split():
        _TABLE.setdefault(_word, []).append(_language)

READ = 3_000
"""Characters that are read."""

PLAINLY = 1.5
"""How many times the declared language's words another language's must outnumber."""

FEWEST = 8
"""Common words that a text must have before its language is decided."""


def detect(text: str, declared: str | None = None) -> str | None:
    """The ISO 639-1 code of a text's language.

    `declared` is believed when the tables do not have it, or when the text does not have plainly more words of another
    language. None when nothing is declared and the text is too short or of no language in the tables.
    """
    text = text[:READ]
    for language, letters in _SCRIPTS.items():
        if len(letters.findall(text)) * 80 > len(text):
            return language
    if declared and declared not in _COMMON:
        return declared
    votes: Counter[str] = Counter()
    for word in _WORD.findall(text.lower()):
        for language in _TABLE.get(word, ()):
            votes[language] += 1
    best = max(votes, key=lambda language: votes[language], default=None)
    if best is None or votes[best] < FEWEST or (declared and votes[best] < PLAINLY * votes[declared]):
        return declared
    return best
