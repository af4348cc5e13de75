"""Nouns that name speakers without naming them: roles, groups, organisations and documents; and titles."""

from newsbot.text.tables import tables

_TABLES = tables(__name__)

TITLES = _TABLES["titles"]

CLEAR_TITLES = _TABLES["clear_titles"]

FEMALE_TITLES = _TABLES["female_titles"]
MALE_TITLES = _TABLES["male_titles"]

PERSON_HEADS = _TABLES["person_heads"]

GROUP_HEADS = _TABLES["group_heads"]

ORG_HEADS = _TABLES["org_heads"]

DOC_HEADS = _TABLES["doc_heads"]

ORG_WORDS = _TABLES["org_words"]

ROLE_WORDS = PERSON_HEADS | _TABLES["role_words"]

DETERMINERS = _TABLES["determiners"]

HEADS: dict[str, str] = {
    **dict.fromkeys(DOC_HEADS, "document"),
    **dict.fromkeys(ORG_HEADS, "organisation"),
    **dict.fromkeys(GROUP_HEADS, "group"),
    **dict.fromkeys(PERSON_HEADS, "role"),
}
"""Head nouns that can speak, to the type of their mentions."""
