"""The command `newsbot`: from any folder, with settings and sites of the user's own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newsbot.__main__ import COMMANDS
from tests.conftest import PROJECT, user_environment
from tests.support import warm

Run = Callable[..., "subprocess.CompletedProcess[str]"]
OURS = {path.stem for path in (PROJECT / "newsbot" / "commands").glob("*.py")} - {"__init__"}


@pytest.fixture
def run(tmp_path: Path, mongo_home: str, database_name: str) -> Run:
    """Runs `newsbot …` in an empty folder that belongs to no project, in a home of its own with the tests' database."""
    environment = user_environment(mongo_home, database_name) | {"PYTHONPATH": str(PROJECT), "COLUMNS": "80"}

    def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return warm.run(arguments, folder=tmp_path, environment=environment | variables, timeout=120, program="newsbot")

    return run


def test_help_lists_every_command_by_what_people_do(run: Run) -> None:
    done = run("--help")
    assert done.returncode == 0
    assert {name for names in COMMANDS.values() for name in names} == OURS | {"list"}
    for group, names in COMMANDS.items():
        assert f"\n{group}\n" in done.stdout
        assert all(f"\n  {name} " in done.stdout for name in names)


def test_a_misspelt_command_is_answered_with_the_right_one(run: Run) -> None:
    done = run("qoutes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Did you mean `newsbot quotes`?" in done.stderr


def test_scrapys_other_commands_are_behind_scrapy(run: Run) -> None:
    assert run("scrapy", "settings", "--get", "BOT_NAME").stdout.strip() == "newsbot"
    assert "runspider" in run("scrapy").stdout


def test_a_crawl_prints_its_result_in_five_lines(run: Run) -> None:
    first, second = run("crawl", "sample"), run("crawl", "sample")
    assert first.stderr == second.stderr == ""
    assert len(first.stdout.splitlines()) <= 5
    assert first.stdout.startswith("sample: 31 new articles with ")
    assert "Known already: " in second.stdout
    quotes = run("quotes", "--limit", "1")
    assert [line for line in quotes.stdout.splitlines() if line.startswith("  https://")], quotes.stdout


def test_a_crawls_log_is_shown_when_asked_for(run: Run) -> None:
    done = run("crawl", "sample", "-L", "INFO")
    assert "INFO: Spider closed (finished)" in done.stderr
    assert done.stdout == ""


def test_settings_come_from_the_line_the_environment_and_the_file_in_this_order(run: Run, tmp_path: Path) -> None:
    (tmp_path / "newsbot.toml").write_text(
        'DOWNLOAD_DELAY = 7.5\nNEWSBOT_CONTACT = "file@desk.example"\nMAIL_PASS = "s3cret"\n'
        '[ITEM_PIPELINES]\n"desk.Mine" = 450\n'
    )
    names = ("DOWNLOAD_DELAY", "NEWSBOT_CONTACT", "MAIL_PASS", "ITEM_PIPELINES", "MONGO_WAIT_SECONDS")

    def shown(*options: str, **variables: str) -> dict[str, tuple[object, str]]:
        done = run("settings", *names, "--json", *options, **variables)
        rows = map(json.loads, done.stdout.splitlines())
        return {row["name"]: (row["value"], Path(row["from"]).name) for row in rows}

    of_file = shown()
    assert of_file["DOWNLOAD_DELAY"] == (7.5, "newsbot.toml")
    assert of_file["NEWSBOT_CONTACT"] == ("file@desk.example", "newsbot.toml")
    assert of_file["MAIL_PASS"] == ("***", "newsbot.toml")
    assert of_file["MONGO_WAIT_SECONDS"] == (300, "default")
    pipelines = of_file["ITEM_PIPELINES"][0]
    assert isinstance(pipelines, dict)
    assert pipelines["desk.Mine"] == 450
    assert "newsbot.pipelines.store.StorePipeline" in pipelines
    assert shown(NEWSBOT_CONTACT="shell@desk.example")["NEWSBOT_CONTACT"] == ("shell@desk.example", "environment")
    on_line = shown("-s", "NEWSBOT_CONTACT=line@desk.example", NEWSBOT_CONTACT="shell@desk.example")
    assert on_line["NEWSBOT_CONTACT"] == ("line@desk.example", "command line")


def test_a_secret_may_stand_in_a_file_that_the_environment_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "newsbot.toml").write_text('NEWSBOT_CONTACT = "file@desk.example"\n')
    secret = tmp_path / "secret"
    secret.write_bytes(b"between us\r\n")
    names = ("MAIL_PASS", "NEWSBOT_CONTACT", "ALERT_SLACK_WEBHOOK")

    def shown(**variables: str) -> dict[str, dict[str, str]]:
        rows = map(json.loads, run("settings", *names, "--json", **variables).stdout.splitlines())
        return {row["name"]: row for row in rows}

    of_files = shown(**{f"{name}_FILE": str(secret) for name in names})
    assert {row["from"] for row in of_files.values()} == {str(secret)}
    assert of_files["NEWSBOT_CONTACT"]["value"] == "between us"
    assert of_files["MAIL_PASS"]["value"] == of_files["ALERT_SLACK_WEBHOOK"]["value"] == "***"
    got = run("settings", "--get", "MAIL_PASS", MAIL_PASS_FILE=str(secret))
    assert got.stdout == "between us\n"
    secret.write_text("\n")  # an empty one says no more than an empty variable
    assert shown(NEWSBOT_CONTACT_FILE=str(secret))["NEWSBOT_CONTACT"]["value"] == "file@desk.example"
    assert shown(NEWSBOT_CONTACT_FILE="", NEWSBOT_CONTACT="shell@desk.example")["NEWSBOT_CONTACT"]["from"] == (
        "environment"
    )


def test_a_connection_string_in_a_file_is_used_and_its_password_not_shown(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "uri"
    file.write_text("mongodb://ann:between-us@127.0.0.1:9/?serverSelectionTimeoutMS=100\n")
    done = run("status", MONGO_URI_FILE=str(file))
    assert done.returncode == 3
    assert "No MongoDB answers at MONGO_URI=mongodb://ann:***@127.0.0.1:9/" in done.stderr
    assert "between-us" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"MONGO_URI_FILE": "none"}, "MONGO_URI_FILE=none cannot be read: No such file or directory."),
        ({"MONGO_URI_FILE": "."}, "MONGO_URI_FILE=. cannot be read: Is a directory."),
        ({"MAIL_PASS_FILE": "bytes"}, "MAIL_PASS_FILE=bytes is no text in UTF-8."),
        (
            {"MAIL_PASS_FILE": "bytes", "MAIL_PASS": "x"},
            "Both MAIL_PASS and MAIL_PASS_FILE are set. Unset one of them.",
        ),
    ],
)
def test_a_secrets_file_that_cannot_be_used_is_answered_with_a_sentence(
    run: Run, tmp_path: Path, variables: dict[str, str], sentence: str
) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe")
    done = run("settings", **variables)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"newsbot: {sentence}\n")


def test_the_working_folders_file_goes_before_the_homes(run: Run, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "newsbot.toml").write_text("DOWNLOAD_DELAY = 3\n")
    assert json.loads(run("settings", "DOWNLOAD_DELAY", "--json", NEWSBOT_HOME=str(home)).stdout)["value"] == 3
    (tmp_path / "newsbot.toml").write_text("DOWNLOAD_DELAY = 4\n")
    assert json.loads(run("settings", "DOWNLOAD_DELAY", "--json", NEWSBOT_HOME=str(home)).stdout)["value"] == 4


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("DOWNLOAD_DELAY = \n", "newsbot.toml cannot be read: Invalid value"),
        ("download_delay = 1\n", "'download_delay' is no setting. Settings are written in capitals"),
    ],
)
def test_a_file_that_cannot_be_used_is_answered_with_a_sentence(
    run: Run, tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "newsbot.toml").write_text(text)
    done = run("settings")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_mongo_uri_is_the_embedded_server_for_every_command(run: Run) -> None:
    elsewhere = {"MONGO_URI": "mongodb://127.0.0.1:9/?serverSelectionTimeoutMS=100"}
    for command in (["crawl", "sample"], ["quotes", "--limit", "1"], ["status"]):
        done = run(*command, "-s", "MONGO_URI=", **elsewhere)
        assert (done.returncode, done.stderr) == (0, ""), command


def test_sites_of_the_users_own_are_found_beside_the_bundled_ones(run: Run, tmp_path: Path) -> None:
    home = {"NEWSBOT_HOME": str(tmp_path / "home")}
    made = run("genspider", "-t", "news", "mastdaily", "mastdaily.example", **home)
    file = tmp_path / "home" / "sites" / "mastdaily.py"
    assert made.returncode == 0, made.stderr
    assert file.exists()
    names = run("list", **home).stdout.split()
    assert {"mastdaily", "rcrwireless", "sample"} <= set(names)
    file.write_text("import nothing_of_this_name\n")
    broken = run("list", **home)
    assert broken.returncode == 2
    assert f"{file} cannot be read as a site: ModuleNotFoundError" in broken.stderr
    assert "Traceback" not in broken.stderr


@pytest.mark.parametrize(
    "arguments",
    [("list",), ("status",), ("disk", "--json"), ("metrics",), ("settings",), ("quotes", "--json"), ("--help",)],
)
def test_a_reader_that_leaves_is_no_error(
    arguments: tuple[str, ...], tmp_path: Path, mongo_home: str, database_name: str, db
) -> None:
    """`newsbot … | head -1`: the pipe is closed when the command prints."""
    reader, output = os.pipe()
    os.close(reader)
    environment = user_environment(mongo_home, database_name) | {"PYTHONPATH": str(PROJECT)}
    try:
        done = subprocess.run(
            [sys.executable, "-m", "newsbot", *arguments],
            cwd=tmp_path, env=environment, stdout=output, stderr=subprocess.PIPE, text=True, timeout=60, check=False,
        )  # fmt: skip
    finally:
        os.close(output)
    assert done.stderr == ""
    assert done.returncode in (0, 141)  # 0 where nothing was printed before the end
