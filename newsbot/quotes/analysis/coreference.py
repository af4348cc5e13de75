"""From a mention to the one it stands for: pronouns, roles and "the company" to the fullest name in the article."""

from bisect import bisect_left

from newsbot.quotes.analysis.clauses import Clauses
from newsbot.quotes.analysis.entities import Entity
from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.quotes.language.nouns import FEMALE_TITLES, MALE_TITLES
from newsbot.text.tables import tables, tree

_TABLES = tables(__name__)

_WINDOW = 40
_DEFINITE = _TABLES["definite"]
_ALIKE = {head: frozenset(alike["names"]) for alike in tree(__name__)["alike"] for head in alike["heads"]}
"""Head nouns to the words in a name that they may take up."""
_PAIRS = _TABLES["pairs"]
_SEXED = {"she": 1, "her": 1, "hers": 1, "herself": 1, "he": -1, "his": -1, "him": -1, "himself": -1}
_GENERIC = _TABLES["generic"]


def resolve_mentions(tokens: Tokens, mentions: list[Mention], entities: list[Entity], clauses: Clauses) -> None:
    """Set the entity of every mention that stands for a named one; names have theirs already."""
    for position in clauses.link:
        entity = entities[mentions[position].entity] if mentions[position].entity >= 0 else None
        if entity is not None:
            entity.subject_of_cues += 1
            spoke = clauses.cues[clauses.link[position]].relation != "object"
            if spoke and entity.type == "name" and 2 <= len(entity.key) <= 4 and entity.score > 0:
                entity.type = "person"
    _infer_sexes(tokens, mentions, entities)
    mains = set(clauses.main.values())
    subjects = set(clauses.link) | mains
    _join(tokens, mentions, entities)
    bearers = _bearers_of_roles(tokens, mentions, entities)
    together: tuple[int, ...] = ()
    described: Mention | None = None
    for position, mention in enumerate(mentions):
        if mention.type == "name" and mention.role is not None:
            described = mention
        if len(mention.joint) > 1:
            together = mention.joint
        elif together and _is_pair(tokens, mention):
            mention.joint, mention.entity = together, together[0]
        if mention.type in {"he", "she", "it", "they"}:
            mention.entity = _antecedent(tokens, mentions, entities, subjects, mains, position)
        elif described and described.role and mention.type == "role" and mention.head in range(*described.role):
            mention.entity = described.entity  # "Ada Lee, a spokeswoman of Norvik,"
        elif mention.type == "role" and (
            tokens.lower[mention.first] in _DEFINITE | {"mr", "president", "prime"}
            or tokens.kinds[mention.first] == "N"
        ):
            mention.entity, mention.antecedent = _bearer(tokens, mentions, entities, subjects, bearers, position)
        elif (
            mention.type == "organisation"
            and tokens.lower[mention.first] in _DEFINITE
            and not any(kind in "N'" for kind in tokens.kinds[mention.first + 1 : mention.head])
        ):
            mention.entity = _organisation(tokens, mentions, entities, subjects, position)


def _bearers_of_roles(tokens: Tokens, mentions: list[Mention], entities: list[Entity]) -> dict[str, list[int]]:
    """Each word of a role or title to the people who bear it."""
    bearers: dict[str, list[int]] = {}
    for index, entity in enumerate(entities):
        roles = [mentions[at] for at in entity.mentions if mentions[at].role is not None or mentions[at].title]
        named: set[str] = set()
        for mention in roles:
            first, last = mention.role or (0, 0)
            named.update(tokens.lower[first:last], mention.title.split())
        for word in named:
            bearers.setdefault(word, []).append(index)
    return bearers


def _is_pair(tokens: Tokens, mention: Mention) -> bool:
    """Whether a mention takes up people named together: "the lawmakers"."""
    return (
        mention.type == "group"
        and tokens.lower[mention.head] in _PAIRS
        and tokens.lower[mention.first] in {"the", "both"}
        and mention.last == mention.head + 1
    )


def _infer_sexes(tokens: Tokens, mentions: list[Mention], entities: list[Entity]) -> None:
    """Let the pronouns near people whose names do not show their sex vote on it."""
    votes: dict[int, int] = {}
    recent = -1
    recent_at = 0
    upcoming = 0
    for at in [at for at, word in enumerate(tokens.lower) if word in _SEXED]:
        while upcoming < len(mentions) and mentions[upcoming].first <= at:
            mention = mentions[upcoming]
            if mention.type == "name" and mention.entity >= 0:
                entity = entities[mention.entity]
                if entity.type == "person" or (entity.type == "name" and len(entity.key) == 2):
                    recent, recent_at = mention.entity, tokens.sentences[mention.first]
            upcoming += 1
        vote = _SEXED[tokens.lower[at]]
        if recent >= 0 and tokens.sentences[at] - recent_at <= 2:
            votes[recent] = votes.get(recent, 0) + vote
    for index, vote in votes.items():
        if not entities[index].sex and vote:
            entities[index].sex = "f" if vote > 0 else "m"


def _join(tokens: Tokens, mentions: list[Mention], entities: list[Entity]) -> None:
    """Mark people who are named together: "Lee (D-Ohio) and Chan"."""
    earlier: Mention | None = None
    for mention in mentions:
        if mention.type != "name" or mention.entity < 0 or entities[mention.entity].type != "person":
            continue
        if earlier is not None and earlier.entity != mention.entity:
            at = earlier.last
            if tokens.kinds[at : at + 1] == ["("]:
                while at < mention.outer and tokens.kinds[at] != ")":
                    at += 1
                at += 1
            while at < mention.outer and tokens.kinds[at] == ",":
                at += 1
            if at == mention.outer - 1 and tokens.lower[at] == "and":
                earlier.joint = mention.joint = (earlier.entity, mention.entity)
        earlier = mention


def _antecedent(
    tokens: Tokens,
    mentions: list[Mention],
    entities: list[Entity],
    subjects: set[int],
    mains: set[int],
    position: int,
) -> int:
    """The entity that a pronoun takes up: recent, agreeing, subject rather than object."""
    pronoun = mentions[position].type
    sex = {"he": "m", "she": "f"}.get(pronoun, "")
    best, best_score = -1, -99.0
    here = tokens.sentences[mentions[position].first]
    seen: set[int] = set()
    for earlier in range(position - 1, max(-1, position - _WINDOW), -1):
        mention = mentions[earlier]
        index = mention.entity
        if index < 0 or index in seen or (mention.predicate and mention.type == "role"):
            continue
        entity = entities[index]
        distance = here - tokens.sentences[mention.first]
        score = -0.6 * min(distance, 12)
        if sex:
            if entity.sex and entity.sex != sex:
                continue
            if entity.type in {"organisation", "place"} or (mention.type in {"it", "they"}):
                continue
            score += 0.6 if entity.sex == sex else 0.0
            score += 1.0 if entity.type == "person" else -2.0
        elif pronoun == "it":
            if entity.type == "person" or mention.type in {"he", "she"}:
                continue
            score += 0.5 if entity.type == "organisation" else 0.0
        elif entity.type == "person" or mention.type in {"he", "she"}:
            continue
        if earlier in subjects:
            score += 1.2
        if earlier in mains:
            score += 0.3
        if mention.inner:
            score -= 1.2
        if mention.type == pronoun:
            score += 0.4
        if tokens.kinds[mention.last : mention.last + 1] == ["'"]:
            score -= 0.4
        if score > best_score:
            best, best_score = index, score
        seen.add(index)
    return best


def _bearer(
    tokens: Tokens,
    mentions: list[Mention],
    entities: list[Entity],
    subjects: set[int],
    bearers: dict[str, list[int]],
    position: int,
) -> tuple[int, int]:
    """The person whose role a definite role names ("the prime minister"), or the unnamed mention that it takes up."""
    mention = mentions[position]
    head = tokens.lower[mention.head]
    sex = "f" if head in FEMALE_TITLES else "m" if head in MALE_TITLES else ""
    best, best_recent = -1, -2
    bearing = bearers.get(head, [])[-_WINDOW:]
    if (owned := tokens.lower[mention.first] not in _DEFINITE) and tokens.kinds[mention.first] == "N":
        # "Norvik's chairman", "Norvik chairman": whose role names Norvik too
        bearing = [index for index in bearing if index in bearers.get(tokens.lower[mention.first], ())]
    for index in bearing:
        entity = entities[index]
        if entity.type != "person" or (sex and entity.sex and entity.sex != sex):
            continue
        at = bisect_left(entity.mentions, position)
        recent = entity.mentions[at - 1] if at else -1
        if recent > best_recent:
            best, best_recent = index, recent
    if best >= 0:
        return best, -1
    if owned and tokens.lower[mention.head] != tokens.lower[mention.first]:
        return -1, -1
    for earlier in range(position - 1, max(-1, position - 2 * _WINDOW), -1):
        other = mentions[earlier]
        if other.type == "role" and tokens.lower[other.head] == head:
            return (other.entity, other.antecedent if other.antecedent >= 0 else earlier)
    if head in _GENERIC:
        for earlier in range(position - 1, max(-1, position - 2 * _WINDOW), -1):
            index = mentions[earlier].entity
            if earlier in subjects and index >= 0 and entities[index].type == "person":
                return index, -1
    return -1, -1


def _organisation(
    tokens: Tokens, mentions: list[Mention], entities: list[Entity], subjects: set[int], position: int
) -> int:
    """The organisation that "the company" or "the agency" takes up."""
    mention = mentions[position]
    head = tokens.lower[mention.head]
    here = tokens.sentences[mention.first]
    if position + 1 < len(mentions) and tokens.kinds[mention.last : mention.last + 1] == [","]:
        named = mentions[position + 1]
        if named.type == "name" and named.outer == mention.last + 1 and named.entity >= 0:
            return named.entity
    alike = _ALIKE.get(head, frozenset())
    best, best_score = -1, -99.0
    seen: set[int] = set()
    for earlier in range(position - 1, max(-1, position - _WINDOW), -1):
        other = mentions[earlier]
        index = other.entity
        if index < 0 or index in seen:
            continue
        entity = entities[index]
        if entity.type in {"person"} or (
            entity.type == "place" and head not in {"country", "government", "state", "city"}
        ):
            continue
        distance = here - tokens.sentences[other.first]
        score = -0.4 * min(distance, 15) + (1.0 if earlier in subjects else 0.0) + 0.15 * min(len(entity.mentions), 8)
        score += 0.5 if entity.type == "organisation" else 0.0
        named_so = head in entity.key or not alike.isdisjoint(entity.key)
        if named_so or (other.type == "organisation" and tokens.lower[other.head] == head):
            score += 2.0
        score -= 0.6 if other.inner else 0.0
        if score > best_score:
            best, best_score = index, score
        seen.add(index)
    return best
