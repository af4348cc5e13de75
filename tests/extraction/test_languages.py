import pytest

from newsbot.extraction.metadata.languages import detect


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The operator said that it was ready to start, and that the council has not yet answered its letter."),
        (
            "de",
            "Der Betreiber ist bereit, und die Stadt hat auf den Brief, den sie mit der Post bekam, nicht reagiert.",
        ),
        (
            "fr",
            "Il est prêt et la ville n’a pas encore répondu à la lettre que le maire a reçue dans les premiers jours.",
        ),
        (
            "es",
            "Él dice que está listo y que la ciudad no ha respondido a la carta que recibió en los primeros días.",
        ),
        ("ja", "通信会社は来週、港で新しい基地局の運用を始めると発表した。"),
        ("ru", "Оператор готов, но город ещё не ответил на письмо, которое мэр получил в первые дни месяца."),
        ("hi", "कंपनी ने कहा कि वह अगले सप्ताह बंदरगाह पर नया नेटवर्क शुरू करेगी।"),
    ],
)
def test_language_of_a_text(language: str, text: str) -> None:
    assert detect(text) == language
    assert detect(text, "xx") == (language if language in ("ja", "ru", "hi") else "xx")


def test_declared_language_is_believed_when_the_text_says_little() -> None:
    assert detect("Hafen", "nl") == "nl"
    assert detect("Hafen") is None
