"""The features that facts make: each has a name that can be read, and one weight in the model."""

from newsbot.quotes.attribution.candidates import Facts

# Group of facts -> the features it makes: a name and the positions of the facts that are its value.
_TEMPLATES: dict[str, tuple[tuple[str, tuple[int, ...]], ...]] = {
    "mention": (
        ("place", (1,)),
        ("place+relation", (1, 2)),
        ("type", (3,)),
        ("type+place", (3, 1)),
        ("type+relation", (3, 2)),
        ("shape+place", (4, 1)),
        ("shape+place+relation", (4, 1, 2)),
        ("shape+type", (4, 3)),
        ("opening+place+relation", (5, 1, 2)),
    ),
    "rank": (
        ("order", (1, 2)),
        ("order+shape", (1, 2, 5)),
        ("persons", (1, 3, 4, 5)),
    ),
    "cue": (
        ("cue+place", (1, 3)),
        ("cue+relation+shape", (1, 2, 5)),
        ("nearest-cue", (6, 2)),
        ("nearest-cue+shape", (6, 5, 2)),
        ("nearest-cue+type", (6, 2, 4)),
    ),
    "latest": (("latest", (1, 2)),),
    "entity": (
        ("named", (1,)),
        ("speaks+shape", (2, 3)),
        ("again+shape+place", (6, 3, 4)),
        ("again+shape+relation", (6, 3, 5)),
        ("full-name", (7, 3, 4)),
    ),
    "same": (
        ("same", (1,)),
        ("same+latest", (1, 2, 3)),
        ("same+shape", (1, 2)),
        ("same+lead", (1, 2, 4)),
        ("same+others", (1, 2, 5)),
        ("same+between", (1, 2, 6)),
        ("same+kind", (7, 2)),
        ("same+opening", (1, 8)),
    ),
    "nobody": (
        ("nobody", ()),
        ("nobody+shape", (1,)),
        ("nobody+opening", (2,)),
        ("nobody+opening+shape", (2, 1)),
        ("nobody+cue", (3, 1)),
        ("nobody+first", (4, 1)),
        ("nobody+single", (5,)),
        ("nobody+imagined", (6, 1)),
    ),
    "words": (
        ("bias", ()),
        ("size", (1,)),
        ("size+begins", (1, 2)),
        ("stop", (3,)),
        ("stop+size", (3, 1)),
        ("verb", (4, 2)),
        ("verb+size", (4, 1)),
        ("person", (5,)),
        ("person+verb", (5, 4)),
        ("titled", (6,)),
        ("titled+size", (6, 1)),
        ("repeated", (7, 1)),
    ),
    "setting": (
        ("shape", (1,)),
        ("size+shape", (2, 1)),
        ("shape+begins", (1, 3)),
        ("stop+begins+shape", (4, 3, 1)),
        ("context", (5,)),
        ("context+size", (5, 2)),
        ("context+shape", (5, 1)),
        ("cue+shape", (6, 1)),
        ("cue+size", (6, 2)),
    ),
    "speech": (
        ("cue+side+relation", (1, 2, 3)),
        ("side+subject", (2, 4)),
        ("subject+size", (4, 5)),
        ("cue+side+size", (1, 2, 5)),
        ("side+relation+shape", (2, 3, 6)),
    ),
    "choice": (
        ("sure", (1,)),
        ("sure+opening", (1, 5)),
        ("strength", (2,)),
        ("strength+opening", (2, 5)),
        ("chosen", (3, 4)),
        ("chosen+opening", (3, 5)),
    ),
    "around": (
        ("elsewhere", (1, 2)),
        ("ending", (3, 2)),
        ("neighbours", (4, 2)),
        ("context+after", (5, 6)),
    ),
    "page": (
        ("single", (1,)),
        ("heading", (2, 3)),
        ("after", (4, 5)),
        ("after-word", (6,)),
        ("closed", (7,)),
        ("mark", (8, 9)),
        ("capitals", (10,)),
    ),
}


def features_of(facts: Facts) -> list[str]:
    """The names of the features that one group of facts makes."""
    return [f"{name}={' '.join([facts[at] for at in spots])}" for name, spots in _TEMPLATES[facts[0]]]
