"""The features that facts make: each has a name that can be read, and one weight in the model."""

from hashlib import sha256

from newsbot.quotes.attribution.facts import (
    AroundFacts,
    ChoiceFacts,
    CueFacts,
    EntityFacts,
    Facts,
    LatestFacts,
    MentionFacts,
    NobodyFacts,
    PageFacts,
    RankFacts,
    SameFacts,
    SettingFacts,
    SpeechFacts,
    WordsFacts,
)

_TEMPLATES: dict[type[Facts], tuple[tuple[str, str], ...]] = {
    MentionFacts: (
        ("place", "place"),
        ("place+relation", "place relation"),
        ("type", "type"),
        ("type+place", "type place"),
        ("type+relation", "type relation"),
        ("shape+place", "shape place"),
        ("shape+place+relation", "shape place relation"),
        ("shape+type", "shape type"),
        ("opening+place+relation", "opening place relation"),
    ),
    RankFacts: (
        ("order", "side order"),
        ("order+shape", "side order shape"),
        ("persons", "side persons type shape"),
    ),
    CueFacts: (
        ("cue+place", "cue place"),
        ("cue+relation+shape", "cue relation shape"),
        ("nearest-cue", "nearest relation"),
        ("nearest-cue+shape", "nearest shape relation"),
        ("nearest-cue+type", "nearest relation type"),
    ),
    LatestFacts: (("latest", "shape place"),),
    EntityFacts: (
        ("named", "named"),
        ("speaks+shape", "speaks shape"),
        ("again+shape+place", "again shape place"),
        ("again+shape+relation", "again shape relation"),
        ("full-name", "full shape place"),
    ),
    SameFacts: (
        ("same", "distance"),
        ("same+latest", "distance shape latest"),
        ("same+shape", "distance shape"),
        ("same+lead", "distance shape lead"),
        ("same+others", "distance shape others"),
        ("same+between", "distance shape between"),
        ("same+kind", "kind shape"),
        ("same+opening", "distance opening"),
    ),
    NobodyFacts: (
        ("nobody", ""),
        ("nobody+shape", "shape"),
        ("nobody+opening", "opening"),
        ("nobody+opening+shape", "opening shape"),
        ("nobody+cue", "cue shape"),
        ("nobody+first", "first shape"),
        ("nobody+single", "single"),
        ("nobody+imagined", "imagined shape"),
    ),
    WordsFacts: (
        ("bias", ""),
        ("size", "size"),
        ("size+begins", "size begins"),
        ("stop", "stop"),
        ("stop+size", "stop size"),
        ("verb", "verb begins"),
        ("verb+size", "verb size"),
        ("person", "person"),
        ("person+verb", "person verb"),
        ("titled", "titled"),
        ("titled+size", "titled size"),
        ("repeated", "repeated size"),
    ),
    SettingFacts: (
        ("shape", "shape"),
        ("size+shape", "size shape"),
        ("shape+begins", "shape begins"),
        ("stop+begins+shape", "stop begins shape"),
        ("context", "context"),
        ("context+size", "context size"),
        ("context+shape", "context shape"),
        ("cue+shape", "cue shape"),
        ("cue+size", "cue size"),
    ),
    SpeechFacts: (
        ("cue+side+relation", "cue side relation"),
        ("side+subject", "side subject"),
        ("subject+size", "subject size"),
        ("cue+side+size", "cue side size"),
        ("side+relation+shape", "side relation shape"),
    ),
    ChoiceFacts: (
        ("sure", "sure"),
        ("sure+opening", "sure opening"),
        ("strength", "strength"),
        ("strength+opening", "strength opening"),
        ("chosen", "chosen side"),
        ("chosen+opening", "chosen opening"),
    ),
    AroundFacts: (
        ("elsewhere", "elsewhere size"),
        ("ending", "ending size"),
        ("neighbours", "neighbours size"),
        ("context+after", "context after"),
    ),
    PageFacts: (
        ("single", "single"),
        ("heading", "heading shape"),
        ("after", "after begins"),
        ("after-word", "word"),
        ("closed", "closed"),
        ("mark", "mark stop"),
        ("capitals", "capitals"),
    ),
}
"""Group of facts -> the features it makes: a name, and the facts that are its value."""

FINGERPRINT = sha256(repr([(group.__name__, *made) for group, made in _TEMPLATES.items()]).encode()).hexdigest()[:16]
"""Changes whenever the templates do: a model fits only the templates it was trained with."""

_POSITIONS = {
    group: [(name, [group._fields.index(fact) for fact in facts.split()]) for name, facts in made]
    for group, made in _TEMPLATES.items()
}


def features_of(facts: Facts) -> list[str]:
    """The names of the features that one group of facts makes."""
    return [f"{name}={' '.join([facts[at] for at in spots])}" for name, spots in _POSITIONS[type(facts)]]
