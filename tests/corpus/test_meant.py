"""Names that nobody has, and days that may be two: what the answer says."""

from typing import Any

import pytest

from newsbot.corpus import Corpus


@pytest.mark.parametrize(
    ("filters", "sentences"),
    [
        ({"speaker": "Wierzbiki"}, ["Nobody is called 'Wierzbiki'. Did you mean Tomasz Wierzbicki?"]),
        ({"speaker": "Wierzbicki", "about": "Qintara", "organisation": "Havnet"}, []),
        ({"about": "Quintara"}, ["No article names 'Quintara'. Did you mean Qintara?"]),
        ({"organisation": "Havnett"}, ["Nobody speaks for 'Havnett'. Did you mean Havnet?"]),
        ({"speaker": "Xyzzy"}, ["Nobody is called 'Xyzzy'."]),
        ({"about": "Signalpst", "speaker": "[x"}, None),
    ],
)
def test_names_that_nobody_has(sample_corpus: Corpus, filters: Any, sentences: list[str] | None) -> None:
    found = sample_corpus.meant(filters)
    assert found == sentences if sentences is not None else len(found) == 2


@pytest.mark.parametrize("command", ["quotes", "articles", "timeline", "export quotes --to nobody.csv"])
def test_the_commands_suggest(filled: None, scrapy: Any, command: str, tmp_path: Any) -> None:
    done = scrapy(
        *command.replace("nobody.csv", str(tmp_path / "q.csv")).split(), "--speaker", "Leds", "--about", "Nix"
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert "Nobody is called 'Leds'. Did you mean Jo Leeds?" in said
    assert "No article names 'Nix'." in said
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("03/04/2024", "'03/04/2024' may be 3 April or 4 March. Write 2024-04-03 or 2024-03-04."),
        ("3-4-2024", "'3-4-2024' may be 3 April or 4 March. Write 2024-04-03 or 2024-03-04."),
        ("31/02/2024", "'31/02/2024' is no date. Give one such as 2024-01-31."),
    ],
)
def test_a_day_that_may_be_two_is_asked_about(filled: None, scrapy: Any, written: str, sentence: str) -> None:
    for command in ("quotes", "timeline", "mentions"):
        done = scrapy(command, *(["Lee"] if command == "mentions" else []), "--since", written)
        assert (done.returncode, done.stdout, done.stderr) == (2, "", f"newsbot: {sentence}\n")


@pytest.mark.parametrize("written", ["04/04/2024", "13/04/2024", "3 April 2024", "2024-04-03", "2024"])
def test_a_day_that_is_one_is_taken(filled: None, scrapy: Any, written: str) -> None:
    assert scrapy("quotes", "--since", written).returncode == 0


@pytest.mark.parametrize("period", ["2024", "2024-02", "2024-02-01"])
def test_a_period_given_as_both_ends_is_all_of_it(filled: None, scrapy: Any, period: str) -> None:
    assert scrapy("quotes", "--since", period, "--until", period, "--json").stdout.count("\n") == 3
