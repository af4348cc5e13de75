"""Scrapy settings of newsbot; the only place that reads environment variables and `newsbot.toml`.

A value comes from the command line (`-s NAME=VALUE`), else from the environment (the names of ENVIRONMENT), else from
`newsbot.toml` in the working folder or, where there is none, in NEWSBOT_HOME, else from here. A variable with `_FILE`
behind the name (MONGO_URI_FILE) names a file that holds the value, so that a secret need not stand in the environment.
"""

import os
import sys
import tomllib
from pathlib import Path
from typing import Any, NoReturn

from newsbot import __version__

VERSION = __version__

ENVIRONMENT = (
    *("MONGO_URI", "MONGO_DATABASE", "NEWSBOT_HOME", "NEWSBOT_CONTACT", "ALERT_EMAIL", "ALERT_SLACK_WEBHOOK"),
    *("WATCH_EMAIL", "WATCH_WEBHOOK"),
    *("HEARTBEAT_URL", "MAIL_HOST", "MAIL_PORT", "MAIL_FROM", "MAIL_USER", "MAIL_PASS", "MAIL_TLS", "MAIL_SSL"),
)
"""Settings that an environment variable of the same name sets, or the file that NAME_FILE names."""


class Secret(str):
    """A password: Scrapy logs the settings of a crawl, and this one's `repr` does not show it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def _refuse(sentence: str) -> NoReturn:
    print(f"newsbot: {sentence}", file=sys.stderr)
    sys.exit(2)


def _of_environment(name: str) -> str | None:
    """The value of a variable, or of the file that NAME_FILE names, without the line's end; None where it is empty."""
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value and file:
        _refuse(f"Both {name} and {name}_FILE are set. Unset one of them.")
    if not file:
        return value or None
    try:
        return Path(file).read_text(encoding="utf-8").rstrip("\r\n") or None
    except OSError as error:
        _refuse(f"{name}_FILE={file} cannot be read: {error.strerror}.")
    except UnicodeDecodeError:
        _refuse(f"{name}_FILE={file} is no text in UTF-8.")


_environment = {name: value for name in ENVIRONMENT if (value := _of_environment(name))}


def _settings_file() -> Path | None:
    """The user's `newsbot.toml`: the working folder's before the one in NEWSBOT_HOME."""
    home = _environment.get("NEWSBOT_HOME") or "~/.newsbot"
    places = (Path("newsbot.toml"), Path(home).expanduser() / "newsbot.toml")
    return next((place for place in places if place.is_file()), None)


def _read(file: Path | None) -> dict[str, Any]:
    """The settings of a file; one that cannot be read ends the program with a sentence and exit code 2."""
    if file is None:
        return {}
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        _refuse(f"{file} cannot be read: {error}.")
    if wrong := [name for name in values if not name.isupper()]:
        _refuse(f"{file}: {wrong[0]!r} is no setting. Settings are written in capitals, each on a line of its own.")
    return values


_file = _settings_file()
_of_file = _read(_file)


def _given(name: str, default: Any) -> Any:
    return _environment.get(name) or _of_file.get(name) or default


def origin(name: str) -> str:
    """Where the value of a setting comes from, the command line aside: environment, a file's path, or default."""
    if name in _environment:
        return os.environ.get(f"{name}_FILE") or "environment"
    return str(_file) if name in _of_file else "default"


BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
SPIDER_LOADER_CLASS = "newsbot.spiders.loader.SiteLoader"  # finds NEWSBOT_HOME/sites too
NEWSPIDER_MODULE = "newsbot.spiders.sites"
COMMANDS_MODULE = "newsbot.commands"

# --- Where the corpus is ---------------------------------------------------------------------------------------

# mongodb://… of a server of your own; without one the embedded server in NEWSBOT_HOME is started on demand.
MONGO_URI = _given("MONGO_URI", None)
MONGO_DATABASE = _given("MONGO_DATABASE", "newsbot")
NEWSBOT_HOME = _given("NEWSBOT_HOME", "~/.newsbot")
MONGO_WAIT_SECONDS = 300  # how long a crawl waits for a database that went away before it ends

# --- Politeness ------------------------------------------------------------------------------------------------

# An address or a page where a site's owner reaches whoever runs this crawler; sent with every request.
NEWSBOT_CONTACT = _given("NEWSBOT_CONTACT", "")
USER_AGENT = f"newsbot/{VERSION} (news research crawler{'; +' + NEWSBOT_CONTACT if NEWSBOT_CONTACT else ''})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # never less than the delay
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 4  # Scrapy starts as many tasks for each response, and a page is one article
AUTOTHROTTLE_ENABLED = True  # slower than that when the site is slow
AUTOTHROTTLE_START_DELAY = 0.0
BACKOFF_WAITS = [10, 30, 90, 270]  # seconds a site that refuses is left alone; refused once more, the crawl ends
BACKOFF_MOST = 600  # a Retry-After longer than this ends the crawl at once
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 are PaceMiddleware's
RETRY_PRIORITY_ADJUST = -50_000_000  # behind all articles: their priority is minutes since 1970
REDIRECT_MAX_TIMES = 6
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 16 * 1024 * 1024  # no news page comes near; sources of articles have bounds of their own
DOWNLOAD_VERIFY_CERTIFICATES = True
DOWNLOAD_HANDLERS = {  # the web alone: no page may name a local file
    **dict.fromkeys(("data", "file", "ftp", "s3")),
    **dict.fromkeys(("http", "https"), "newsbot.crawl.scrapy_internals.BoundedHandler"),
}
COOKIES_ENABLED = False  # but along one chain of redirects

# Off: crawls stay on the public web, whatever a page links or redirects to.
ALLOW_PRIVATE_ADDRESSES = False
TWISTED_DNS_RESOLVER = "newsbot.middlewares.private_network.PublicResolver"

# --- The way of an article -------------------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    "newsbot.middlewares.private_network.PrivateAddressMiddleware": 90,
    "newsbot.middlewares.conditional_get.ConditionalGetMiddleware": 95,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsbot.middlewares.robots.RobotsMiddleware": 100,
    "newsbot.middlewares.tdm.TdmMiddleware": 110,
    "newsbot.middlewares.throttle.PaceMiddleware": 560,  # sees failures before the retry middleware at 550
    "newsbot.middlewares.redirect_cookies.RedirectCookiesMiddleware": 610,  # before the redirect middleware at 600
}
SPIDER_MIDDLEWARES = {"newsbot.crawl.recheck.RevisitsMiddleware": 10}
DUPEFILTER_CLASS = "newsbot.crawl.recheck.ArticleDupeFilter"
DISCOVERY_SITEMAPS = 2000  # how many sitemaps one crawl asks for; the next crawl goes on with the others
DISCOVERY_ARTICLES = 200_000  # how many articles to fetch one crawl finds before it fetches them
DISCOVERY_SECONDS = 3600  # how long a crawl looks for articles before it fetches what it found
EXTRACTION_SECONDS = 20  # of CPU time that one page may take in each step before it is given up
QUOTES_INDIRECT = True  # reported speech without quotation marks is stored too, as quotes of the kind "indirect"
ITEM_PIPELINES = {
    "newsbot.pipelines.dates.DatesPipeline": 100,
    "newsbot.pipelines.quotes.QuotesPipeline": 200,
    "newsbot.pipelines.dedup.DedupPipeline": 300,
    "newsbot.pipelines.store.StorePipeline": 400,
}
EXTENSIONS = {
    "newsbot.extensions.runs.RunRecorder": 0,
    "newsbot.extensions.clock.ClockCheck": 5,
    "newsbot.extensions.item_endings.ItemEndings": 5,
    "newsbot.extensions.progress.ProgressBar": 10,
}
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"

# Raw pages that were fetched so many days ago are dropped at the end of crawls; 0: they are kept for ever.
PAGES_KEEP_DAYS = 0

# --- Sites that are empty without JavaScript ----------------------------------------------------------------------

# On: article pages are fetched with Chromium (pip install 'newsbot-5g[browser]'); a spider may ask for it by itself.
JAVASCRIPT = False

# --- Monitors: alerts after a crawl, and who gets them ----------------------------------------------------------

MONITOR_DRY_DAYS = 7  # days without a new article
MONITOR_COVERAGE_FALL = 0.3  # how far a field's share may fall under the median of the site's earlier runs
MONITOR_ERROR_SHARE = 0.2  # share of the addresses that may fail
ALERT_EMAIL = _given("ALERT_EMAIL", "")  # comma-separated
ALERT_SLACK_WEBHOOK = _given("ALERT_SLACK_WEBHOOK", "")
ALERT_REPEAT_HOURS = 24  # how often an alert that lasts is told again; 0: never
ALERT_GATHER_MINUTES = 30  # what comes up so soon after a message goes into the next one
ALERTS_LATER = False  # on in the processes of `newsbot crawl --all`, which sends what they have found out
WATCH_EMAIL = _given("WATCH_EMAIL", "")  # who gets the digest of saved searches; comma-separated
WATCH_WEBHOOK = _given("WATCH_WEBHOOK", "")
HEARTBEAT_URL = _given("HEARTBEAT_URL", "")  # called after each run; "{spider}" in it stands for the spider's name
MAIL_HOST = _given("MAIL_HOST", "localhost")
MAIL_PORT = _given("MAIL_PORT", 25)
MAIL_FROM = _given("MAIL_FROM", "newsbot@localhost")
MAIL_USER = _given("MAIL_USER", None)
MAIL_PASS = Secret(_password) if (_password := _given("MAIL_PASS", None)) else None
MAIL_TLS = _given("MAIL_TLS", False)
MAIL_SSL = _given("MAIL_SSL", False)

# --- Quiet and contained ---------------------------------------------------------------------------------------

LOG_LEVEL = "INFO"
LOG_FORMATTER = "newsbot.extensions.log_formatter.ArticleLogFormatter"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False

# --- What newsbot.toml and the environment say ------------------------------------------------------------------

for _name, _value in _of_file.items():
    if _name not in ENVIRONMENT:  # those are read above
        _default = globals().get(_name)
        globals()[_name] = _default | _value if isinstance(_default, dict) and isinstance(_value, dict) else _value
