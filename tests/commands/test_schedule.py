"""`newsbot schedule`: what crawls each site once an hour, at a minute of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
import yaml

from newsbot.cli.schedule import PROBE, Job, crawl_jobs, crontab, minute_of, timers
from newsbot.cli.scheduler import Scheduler
from tests.conftest import PROJECT, user_environment
from tests.support import warm
from tests.support.cms import cms

SITES = sorted(
    re.search(r'^    name = "(.+)"$', path.read_text(encoding="utf-8"), re.M)[1]  # type: ignore[index]
    for path in (PROJECT / "newsbot" / "spiders" / "sites").glob("[!_]*.py")
)
START = datetime(2026, 11, 27, 8, 0, tzinfo=UTC)  # a Friday


@pytest.fixture
def schedule(tmp_path: Path, mongo_home: str):
    """Runs `newsbot schedule …` in a folder that belongs to no project; no database is needed."""
    environment = user_environment(str(tmp_path / "home"), "none") | {"PYTHONPATH": str(PROJECT), "COLUMNS": "80"}

    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        command = ["schedule", *map(str, arguments)]
        return warm.run(command, folder=tmp_path, environment=environment, timeout=60, program="newsbot")

    return run


def test_the_files_of_deploy_are_what_it_prints_today(schedule, tmp_path: Path) -> None:
    cron, kubernetes = schedule("--cron"), schedule("--kubernetes")
    assert cron.stderr == kubernetes.stderr == ""
    printed = cron.stdout.replace(sys.prefix, "/srv/newsbot/.venv").replace(str(tmp_path), "/srv/newsbot")
    assert printed == (PROJECT / "deploy" / "crontab").read_text(), "newsbot schedule --cron"
    text = (PROJECT / "deploy" / "kubernetes" / "cronjobs.yaml").read_text()
    assert kubernetes.stdout == text, "newsbot schedule --kubernetes > deploy/kubernetes/cronjobs.yaml"
    named = [
        job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"]
        for job in yaml.safe_load_all(text)
    ]
    assert sorted(map(tuple, named)) == sorted([*(("crawl", site) for site in SITES), ("probe", "--all", "--json")])


def test_sites_are_spread_over_the_hour_and_keep_their_minutes() -> None:
    minutes = [minute_of(site) for site in SITES]
    assert all(0 <= minute < 60 for minute in minutes)
    assert max(map(minutes.count, minutes)) <= 3
    assert len({minute // 10 for minute in minutes}) == 6
    assert (minute_of("rcrwireless"), minute_of("telecoms")) == (48, 18)  # the schedules that people run hold these


def test_cron_gets_each_sign_of_a_path_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "50% off, $HOME's"
    folder.mkdir()
    (folder / "program").write_text('#!/bin/sh\npwd\necho "$@"\necho wrong >&2\n')
    (folder / "program").chmod(0o755)
    line = crontab(crawl_jobs(["telecoms"]), folder / "program", folder).splitlines()[2]
    five, command = line.split("  ", 1)
    assert five == "18 * * * *"
    assert "%" not in command.replace(r"\%", "")
    done = subprocess.run(["/bin/sh", "-c", command.replace(r"\%", "%")], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrong\n")  # cron mails what goes wrong alone
    probe = crontab([PROBE], folder / "program", folder).splitlines()[2].split("  ", 1)[1].replace(r"\%", "%")
    done = subprocess.run(["/bin/sh", "-c", probe], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "wrong\n")
    assert (folder / "probe.jsonl").read_text() == f"{folder}\nprobe --all --json\n"


def test_lines_of_an_earlier_run_are_exchanged_and_those_of_others_stay(schedule) -> None:
    [exchange] = [
        line.strip() for line in (PROJECT / "docs" / "operating.md").read_text().splitlines() if "crontab -l" in line
    ]
    [pattern] = [word for word in exchange.split("'") if word.startswith("/")]
    others = "MAILTO=ann@desk.example\n5 4 * * * backup\n"
    earlier = others + schedule("--cron", "telecoms").stdout + "7 7 * * * more\n"
    left = subprocess.run(["sed", pattern], input=earlier, capture_output=True, text=True, check=True).stdout
    assert left == others + "7 7 * * * more\n"


def test_timers_are_files_of_its_own(schedule, tmp_path: Path) -> None:
    folder = tmp_path / "units"
    folder.mkdir()
    done = schedule("--systemd", folder)
    assert done.returncode == 0
    expected = {f"newsbot-crawl@{site}.timer" for site in SITES} | {"newsbot-probe.timer"}
    assert {file.name for file in folder.iterdir()} == expected
    assert all(name in done.stdout for name in expected)
    assert "OnCalendar=*:48:00\n" in (folder / "newsbot-crawl@rcrwireless.timer").read_text()
    assert "OnCalendar=Mon 05:41:00\n" in (folder / "newsbot-probe.timer").read_text()
    assert schedule("--systemd", folder).returncode == 0  # written anew


@pytest.mark.parametrize("kind", ["file", "link"])
def test_a_timer_of_somebody_elses_is_not_replaced_and_nothing_else_written(
    schedule, tmp_path: Path, kind: str
) -> None:
    timer = tmp_path / "newsbot-crawl@telecoms.timer"
    if kind == "file":
        timer.write_text("[Timer]\nOnCalendar=daily\n")
    else:
        timer.symlink_to(tmp_path / "elsewhere")
    done = schedule("--systemd", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert (
        done.stderr
        == f"newsbot: {timer} was not written by `newsbot schedule`. Move it away, or name another folder.\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == [timer.name]
    assert kind == "link" or timer.read_text() == "[Timer]\nOnCalendar=daily\n"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--cron", "telecom"], "There is no spider 'telecom'. Did you mean"),
        (["--systemd", "none"], "The timers cannot be written to none: No such file or directory."),
        (["--cron", "--run"], "not allowed with argument"),
        ([], "one of the arguments --cron --systemd --kubernetes --run is required"),
    ],
)
def test_wrong_arguments_are_answered_with_a_sentence(schedule, arguments: list[str], sentence: str) -> None:
    done = schedule(*arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_sites_that_are_named_come_alone(schedule) -> None:
    lines = [
        line for line in schedule("--cron", "telecoms", "telecoms").stdout.splitlines() if not line.startswith("#")
    ]
    assert [line.split("newsbot crawl ")[1] for line in lines] == ["telecoms --if-free >/dev/null"]


@pytest.mark.skipif(not Path("/usr/bin/systemd-analyze").exists(), reason="systemd-analyze is not here")
def test_systemd_understands_the_calendar() -> None:
    for job in (*crawl_jobs(["telecoms"]), PROBE):
        [line] = [line for line in next(iter(timers([job]).values())).splitlines() if line.startswith("OnCalendar=")]
        event = line.partition("=")[2]
        command = ["systemd-analyze", "calendar", "--base-time=2026-11-27 08:00:00 UTC", event]
        said = subprocess.run(
            command, capture_output=True, text=True, check=True, env=os.environ | {"TZ": "UTC"}
        ).stdout
        assert ("2026-11-30 05:41:00" if job is PROBE else "2026-11-27 08:18:00") in said


class Clock:
    """A scheduler whose jobs write their names, and whose clock a test moves."""

    def __init__(self, folder: Path, jobs: Sequence[Job], at_once: int = 4, *, program: str = "pass") -> None:
        self.file = folder / "began"
        self.file.touch()
        code = f"import sys, time; open({str(self.file)!r}, 'a').write(sys.argv[1] + '\\n'); {program}"
        self.scheduler = Scheduler(jobs, at_once, lambda job: [sys.executable, "-c", code, job.name])

    def at(self, minutes: float) -> list[str]:
        """The jobs that this moment starts, once they have ended."""
        before = len(self.began())
        self.scheduler.tick(START + timedelta(minutes=minutes))
        for process in self.scheduler.running.values():
            process.wait()
        return self.began()[before:]

    def began(self) -> list[str]:
        return self.file.read_text().splitlines()


def job(name: str, minute: int) -> Job:
    return Job(name, ("crawl", name), minute)


def test_each_job_runs_once_in_its_minute_of_every_hour(tmp_path: Path) -> None:
    clock = Clock(tmp_path, [job("a", 0), job("b", 2)])
    assert clock.at(0) == ["a"]
    assert clock.at(0.5) == []
    assert clock.at(1) == []
    assert clock.at(2.9) == ["b"]
    assert clock.at(60.1) == ["a"]


def test_minutes_that_were_slept_through_are_made_up_once(tmp_path: Path) -> None:
    clock = Clock(tmp_path, [job("a", 0), job("b", 2)])
    clock.at(1)
    assert sorted(clock.at(7 * 60 + 30)) == ["a", "b"]
    assert clock.at(7 * 60 + 31) == []


def test_a_clock_that_is_set_back_repeats_nothing(tmp_path: Path) -> None:
    clock = Clock(tmp_path, [job("a", 0)])
    assert clock.at(60) == ["a"]
    assert clock.at(0) == []
    assert clock.at(60) == []
    assert clock.at(120) == ["a"]


def test_the_probe_runs_on_mondays(tmp_path: Path) -> None:
    clock = Clock(tmp_path, [PROBE])
    clock.scheduler.tick(START)
    days = [clock.at(24 * 60 * day + minute) for day in range(1, 8) for minute in (-2 * 60 - 19, -2 * 60 - 18)]
    assert [started for started in days if started] == [["probe"]]


def test_a_job_that_still_runs_or_waits_is_not_started_again_and_others_wait_for_room(tmp_path: Path) -> None:
    clock = Clock(tmp_path, [job("a", 0), job("b", 0), job("c", 1)], at_once=1, program="time.sleep(600)")
    scheduler = clock.scheduler
    for minute in (0, 1, 60, 61, 120):
        scheduler.tick(START + timedelta(minutes=minute))
    assert [one.name for one in scheduler.running] == ["a"]
    assert [one.name for one in scheduler.waiting] == ["b", "c"]
    [first] = scheduler.running.values()
    first.kill()
    first.wait()
    scheduler.tick(START + timedelta(minutes=121))
    assert [one.name for one in scheduler.running] == ["b"]
    [second] = scheduler.running.values()
    scheduler.stop()
    assert second.returncode == -signal.SIGTERM
    assert scheduler.waiting == []


def test_a_job_that_fails_is_named_and_a_busy_site_is_not(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [job("a", 0), job("b", 0)]
    clock = Clock(tmp_path, jobs, program="sys.exit({'a': 6, 'b': 5}[sys.argv[1]])")
    clock.at(0)
    clock.at(1)
    assert capfd.readouterr().err == "newsbot crawl a ended with code 6.\n"


def test_it_crawls_a_site_in_its_minute_and_ends_when_told(tmp_path: Path, mongo_home: str, db) -> None:
    names = [
        next(f"s{n}" for n in count() if minute_of(f"s{n}") == (datetime.now(UTC).astimezone().minute + ahead) % 60)
        for ahead in range(3)
    ]
    (tmp_path / "newsbot.toml").write_text(
        "ALLOW_PRIVATE_ADDRESSES = true\nDOWNLOAD_DELAY = 0\nAUTOTHROTTLE_ENABLED = false\n"
        'SPIDER_MODULES = ["own_sites"]\n'
    )
    with cms("wordpress") as site:
        package = tmp_path / "own_sites"
        package.mkdir()
        (package / "__init__.py").touch()
        for name in names:
            (package / f"{name}.py").write_text(
                "from newsbot.spiders.news import NewsSpider\n\n\nclass Own(NewsSpider):\n"
                f"    name = {name!r}\n    site = {site.url.partition('//')[2]!r}\n"
                f"    feeds = ({site.url + '/feed/'!r},)\n"
            )
        environment = user_environment(mongo_home, db.name) | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{PROJECT}"}
        command = [sys.executable, "-m", "newsbot", "schedule", "--run", *names]
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True) as process:
            try:
                for _ in range(500):
                    if process.poll() is not None or db["runs"].find_one({"finished_at": {"$ne": None}}):
                        break
                    time.sleep(0.2)
            finally:
                process.terminate()
            out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert any(f"{name}: " in out for name in names), out
    assert db["articles"].count_documents({}) > 0
