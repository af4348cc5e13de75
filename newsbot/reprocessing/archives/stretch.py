"""A stretch of a stream: from where it stands to an end, counted."""

from typing import Protocol


class Readable(Protocol):
    """What can be read from: a file, an answer of a server, a stretch of either."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end."""
        ...


class Stretch:
    """Reads up to `length` bytes of a stream, all of it without a `length`."""

    def __init__(self, stream: Readable, length: int | None = None) -> None:
        self._stream = stream
        self._length = length
        self.bytes = 0
        """The bytes that were read."""

    def read(self, size: int, /) -> bytes:
        """Up to `size` bytes; none at the end of the stretch."""
        if self._length is not None:
            size = min(size, self._length - self.bytes)
        data = self._stream.read(size) if size else b""
        self.bytes += len(data)
        return data

    @property
    def lacks(self) -> int:
        """The bytes of the stretch that were not read: there are some where the stream ended before it."""
        return 0 if self._length is None else self._length - self.bytes
