"""WARC files in Zstandard (https://iipc.github.io/warc-specifications/specifications/warc-zstd/), told by their first
bytes; a file of which the first frame is a dictionary has records that need it.
"""

from zstandard import ZstdCompressionDict, ZstdDecompressor, ZstdError

from newsbot.reprocessing.archives.stretch import Readable

Damaged = ZstdError
"""The error of a file that is no Zstandard."""

MOST_WINDOW = 128 * 1024 * 1024
"""Bytes that a frame may ask to look back; the tool `zstd` allows as many."""

MOST_DICTIONARY = 16 * 1024 * 1024
"""Bytes of a dictionary; they are some hundred kilobytes."""

_CHUNK, _FEW = 16 * 1024, 1024
"""Bytes that are read, and unpacked, at once: so few unpack to 32 MB at most."""

_FRAME = b"\x28\xb5\x2f\xfd"
_DICTIONARY_FRAME = b"\x5d\x2a\x4d\x18"


class _Begun:
    """A stream of which the first bytes were read already."""

    def __init__(self, first: bytes, stream: Readable) -> None:
        self._first = first
        self._stream = stream

    def read(self, size: int = -1, /) -> bytes:
        if self._first:
            data, self._first = self._first[:size], self._first[size:]
            return data
        return self._stream.read(size)


def unpacked(stream: Readable) -> Readable:
    """The stream without Zstandard; any other, gzip among them, as it is. Raises ValueError for a broken dictionary."""
    first = _whole(stream, 4)
    if first == _FRAME:
        return _Frames(_Begun(first, stream), None)
    if first != _DICTIONARY_FRAME:
        return _Begun(first, stream)
    size = int.from_bytes(_whole(stream, 4), "little")
    if size > MOST_DICTIONARY:
        raise ValueError(f"its dictionary has {size} bytes")
    data = _whole(stream, size)
    if data.startswith(_FRAME):
        data = ZstdDecompressor().decompress(data, max_output_size=MOST_DICTIONARY)
    return _Frames(stream, ZstdCompressionDict(data))


class _Frames:
    """The contents of all frames of a stream, one after the other; the end of the stream inside one is an error."""

    def __init__(self, stream: Readable, dictionary: ZstdCompressionDict | None) -> None:
        self._stream = stream
        self._unpacker = ZstdDecompressor(dict_data=dictionary, max_window_size=MOST_WINDOW)
        self._frame = self._unpacker.decompressobj()
        self._begun = False
        self._packed = b""
        self._plain = b""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; none at the end. Raises EOFError where the last frame is cut off."""
        while not self._plain and self._more():
            pass
        data, self._plain = self._plain[:size], self._plain[size:]
        return data

    def _more(self) -> bool:
        """Unpack a few bytes; whether there were any."""
        self._packed = self._packed or self._stream.read(_CHUNK)
        if not self._packed:
            if self._begun:
                raise EOFError("it ends inside a frame")
            return False
        few, self._packed = self._packed[:_FEW], self._packed[_FEW:]
        self._begun = True
        self._plain = self._frame.decompress(few)
        if self._frame.eof:
            self._packed = self._frame.unused_data + self._packed
            self._frame, self._begun = self._unpacker.decompressobj(), False
        return True


def _whole(stream: Readable, size: int) -> bytes:
    """So many bytes, fewer only at the end."""
    data = b""
    while len(data) < size and (more := stream.read(size - len(data))):
        data += more
    return data
