"""Which page a crawl is reading, in a file that outlives its process: a page that kills the process is given up."""

import hashlib
from pathlib import Path
from typing import Self


class ReadingMark:
    """The URL that is being read, in a small file that is written over before each page.

    The file system keeps what was written when the process is killed, so nothing is forced to disk and a page pays
    some twenty microseconds.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._is_ours = False

    @classmethod
    def of(cls, home: str, site: str) -> Self:
        """The mark of a site's crawl; `home` is NEWSBOT_HOME."""
        name = hashlib.blake2b(site.encode("utf-8", "replace"), digest_size=12).hexdigest()
        return cls(Path(home).expanduser() / "reading" / name)

    def left(self) -> str | None:
        """The URL that an earlier crawl was reading when it died; None when it ended by itself.

        Only who holds the site's lease may ask: the mark is its own from then on.
        """
        try:
            url = self._file.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None
        self._is_ours = True
        return url or None

    def set(self, url: str) -> None:
        """Note that a page is about to be read. Where the file cannot be written, nothing is noted."""
        try:
            if not self._is_ours:
                self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._is_ours = True
            self._file.write_text(url, encoding="utf-8", errors="replace")
        except OSError:
            return

    def clear(self) -> None:
        """Note that no page is being read; the mark of another crawl is left alone."""
        if not self._is_ours:
            return
        try:
            self._file.unlink(missing_ok=True)
        except OSError:
            return


class NoMark(ReadingMark):
    """A mark for who reads pages in processes that may die: nothing is noted, and another crawl's is left alone."""

    def __init__(self) -> None:
        super().__init__(Path())

    def left(self) -> str | None:
        """Nothing."""
        return None

    def set(self, url: str) -> None:
        """Note nothing."""
