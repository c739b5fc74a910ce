"""A mail server: RFC 5321 as far as a sender needs it, STARTTLS and AUTH PLAIN included."""

import base64
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailBox:
    """What the server received, and how it behaves."""

    url: str = ""
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, str]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)
    connections: int = 0
    refused: set[str] = field(default_factory=set)
    """Recipients that it does not take."""
    breaks: bool = False
    """It takes the whole message and closes the connection without an answer."""
    full: bool = False
    """It answers the message with status 452."""
    password: str | None = None
    certificate: ssl.SSLContext | None = None


@contextmanager
def mail_box(certificate: ssl.SSLContext | None = None) -> Iterator[MailBox]:
    box = MailBox(certificate=certificate)

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            box.connections += 1
            with closing(_Session(self, box)) as session, suppress(OSError, ValueError):  # the client went away
                session.hold()

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """Stay silent: what the client sees is what is tested."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        box.url = f"localhost:{server.server_address[1]}" if certificate else f"127.0.0.1:{server.server_address[1]}"
        yield box
        server.shutdown()
        thread.join()


class _Session:
    def __init__(self, handler: socketserver.StreamRequestHandler, box: MailBox) -> None:
        self.box = box
        self.socket = handler.request
        self.read, self.write = handler.rfile, handler.wfile
        self.sender = self.recipient = ""
        self.is_secure = False

    def say(self, *lines: str) -> None:
        text = "".join(
            f"{line[:3]}{'-' if number < len(lines) - 1 else ' '}{line[4:]}\r\n" for number, line in enumerate(lines)
        )
        self.write.write(text.encode())
        self.write.flush()

    def hold(self) -> None:
        self.say("220 mail ready")
        while line := self.read.readline():
            word, _, rest = line.decode().strip().partition(" ")
            answer = getattr(self, f"on_{word.lower()}", None)
            if answer is None:
                self.say("250 fine")
            elif answer(rest) is False:
                return

    def close(self) -> None:
        with suppress(OSError, ValueError):
            for each in (self.write, self.read, self.socket):
                each.close()

    def on_ehlo(self, _: str) -> None:
        extensions = ["250 STARTTLS"] if self.box.certificate and not self.is_secure else []
        extensions += ["250 AUTH PLAIN"] if self.box.password else []
        self.say("250 mail", *extensions, "250 8BITMIME")

    def on_starttls(self, _: str) -> None:
        assert self.box.certificate
        self.say("220 go ahead")
        self.socket = self.box.certificate.wrap_socket(self.socket, server_side=True)
        self.read, self.write = self.socket.makefile("rb"), self.socket.makefile("wb")
        self.is_secure = True

    def on_auth(self, rest: str) -> None:
        _, name, password = base64.b64decode(rest.removeprefix("PLAIN ")).decode().split("\0")
        self.box.logins.append((name, password))
        self.say("235 welcome" if password == self.box.password else "535 no")

    def on_mail(self, rest: str) -> None:
        self.sender = rest.partition("<")[2].partition(">")[0]
        self.say("250 fine")

    def on_rcpt(self, rest: str) -> None:
        self.recipient = rest.partition("<")[2].partition(">")[0]
        self.say("550 nobody here" if self.recipient in self.box.refused else "250 fine")

    def on_data(self, _: str) -> bool:
        self.say("354 go ahead")
        lines = []
        while (line := self.read.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b".") else line)
        if self.box.full:
            self.say("452 no space")
            return True
        self.box.messages.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.box.envelopes.append((self.sender, self.recipient))
        if self.box.breaks:
            return False
        self.say("250 taken")
        return True

    def on_quit(self, _: str) -> bool:
        self.say("221 bye")
        return False
