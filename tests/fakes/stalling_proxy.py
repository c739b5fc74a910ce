"""A way to Postgres that can stop forwarding, as when the server is frozen or the network swallows what is sent."""

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class StallingProxy:
    """Accepts connections on a free port of loopback and forwards them to a server's Unix socket."""

    def __init__(self, server: Path) -> None:
        self._server = server
        self._forwards = threading.Event()
        self._forwards.set()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = []
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def stall(self) -> None:
        """Keep all connections, take new ones, and hand nothing on."""
        self._forwards.clear()

    def close(self) -> None:
        """End all connections."""
        self._forwards.set()
        for each in (self._listener, *self._sockets):
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._sockets += [client, server]
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self._forward, args=(source, target), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                self._forwards.wait()
                target.sendall(data)
            target.shutdown(socket.SHUT_RDWR)


@contextmanager
def stalling_proxy(server: Path) -> Iterator[StallingProxy]:
    """Run a proxy before the server whose Unix socket this is."""
    proxy = StallingProxy(server)
    try:
        yield proxy
    finally:
        proxy.close()
