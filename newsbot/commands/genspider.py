"""`scrapy genspider -t news NAME DOMAIN`: Scrapy's own, with a template for news sites."""

from pathlib import Path
from typing import Any

from scrapy.commands import genspider

from newsbot.discovery.candidate import site_of

TEMPLATES = Path(__file__).parents[1] / "templates"


class Command(genspider.Command):
    """Write a new spider from a template of newsbot's or of Scrapy's."""

    def _find_template(self, template: str) -> Path | None:
        own = TEMPLATES / f"{template}.tmpl"
        return own if own.exists() else super()._find_template(template)

    def _generate_template_variables(self, module: str, name: str, url: str, *rest: Any) -> dict[str, Any]:
        values = super()._generate_template_variables(module, name, url.rstrip("/"), *rest)
        return values | {"site": site_of(values["url"])}

    def _list_templates(self) -> None:
        super()._list_templates()
        print("And newsbot's:\n", "\n".join(f"  {file.stem}" for file in sorted(TEMPLATES.glob("*.tmpl"))))
