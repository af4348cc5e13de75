"""Who issued a document that speaks: "the report" stands for the body whose report the article says it is."""

from newsbot.quotes.analysis.clauses import Clauses
from newsbot.quotes.analysis.entities import Entity
from newsbot.quotes.analysis.mentions import Mention
from newsbot.quotes.analysis.tokens import Tokens
from newsbot.text.tables import tables

_TABLES = tables(__name__)

_ISSUED = _TABLES["issued"]
_ISSUING = _TABLES["issuing"]
_OWNERS = {"its": "", "their": "", "her": "f", "his": "m"}
_OBTAINED = _TABLES["obtained"]
_AGENTS = frozenset({"by", "from"})


def set_issuers(tokens: Tokens, mentions: list[Mention], entities: list[Entity], clauses: Clauses) -> None:
    """Set the entity of every document whose issuer the article names, there or at an earlier mention of it."""
    issuers: dict[str, int] = {}
    for position, mention in enumerate(mentions):
        head = tokens.lower[mention.head]
        if mention.type != "document" or head not in _ISSUED:
            continue
        issuer = _named_here(tokens, mentions, entities, clauses, position)
        if issuer < 0 and tokens.lower[mention.first] in {"the", "this", "that"}:
            issuer = issuers.get(head, -1)
        if issuer >= 0:
            mention.entity = issuers[head] = issuer


def _named_here(
    tokens: Tokens, mentions: list[Mention], entities: list[Entity], clauses: Clauses, position: int
) -> int:
    """The issuer by the words around a document: "Norvik's report", "a report by Norvik", "Norvik filed a report"."""
    mention, lower = mentions[position], tokens.lower
    if "'" in tokens.kinds[mention.first : mention.head]:
        return next((m.entity for m in reversed(mentions[:position]) if m.inner and m.first >= mention.outer), -1)
    main = clauses.main.get(tokens.sentences[mention.first], -1)
    subject = mentions[main] if main >= 0 and main != position else None
    if lower[mention.first] in _OWNERS:
        return _owner(mentions, entities, clauses, position, subject, _OWNERS[lower[mention.first]])
    for at in range(mention.last, min(mention.last + 2, len(lower))):
        if lower[at] in _OBTAINED:
            break
        if lower[at] in _AGENTS:
            return next(
                (m.entity for m in mentions[position + 1 : position + 4] if not m.inner and m.outer == at + 1), -1
            )
    verbs = lower[max(mention.outer - 2, 0) : mention.outer]
    if subject and subject.last <= mention.outer and not _ISSUING.isdisjoint(verbs):
        return subject.entity
    return -1


def _owner(
    mentions: list[Mention],
    entities: list[Entity],
    clauses: Clauses,
    position: int,
    subject: Mention | None,
    sex: str,
) -> int:
    """Whom "its" or "her" before a document takes up: the subject of the sentence, else the last subject before."""
    before = [one for one in range(max(0, position - 12), position) if one in clauses.link]
    for one in [subject, *(mentions[at] for at in reversed(before))]:
        if one is None or one.entity < 0 or one.type == "document":
            continue
        person = entities[one.entity].type == "person"
        if (person and entities[one.entity].sex in {"", sex}) if sex else not person:
            return one.entity
    return -1
