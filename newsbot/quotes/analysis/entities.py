"""The entities: the mentions of one article gathered into the people, organisations and places that it names."""

from dataclasses import dataclass, field

from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.names import DEMONYMS, FEMALE_NAMES, MALE_NAMES, PLACES
from newsbot.quotes.language.nouns import CLEAR_TITLES, FEMALE_TITLES, MALE_TITLES, ORG_WORDS, ROLE_WORDS
from newsbot.text.tables import tables

_TABLES = tables(__name__)

SMALL_WORDS = _TABLES["small"]
_STATES = _TABLES["states"]
_RELATIVES = _TABLES["relatives"]
_NAMESAKES = 20
"""People of one surname, and mentions of each, that are distinguished."""
_CREDENTIALS = _TABLES["credentials"]
_SUFFIXES = _TABLES["suffixes"]


@dataclass(slots=True)
class Entity:
    """One that the article names, under all its names."""

    name: str
    """The fullest name, as the article writes it, without titles."""
    key: tuple[str, ...]
    """The words of the fullest name, lower case."""
    type: str = "name"
    """person, organisation, place, or name when the article does not show it."""
    sex: str = ""
    """f, m or empty."""
    score: float = 0.0
    """Evidence for a person above zero, for an organisation below."""
    mentions: list[int] = field(default_factory=list)
    role: tuple[int, int] | None = None
    """Tokens that give the role, where it stands first."""
    subject_of_cues: int = 0
    """How often it is the subject of a cue."""


def gather_entities(text: str, tokens: Tokens, mentions: list[Mention]) -> list[Entity]:
    """Cluster the name mentions, set each mention's entity, and type the entities."""
    entities: list[Entity] = []
    by_key: dict[tuple[str, ...], int] = {}
    by_last: dict[str, list[int]] = {}
    by_first: dict[str, list[int]] = {}
    singles: list[int] = []
    for position, mention in enumerate(mentions):
        if mention.type != "name":
            continue
        key = _key(tokens, mention)
        if not key:
            continue
        if len(key) == 1:
            singles.append(position)
            continue
        index = by_key.get(key)
        if index is None:
            index = _same_person(key, entities, by_last)
        if index is None:
            index = len(entities)
            entities.append(Entity(_surface(text, tokens, mention), key))
            by_last.setdefault(_surname(key), []).append(index)
            by_first.setdefault(key[0], []).append(index)
        elif len(key) > len(entities[index].key):
            entities[index].name, entities[index].key = _surface(text, tokens, mention), key
        by_key[key] = index
        mention.entity = index
        entities[index].mentions.append(position)
    initials = {_initials(entity.key): index for index, entity in enumerate(entities) if len(entity.key) > 2}
    initials.pop("", None)
    relatives = _relatives(tokens) if any(len(owners) > 1 for owners in by_last.values()) else set()
    for position in singles:
        mention = mentions[position]
        word = _key(tokens, mention)[0]
        index = _owner_of_single(word, tokens, mention, mentions, entities, by_last, by_first, initials, relatives)
        if index is None:
            index = by_key.get((word,))
        if index is None:
            index = len(entities)
            entities.append(Entity(_surface(text, tokens, mention), (word,)))
            by_key[(word,)] = index
        mention.entity = index
        entities[index].mentions.append(position)
    for entity in entities:
        entity.mentions.sort()
        _describe(tokens, mentions, entity)
    return entities


def _key(tokens: Tokens, mention: Mention) -> tuple[str, ...]:
    """A name's words, lower case, without dots and possessives."""
    return tuple(
        word.replace(".", "")
        for word, kind in zip(
            tokens.lower[mention.first : mention.last], tokens.kinds[mention.first : mention.last], strict=True
        )
        if kind not in ".Q" and word not in {"the", "&"}
    )


def _surface(text: str, tokens: Tokens, mention: Mention) -> str:
    return " ".join(text[tokens.starts[mention.first] : tokens.ends[mention.last - 1]].split())


def _same_person(key: tuple[str, ...], entities: list[Entity], by_last: dict[str, list[int]]) -> int | None:
    """An entity with the same surname whose given names agree: "Gina Raimondo" and "Gina M. Raimondo"."""
    key = _without_suffix(key)
    for index in by_last.get(_surname(key), [])[-_NAMESAKES:]:
        other = _without_suffix(entities[index].key)
        short, long = sorted((key, other), key=len)
        if short[0] == long[0] and set(short) <= set(long):
            return index
        if len(short) == 2 and short == long[-2:] and not (set(short) & ORG_WORDS):
            return index
    return None


def _without_suffix(key: tuple[str, ...]) -> tuple[str, ...]:
    """A name without the "Jr" or "III" behind its surname."""
    return key[:-1] if len(key) > 2 and key[-1] in _SUFFIXES else key


def _surname(key: tuple[str, ...]) -> str:
    return _without_suffix(key)[-1]


def _initials(key: tuple[str, ...]) -> str:
    return "".join(word[0] for word in key if word not in SMALL_WORDS)


def _owner_of_single(
    word: str,
    tokens: Tokens,
    mention: Mention,
    mentions: list[Mention],
    entities: list[Entity],
    by_last: dict[str, list[int]],
    by_first: dict[str, list[int]],
    initials: dict[str, int],
    relatives: set[str],
) -> int | None:
    """The entity that a one-word name stands for: by surname, acronym or first word, the last one named before it."""
    bare = word.replace(".", "").replace("-", "")
    owners = list(by_last.get(word, ()))
    if word in PLACES or word in DEMONYMS:
        owners = [index for index in owners if entities[index].key[0] in MALE_NAMES | FEMALE_NAMES]
    if not owners and len(bare) > 1 and tokens.words[mention.first].replace(".", "").isupper() and bare in initials:
        return initials[bare]
    if not owners and bare not in _STATES and word not in PLACES and word not in DEMONYMS:
        owners = [index for index in by_first.get(word, ()) if entities[index].key[0] not in ORG_WORDS]
        if len(owners) > 1:
            return None
    if len(owners) < 2:
        return owners[0] if owners else None
    owners = owners[-_NAMESAKES:]
    # a story calls by the surname whom it is about, and relatives by their first names
    owners = [index for index in owners if entities[index].key[0] not in relatives] or owners
    if mention.title:
        titled = [
            index
            for index in owners
            if any(mentions[at].title == mention.title for at in entities[index].mentions[:_NAMESAKES])
        ]
        owners = titled or owners
    before = [
        (
            max(
                (at for at in entities[index].mentions[-_NAMESAKES:] if mentions[at].first < mention.first), default=-1
            ),
            index,
        )
        for index in owners
    ]
    latest = max(before)
    return latest[1] if latest[0] >= 0 else owners[0]


def _relatives(tokens: Tokens) -> set[str]:
    """The first names of those who are introduced as another's relative: "his wife, Heidi Lund,"."""
    lower, kinds = tokens.lower, tokens.kinds
    return {
        lower[at]
        for behind in [at for at, word in enumerate(lower) if word in _RELATIVES]
        for at in range(behind + 1, min(behind + 3, len(lower)))
        if kinds[at] == "N" and (at == behind + 1 or kinds[behind + 1] == ",")
    }


def _describe(tokens: Tokens, mentions: list[Mention], entity: Entity) -> None:
    """Weigh what the article shows of an entity: person or organisation, which sex, which role."""
    score = 0.0
    key = entity.key
    first = key[0]
    length = len(key)
    female, male = first in FEMALE_NAMES, first in MALE_NAMES
    if length > 1 and (female or male):
        score += 3.0
    if any(word in ORG_WORDS for word in key):
        score -= 4.0 if not (length == 2 and (female or male)) else 1.0
    if first in DEMONYMS:
        score -= 2.0
    if 2 <= length <= 4:
        score += 0.7
        if any(len(word) == 1 for word in key[1:-1]):
            score += 2.0
    elif length > 5:
        score -= 2.0
    lower, kinds, words = tokens.lower, tokens.kinds, tokens.words
    count = len(lower)
    sexes = {"f": 1 if female else 0, "m": 1 if male else 0}
    for position in entity.mentions:
        mention = mentions[position]
        before = lower[mention.first - 1] if mention.first else ""
        after = lower[mention.last] if mention.last < count else ""
        title = set(mention.title.split())
        if title & CLEAR_TITLES:
            score += 3.0
            sexes["f"] += 4 if title & FEMALE_TITLES else 0
            sexes["m"] += 4 if title & MALE_TITLES else 0
        elif mention.title:
            score += 1.0
        if mention.role is not None:
            if mention.role[0] < mention.first:
                score += 2.5 if not mention.title else 0.5
                role = lower[mention.role[0] : mention.role[1]]
                sexes["f"] += 3 if any(word in FEMALE_TITLES for word in role) else 0
                sexes["m"] += 3 if any(word in MALE_TITLES for word in role) else 0
            else:
                score += 2.5
            if entity.role is None or (mention.role[1] - mention.role[0]) > 1 >= entity.role[1] - entity.role[0]:
                entity.role = mention.role
        if before == "the" and not mention.title:
            score -= 2.0
        elif before in {"in", "at", "near", "across", "into"} or before in {"a", "an", "our", "your", "its"}:
            score -= 0.7
        if (
            after in {"'s", "’s"}
            and mention.last + 2 < count
            and any(word in ROLE_WORDS for word in lower[mention.last + 1 : mention.last + 4])
        ):
            score -= 0.8
        if after == "," and mention.last + 1 < count:
            following = lower[mention.last + 1]
            if following == "who":
                score += 1.5
            elif (
                kinds[mention.last + 1] == "#" and following.isdecimal() and 15 < int(following[:4]) < 105
            ) or following.replace(".", "") in _CREDENTIALS:
                score += 2.5
            elif following in {"which", "inc", "llc", "ltd"}:
                score -= 2.0
        elif after == "who":
            score += 1.5
    surface = words[mentions[entity.mentions[0]].first]
    if length == 1:
        bare = surface.replace(".", "")
        if (bare.isupper() and len(bare) > 1) or any(char.isdigit() or char == "&" for char in surface):
            score -= 2.0
        elif first in FEMALE_NAMES or first in MALE_NAMES:
            score += 1.0
    if "-".join(key) in PLACES or (length == 1 and first.replace(".", "") in _STATES):
        score -= 3.0
        entity.type = "place"
    entity.score = score
    if score >= 1.2:
        entity.type = "person"
    elif score <= -1.2 and entity.type != "place":
        entity.type = "organisation"
    if sexes["f"] != sexes["m"]:
        entity.sex = "f" if sexes["f"] > sexes["m"] else "m"
