"""Which spiders there are: the bundled ones, and sites of the user's own in NEWSBOT_HOME/sites."""

import os
import stat
import sys
from pathlib import Path

from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader

from newsbot.spiders import sites


def sites_folder(settings: BaseSettings) -> Path:
    """Where sites of the user's own are: one file a site, as `newsbot genspider -t news` writes it."""
    return Path(settings["NEWSBOT_HOME"]).expanduser() / "sites"


class SiteLoader(SpiderLoader):
    """Scrapy's spider loader, which also finds NEWSBOT_HOME/sites/*.py beside the bundled sites.

    A file that cannot be imported ends the program with a sentence that names it.
    """

    def __init__(self, settings: BaseSettings) -> None:
        own = sites_folder(settings)
        if str(own) not in sites.__path__ and _is_trusted(own):
            sites.__path__.append(str(own))
        try:
            super().__init__(settings)
        except Exception as error:
            broken = _own_file(error, sites.__path__[1:])
            if broken is None:
                raise
            print(f"newsbot: {broken} cannot be read as a site: {type(error).__name__}: {error}.", file=sys.stderr)
            sys.exit(2)


def _is_trusted(folder: Path) -> bool:
    """Whether nobody else can put code into a folder; says it where somebody can."""
    for place in (folder.parent, folder):
        if not place.exists():
            return False
        found = place.stat()
        if found.st_uid not in (os.getuid(), 0) or found.st_mode & stat.S_IWOTH:
            print(
                f"newsbot: the sites in {folder} are not read, because other users can write in {place}. "
                "Make the folder yours (chown) and take that away (chmod go-w).",
                file=sys.stderr,
            )
            return False
    return True


def _own_file(error: BaseException, folders: list[str]) -> str | None:
    """The user's file in which an error arose."""
    if isinstance(error, SyntaxError) and error.filename and str(Path(error.filename).parent) in folders:
        return error.filename
    trace = error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if str(Path(file).parent) in folders:
            return file
        trace = trace.tb_next
    return None
