"""What people set right, put in the place of what the code reads."""

from typing import Any

from newsbot.store.speakers.annotations import LABEL, apply, restore


def quote(text: str, start: int = 0, **fields: Any) -> dict[str, Any]:
    values = {"part": "body", "text": text, "start": start, "speaker": "Ann Lee", "speaker_key": "ann lee"}
    return values | {"speaker_role": "minister", "kind": "statement"} | fields


def annotation(text: str, field: str, value: Any, start: int = 0, part: str = "body") -> dict[str, Any]:
    return {"part": part, "text": text, "start": start, "field": field, "value": value}


def test_a_label_and_a_correction_of_one_quote_are_both_kept() -> None:
    quotes = [quote("We will.")]
    apply(quotes, [annotation("We will.", f"{LABEL}stance", "for"), annotation("We will.", "speaker", "Bo Ray")])
    assert (quotes[0]["labels"], quotes[0]["speaker"], quotes[0]["speaker_key"]) == (
        {"stance": "for"},
        "Bo Ray",
        "bo ray",
    )
    assert quotes[0]["annotated"] == sorted([f"{LABEL}stance", "speaker"])
    assert quotes[0]["machine"] == {"speaker": "Ann Lee", "speaker_key": "ann lee"}


def test_an_annotation_whose_words_are_gone_hinders_no_other() -> None:
    quotes = [quote("We will.")]
    apply(quotes, [annotation("We would.", "speaker", "Bo Ray"), annotation("We will.", "kind", "partial")])
    assert (quotes[0]["kind"], quotes[0]["speaker"]) == ("partial", "Ann Lee")


def test_a_corrected_role_leaves_the_speaker_as_it_is() -> None:
    quotes = [quote("We will.")]
    apply(quotes, [annotation("We will.", "speaker_role", "mayor")])
    assert (quotes[0]["speaker_role"], quotes[0]["speaker_key"]) == ("mayor", "ann lee")
    assert quotes[0]["machine"] == {"speaker_role": "minister"}


def test_nobody_has_no_key() -> None:
    quotes = [quote("We will.")]
    apply(quotes, [annotation("We will.", "speaker", None)])
    assert (quotes[0]["speaker"], quotes[0]["speaker_key"]) == (None, None)


def test_of_equal_words_the_nearest_in_the_same_part_is_meant() -> None:
    quotes = [quote("No.", 10), quote("No.", 90), quote("No.", 52, part="headline")]
    apply(quotes, [annotation("No.", "speaker", "Bo Ray", start=55)])
    assert [one["speaker"] for one in quotes] == ["Ann Lee", "Bo Ray", "Ann Lee"]


def test_restoring_gives_back_what_the_code_read() -> None:
    before = quote("We will.")
    quotes = [dict(before)]
    apply(quotes, [annotation("We will.", "speaker", "Bo Ray"), annotation("We will.", f"{LABEL}tone", "calm")])
    restore(quotes)
    assert quotes == [before]
    merged = [quote("We will.", speaker_key="merged", unmerged_key="ann lee")]
    restore(merged)
    assert merged == [before]
