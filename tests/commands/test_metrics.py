"""`newsbot metrics`: what Prometheus' own parser reads in it is what the database has."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

NOW = datetime.now(UTC).replace(microsecond=0)


def samples(text: str) -> dict[tuple[str, str], float]:
    """Name and site -> value; of alerts, name and severity."""
    families = list(text_string_to_metric_families(text))
    assert all(family.documentation and family.type in ("gauge", "counter") for family in families)
    found = [sample for family in families for sample in family.samples]
    return {(s.name, s.labels.get("severity", s.labels["site"])): s.value for s in found}


def run(**fields: object) -> dict[str, object]:
    times = {"started_at": NOW - timedelta(minutes=5), "finished_at": NOW, "reason": "finished", "seconds": 61.5}
    counts = {"new": 40, "copies": 3, "refused": 2, "failed": 1, "bytes": 5_000_000_000}
    return {"spider": "site", "site": "wire.example"} | times | counts | fields


def test_the_sums_of_all_runs_and_the_state_after_the_last(scrapy, db) -> None:
    early = {"started_at": NOW - timedelta(hours=2), "reason": "unreachable"}
    db["runs"].insert_many([run(), run(**early), run(site="")])
    address = {"site": "wire.example", "source": "https://wire.example/feed/"}
    db["frontier"].insert_many(
        [
            address | {"_id": "1", "state": "done", "published": NOW - timedelta(days=3)},
            address | {"_id": "2", "state": "pending"},
            address | {"_id": "3", "state": "done", "source": None},
        ]
    )
    lasting = {"site": "wire.example", "severity": "critical", "text": "down", "due": None}
    db["alerts"].insert_many([lasting, lasting | {"_id": "over", "due": "over"}])
    done = scrapy("metrics")
    assert (done.returncode, done.stderr) == (0, "")
    started = run()["started_at"]
    assert isinstance(started, datetime)
    expected = {
        "discovered_urls": 2,
        "pending_urls": 1,
        "stored_total": 80,
        "copies_total": 6,
        "rejected_total": 4,
        "errors_total": 2,
        "received_bytes_total": 10_000_000_000,
        "newest_article_timestamp_seconds": (NOW - timedelta(days=3)).timestamp(),
        "last_run_timestamp_seconds": started.timestamp(),
        "last_run_duration_seconds": 61.5,
        "last_run_finished": 1,
    }
    assert samples(done.stdout) == {
        **{(f"newsbot_{name}", "wire.example"): value for name, value in expected.items()},
        ("newsbot_alerts", "critical"): 1,
        ("newsbot_alerts", "warning"): 0,
    }


def test_a_killed_run_and_a_site_with_an_odd_name(scrapy, db) -> None:
    odd = 'a"b\\c\nd'
    db["runs"].insert_one({"spider": "site", "site": odd, "started_at": NOW, "finished_at": None, "reason": "killed"})
    found = samples(scrapy("metrics").stdout)
    assert found["newsbot_last_run_finished", odd] == 0
    assert found["newsbot_stored_total", odd] == 0
    assert ("newsbot_last_run_duration_seconds", odd) not in found


def test_an_empty_corpus_is_valid_too(scrapy) -> None:
    assert samples(scrapy("metrics").stdout) == {}


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(scrapy, db, tmp_path: Path) -> None:
    db["runs"].insert_one(run())
    file = tmp_path / "newsbot.prom"
    for _ in range(2):
        done = scrapy("metrics", "--to", file)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert samples(file.read_text())["newsbot_stored_total", "wire.example"] == 40
    assert [*tmp_path.iterdir()] == [file]
    assert file.stat().st_mode & 0o444 == 0o444  # node_exporter is another user


def test_a_file_that_cannot_be_written_is_said(scrapy, tmp_path: Path) -> None:
    done = scrapy("metrics", "--to", tmp_path / "none" / "newsbot.prom")
    assert done.returncode == 2
    assert "Cannot write" in done.stderr
