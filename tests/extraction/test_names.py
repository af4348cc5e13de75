import pytest

from newsbot.extraction.metadata.person_names import looks_personal, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("By Ann Lee", ["Ann Lee"]),
        ("Written by: Ann Lee and Bo Ray, chief reporter", ["Ann Lee", "Bo Ray"]),
        ("ANN LEE; BO RAY", ["Ann Lee", "Bo Ray"]),
        ("Von Jutta Keil und Bernd Ahorn, Wirtschaftsredakteur", ["Jutta Keil", "Bernd Ahorn"]),
        ("Ann Lee (al), Bo Ray [Lookout]", ["Ann Lee", "Bo Ray"]),
        ("Ann Lee, CEPF®", ["Ann Lee"]),
        ("Ann Lee | ann@lookout.example", ["Ann Lee"]),
        ("Lookout Staff", ["Lookout Staff"]),
        ("Lookout-Experte Bo Ray", ["Bo Ray"]),
        ("Ann Lee, Editor Northern Coast", ["Ann Lee"]),
        ("Eingestellt von Ann Lee", ["Ann Lee"]),
        ("By Ann Lee for Mast Weekly", ["Ann Lee"]),
        ("Organisation for Rural Radio", ["Organisation for Rural Radio"]),
        ("By Ann Lee in Geneva and Bo Ray in Oslo", ["Ann Lee", "Bo Ray"]),
        ("By Ann Lee in New York and San Marino", ["Ann Lee"]),
        ("ann.lee@lookout.example (Ann Lee)", ["Ann Lee"]),
        ("admin", []),
        ("https://lookout.example/authors/ann-lee", []),
        ("Share", []),
        ("105092", []),
    ],
)
def test_names_in_bylines(text: str, names: list[str]) -> None:
    assert names_in(text) == names


def test_people_are_told_from_newsrooms() -> None:
    assert looks_personal("Ludwig van der Holm")
    assert looks_personal("渡辺洋介")
    assert not looks_personal("来源：")
    assert not looks_personal("Lookout Newsroom")
    assert not looks_personal("the harbour at night")
