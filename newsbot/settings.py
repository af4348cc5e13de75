"""Scrapy settings of newsbot; the only place that reads environment variables."""

import os
from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("newsbot")
except PackageNotFoundError:  # run from a checkout that was not installed
    VERSION = "0"

BOT_NAME = "newsbot"
SPIDER_MODULES = ["newsbot.spiders"]
NEWSPIDER_MODULE = "newsbot.spiders.sites"
COMMANDS_MODULE = "newsbot.commands"

# --- Where the corpus is ---------------------------------------------------------------------------------------

# mongodb://… of a server of your own; without one the embedded server in NEWSBOT_HOME is started on demand.
MONGO_URI = os.environ.get("MONGO_URI") or None
MONGO_DATABASE = os.environ.get("MONGO_DATABASE") or "newsbot"
NEWSBOT_HOME = os.environ.get("NEWSBOT_HOME") or "~/.newsbot"
MONGO_WAIT_SECONDS = 300  # how long a crawl waits for a database that went away before it ends

# --- Manners ---------------------------------------------------------------------------------------------------

# An address or a page where a site's owner reaches whoever runs this crawler; sent with every request.
NEWSBOT_CONTACT = os.environ.get("NEWSBOT_CONTACT") or ""
USER_AGENT = f"newsbot/{VERSION} (news research crawler{'; +' + NEWSBOT_CONTACT if NEWSBOT_CONTACT else ''})"
ROBOTSTXT_OBEY = True
ROBOTSTXT_USER_AGENT = "newsbot"
DOWNLOAD_DELAY = 1.0
DOWNLOAD_DELAY_JITTER = 0.0  # never less than the delay
CONCURRENT_REQUESTS_PER_DOMAIN = 1
AUTOTHROTTLE_ENABLED = True  # slower than that when the site is slow
AUTOTHROTTLE_START_DELAY = 0.0
BACKOFF_WAITS = [10, 30, 90, 270]  # seconds a site that refuses is left alone; refused once more, the crawl ends
BACKOFF_MOST = 600  # a Retry-After longer than this ends the crawl at once
RETRY_HTTP_CODES = [500, 502, 504, 522, 524, 408]  # 429 and 503 are PaceMiddleware's
RETRY_PRIORITY_ADJUST = -50_000_000  # behind all articles: their priority is minutes since 1970
REDIRECT_MAX_TIMES = 6
DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 64 * 1024 * 1024  # sitemaps may have 50 MB; no news page comes near
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False

# Off: crawls stay on the public web, whatever a page links or redirects to.
ALLOW_PRIVATE_ADDRESSES = False
TWISTED_DNS_RESOLVER = "newsbot.middlewares.private_network.PublicResolver"

# --- The way of an article -------------------------------------------------------------------------------------

DOWNLOADER_MIDDLEWARES = {
    "newsbot.middlewares.private_network.PrivateAddressMiddleware": 90,
    "newsbot.middlewares.conditional_get.ConditionalGetMiddleware": 95,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "newsbot.middlewares.robots.RobotsMiddleware": 100,
    "newsbot.middlewares.throttle.PaceMiddleware": 560,  # sees failures before the retry middleware at 550
}
SPIDER_MIDDLEWARES = {"newsbot.crawl.recheck.RevisitsMiddleware": 10}
DUPEFILTER_CLASS = "newsbot.crawl.recheck.ArticleDupeFilter"
ITEM_PIPELINES = {
    "newsbot.pipelines.dates.DatesPipeline": 100,
    "newsbot.pipelines.quotes.QuotesPipeline": 200,
    "newsbot.pipelines.dedup.DedupPipeline": 300,
    "newsbot.pipelines.store.StorePipeline": 400,
}
EXTENSIONS = {"newsbot.extensions.runs.RunRecorder": 0, "newsbot.extensions.progress.ProgressBar": 10}
DEFAULT_DROPITEM_LOG_LEVEL = "INFO"

# --- Sites that are empty without JavaScript ----------------------------------------------------------------------

# On: article pages are fetched with Chromium (pip install "newsbot[browser]"); a spider may ask for it by itself.
JAVASCRIPT = False

# --- Monitors: what is told after a crawl, and to whom ----------------------------------------------------------

MONITOR_DRY_DAYS = 7  # days without a new article
MONITOR_COVERAGE_FALL = 0.3  # how far a field's share may fall under the median of the site's earlier runs
MONITOR_ERROR_SHARE = 0.2  # share of the addresses that may fail
ALERT_EMAIL = os.environ.get("ALERT_EMAIL") or ""  # comma-separated; MAIL_HOST and MAIL_FROM are Scrapy's
ALERT_SLACK_WEBHOOK = os.environ.get("ALERT_SLACK_WEBHOOK") or ""

# --- Quiet and contained ---------------------------------------------------------------------------------------

LOG_LEVEL = "INFO"
LOG_FORMATTER = "newsbot.extensions.log_formatter.ArticleLogFormatter"
TELNETCONSOLE_ENABLED = False
REMOTE_CONTROL_ENABLED = False
