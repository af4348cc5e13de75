"""`newsbot db …` as a person types it."""

import pytest

from newsbot.store.embedded.home import Home

SECRET = "mongodb://reader:hunter2@127.0.0.1:1/?serverSelectionTimeoutMS=200"


def test_start_keeps_it_running_until_stop(scrapy, tmp_path) -> None:
    started = scrapy("db", "start", NEWSBOT_HOME=str(tmp_path))
    assert (started.returncode, started.stdout.strip()) == (0, Home.at(tmp_path).uri)
    assert scrapy("db", "uri", NEWSBOT_HOME=str(tmp_path)).stdout == started.stdout
    assert Home.at(tmp_path).answers()
    assert scrapy("db", "stop", NEWSBOT_HOME=str(tmp_path)).returncode == 0
    assert not Home.at(tmp_path).answers()
    assert scrapy("db", "stop", NEWSBOT_HOME=str(tmp_path)).returncode == 0  # again does no harm


def test_stop_says_who_uses_it(scrapy, corpus) -> None:
    refused = scrapy("db", "stop")
    assert refused.returncode == 3
    assert "is in use by process" in refused.stderr


def test_with_a_server_of_ones_own_the_password_stays_hidden(scrapy) -> None:
    shown = scrapy("db", "uri", MONGO_URI=SECRET)
    assert shown.stdout == SECRET.replace("hunter2", "***") + "\n"
    refused = scrapy("db", "start", MONGO_URI=SECRET)
    assert (refused.returncode, "nothing to start" in refused.stderr) == (2, True)


@pytest.mark.parametrize("arguments", [(), ("dance",), ("index",), ("backup",), ("restore", "a", "b")])
def test_anything_else_is_told_what_there_is(scrapy, arguments: tuple[str, ...]) -> None:
    refused = scrapy("db", *arguments)
    assert refused.returncode == 2
    assert refused.stderr.startswith("newsbot: Say what to do: `newsbot db uri`")
