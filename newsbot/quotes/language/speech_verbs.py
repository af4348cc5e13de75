"""Words that join reported speech to its cue; speech_verbs.toml says what each table is for."""

from newsbot.quotes.language.cues import inflections
from newsbot.text.tables import tables, tree

_TABLES = tables(__name__)
_VERBS = {
    name: inflections(verbs["regular"]).union(verbs.get("forms", ()))
    for name, verbs in tree(__name__).items()
    if name not in _TABLES
}

BARE = _VERBS["bare"]
STATES = BARE | _VERBS["states"]
ASKS = _VERBS["asks"]
NAMES = _VERBS["names"]

JOINTS = _TABLES["joints"]
LISTENED = _TABLES["listened"]
LISTENERS = _TABLES["listeners"]
ADJUNCTS = _TABLES["adjuncts"]
OCCASIONS = _TABLES["occasions"]
NO_SUBJECT = _TABLES["no_subject"]
CUTS = _TABLES["cuts"]
FINITE = _TABLES["finite"]
