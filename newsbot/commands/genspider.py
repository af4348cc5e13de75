"""`scrapy genspider -t news NAME DOMAIN`: Scrapy's own, with a template for news sites."""

from pathlib import Path

from scrapy.commands import genspider

TEMPLATES = Path(__file__).parents[1] / "templates"


class Command(genspider.Command):
    """Write a new spider from a template of newsbot's or of Scrapy's."""

    def _find_template(self, template: str) -> Path | None:
        own = TEMPLATES / f"{template}.tmpl"
        return own if own.exists() else super()._find_template(template)

    def _list_templates(self) -> None:
        super()._list_templates()
        print("And newsbot's:\n", "\n".join(f"  {file.stem}" for file in sorted(TEMPLATES.glob("*.tmpl"))))
