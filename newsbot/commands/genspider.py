"""`newsbot genspider -t news NAME DOMAIN`: Scrapy's own, with a template for news sites."""

import re
import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from scrapy.utils.conf import closest_scrapy_cfg
from scrapy.utils.template import render_templatefile

from newsbot.cli.command import EXIT_USAGE, fail
from newsbot.cli.program import spelled
from newsbot.crawl.scrapy_internals import GenspiderCommand
from newsbot.dedup import site_of
from newsbot.discovery.urls import is_web_url
from newsbot.spiders.loader import sites_folder

TEMPLATES = Path(__file__).parents[1] / "templates"


class Command(GenspiderCommand):
    """Write a new spider from a template of newsbot's or of Scrapy's.

    In a checkout it goes to newsbot/spiders/sites, elsewhere to NEWSBOT_HOME/sites.
    """

    def add_options(self, parser: ArgumentParser) -> None:
        """Scrapy's own."""
        super().add_options(parser)
        spelled(parser)

    def run(self, args: list[str], opts: Namespace) -> None:
        """Write it, if its name and address can be used."""
        if len(args) == 2:
            name, url = args
            if not re.fullmatch(r"[A-Za-z][\w.-]*", name):
                fail(f"{name!r} is no spider's name. Give a word of letters, digits and underscores.", EXIT_USAGE)
            if not is_web_url(url if "//" in url else f"https://{url}"):
                fail(f"{url!r} is no web address. Give the site's, such as https://www.example.com.", EXIT_USAGE)
        super().run(args, opts)

    def find_template(self, template: str) -> Path | None:
        own = TEMPLATES / f"{template}.tmpl"
        return own if own.exists() else super().find_template(template)

    def write_spider(self, module: str, name: str, url: str, template_name: str, template_file: Any) -> Path:
        assert self.settings is not None
        if _in_checkout():
            return super().write_spider(module, name, url, template_name, template_file)
        folder = sites_folder(self.settings)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / f"{module}.py"
        shutil.copyfile(template_file, file)
        render_templatefile(file, **self.template_variables(module, name, url, template_name))
        print(f"Created spider {name!r} using template {template_name!r}: {file}")
        return file

    def template_variables(self, module: str, name: str, url: str, *rest: Any) -> dict[str, Any]:
        values = super().template_variables(module, name, url.rstrip("/"), *rest)
        return values | {"site": site_of(values["url"])}

    def list_templates(self) -> None:
        super().list_templates()
        print("And newsbot's:\n", "\n".join(f"  {file.stem}" for file in sorted(TEMPLATES.glob("*.tmpl"))))


def _in_checkout() -> bool:
    """Whether the project that the working folder belongs to is the newsbot that runs."""
    config = closest_scrapy_cfg()
    return bool(config) and Path(config).resolve().parent == Path(__file__).resolve().parents[2]
