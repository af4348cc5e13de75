"""The facts about a quotation and each candidate for its speaker, in groups; the model's features are made of them.

Every fact is a short word or number as text. A group is a tuple, so that its weight can be remembered by it, and ends
with its name, so that no two groups are equal.
"""

from typing import NamedTuple


class MentionFacts(NamedTuple):
    """Where a candidate stands, and what it is."""

    place: str
    """Where it stands to the quotation: A0 to A2, Aq, B0 to B3, Bq0, Bq, P1, P2, N1, N2, NP, R1 to R4."""
    relation: str
    """Its part in its clause: direct, inverted, apposed, passive, far, main, governed, patient…"""
    type: str
    """Its type: person, organisation, role, group, he, she…"""
    shape: str
    """How the quotation stands in its sentence: post, pre, both, in or bare."""
    opening: str
    """How the quotation begins, and its size: U1 to Un, l1 to ln."""
    group: str = "mention"


class RankFacts(NamedTuple):
    """How many others stand nearer."""

    side: str
    """a after the quotation, b before it."""
    order: str
    """Candidates that are nearer, 4 at most."""
    persons: str
    """People that are nearer, 3 at most."""
    type: str
    shape: str
    group: str = "rank"


class CueFacts(NamedTuple):
    """The cue whose subject a candidate is."""

    cue: str
    """Class of the cue verb: say, tell, ask…"""
    relation: str
    place: str
    type: str
    shape: str
    nearest: str
    """Is "nearest" when it is the cue that stands nearest to the quotation."""
    group: str = "cue"


class LatestFacts(NamedTuple):
    """A candidate who spoke last."""

    shape: str
    place: str
    group: str = "latest"


class EntityFacts(NamedTuple):
    """The article's facts about a candidate with a name."""

    named: str
    """Mentions of it in the article, 5 at most."""
    speaks: str
    """Cues it is the subject of, 3 at most."""
    shape: str
    place: str
    relation: str
    again: str
    """Is "again" when it said the quotation before."""
    full: str
    """Is "full" when its whole name stands here."""
    group: str = "entity"


class SameFacts(NamedTuple):
    """The candidate that the speaker of the quotation before goes on."""

    distance: str
    """From that quotation: sentence, next, paragraph or a number of paragraphs."""
    shape: str
    latest: str
    """Whether it is also the subject of the latest cue; none without one."""
    lead: str
    """Whether the quotation begins its paragraph."""
    others: str
    """Other speakers named in between, 2 at most."""
    between: str
    """Mentions in between, 3 at most."""
    kind: str
    """Kind of that quotation."""
    opening: str
    group: str = "same"


class NobodyFacts(NamedTuple):
    """The candidate that the article names no speaker."""

    shape: str
    opening: str
    cue: str
    first: str
    """Whether no quotation has a speaker so far."""
    single: str
    """Whether single marks enclose it."""
    imagined: str
    """Whether its cue is only possible: "you might say"."""
    group: str = "nobody"


class WordsFacts(NamedTuple):
    """The words of a quotation."""

    size: str
    """Words: 0 to 5, 8, 12, 20 or n."""
    begins: str
    """U or l."""
    stop: str
    """Its last mark: ".", "," or none."""
    verb: str
    """Whether it has a finite verb."""
    person: str
    """Whether it has a personal pronoun."""
    titled: str
    """Whether all its content words have capitals."""
    repeated: str
    """Whether the article quotes the same words again."""
    group: str = "words"


class SettingFacts(NamedTuple):
    """The expectation that a quotation's sentence raises."""

    shape: str
    size: str
    begins: str
    stop: str
    context: str
    """The announcement by the words before it: term, called, work, det, aux, mark, ( or word."""
    cue: str
    group: str = "setting"


class SpeechFacts(NamedTuple):
    """The cue beside a quotation."""

    cue: str
    side: str
    """Before or after."""
    relation: str
    subject: str
    """Type of the cue's subject."""
    size: str
    shape: str
    group: str = "speech"


class ChoiceFacts(NamedTuple):
    """How clear the choice of a speaker was."""

    sure: str
    """Class of its probability: 1 to 5."""
    strength: str
    """Its score, -3 to 5."""
    chosen: str
    """The chosen candidate's relation, or same or nobody."""
    side: str
    """First letter of its place."""
    opening: str
    group: str = "choice"


class AroundFacts(NamedTuple):
    """The surroundings of a quotation."""

    elsewhere: str
    """Whether its few words occur elsewhere without marks."""
    size: str
    ending: str
    """ed, ng or ly when its first word ends so."""
    neighbours: str
    """Quotations near it, 2 at most."""
    context: str
    after: str
    """The word or mark behind it."""
    group: str = "around"


class PageFacts(NamedTuple):
    """The quotation as it is set."""

    single: str
    heading: str
    """Whether it stands in a headline."""
    shape: str
    after: str
    """Kind of the token behind it."""
    begins: str
    word: str
    """A linking word behind it."""
    closed: str
    """Whether it has a closing mark."""
    mark: str
    """Whether "." or "," stands behind its closing mark."""
    stop: str
    capitals: str
    """Number of words, 4 at most, when all have capitals."""
    group: str = "page"


Facts = (
    MentionFacts
    | RankFacts
    | CueFacts
    | LatestFacts
    | EntityFacts
    | SameFacts
    | NobodyFacts
    | WordsFacts
    | SettingFacts
    | SpeechFacts
    | ChoiceFacts
    | AroundFacts
    | PageFacts
)
