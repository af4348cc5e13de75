"""A way to MongoDB that loses acknowledgements: the server does what it was asked, and the client never hears of it."""

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.parse import unquote, urlsplit

WRITES = frozenset({"insert", "update", "delete", "findAndModify"})
_OP_MSG = 2013


class Lossy:
    """A proxy on loopback. While `losing`, the answer to every second write is kept back and its connection closed."""

    def __init__(self, server: str) -> None:
        self._server = server
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.uri = f"mongodb://127.0.0.1:{self._listener.getsockname()[1]}/?directConnection=true"
        self.losing = False
        self.lost = 0
        self._writes = 0
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server, suppress(OSError, EOFError):
            server.connect(self._server)
            while True:
                request = _message(client)
                server.sendall(request)
                answer = _message(server)
                if self.losing and _command(request) in WRITES:
                    self._writes += 1
                    if self._writes % 2:
                        self.lost += 1
                        return
                client.sendall(answer)


@contextmanager
def lossy(uri: str) -> Iterator[Lossy]:
    """A lossy way to the server at the URI of a Unix socket."""
    proxy = Lossy(unquote(urlsplit(uri).netloc))
    try:
        yield proxy
    finally:
        proxy.close()


def _message(sender: socket.socket) -> bytes:
    head = _exactly(sender, 4)
    return head + _exactly(sender, struct.unpack("<i", head)[0] - 4)


def _exactly(sender: socket.socket, n: int) -> bytes:
    parts = b""
    while len(parts) < n:
        part = sender.recv(n - len(parts))
        if not part:
            raise EOFError
        parts += part
    return parts


def _command(message: bytes) -> str:
    """The command's name: the first field of an OP_MSG's body."""
    if struct.unpack_from("<i", message, 12)[0] != _OP_MSG:
        return ""
    return message[26 : message.index(b"\0", 26)].decode("ascii")
