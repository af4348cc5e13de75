"""A codebook is read whole or refused with the place that is wrong."""

from pathlib import Path

import pytest

from newsbot.corpus.files import FileError
from newsbot.corpus.validation import codebook


def test_labels_and_values_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text(
        '[tone]\ndescription = "How?"\n[tone.values.calm]\n[tone.values.angry]\ncolour = "#C00"\n[a.values.b]\n',
        encoding="utf-8-sig",
    )
    tone, other = codebook.read(path)
    assert (tone.name, tone.description, other.name) == ("tone", "How?", "a")
    assert [(value.name, value.colour) for value in tone.values] == [("calm", None), ("angry", "#C00")]
    assert (tone.index("angry"), tone.index("none")) == (1, None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "has no labels"),
        ("stance = 1", "[stance] is no table"),
        ("[stance]", "[stance] needs 1 to 100 values"),
        ("[stance.values]", "[stance] needs 1 to 100 values"),
        ("[stance.values.for]\ncolor = 1", "[stance.values.for] has 'color', which is none of colour, description"),
        ('[stance.values.for]\ncolour = "green"', "is no colour"),
        ('[stance.values.for]\ncolour = "#000;}*{"', "is no colour"),
        ('["a b".values.for]', "'a b' is no name"),
        ("[stance]\ndescription = 1\n[stance.values.for]", "description must be text"),
        ("[stance", "is no TOML file"),
        ("a = " + "[" * 10_000, "is no TOML file"),
        ("#" * 1_000_001, "more than a megabyte"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text(text)
    with pytest.raises(FileError) as error:
        codebook.read(path)
    assert sentence in str(error.value)
    with pytest.raises(FileError, match="Cannot read"):
        codebook.read(tmp_path / "none.toml")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FileError, match="no TOML file"):
        codebook.read(path)
