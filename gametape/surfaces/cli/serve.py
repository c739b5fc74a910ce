"""Command `gametape serve`."""

import errno
import ipaddress
import socket
from typing import Annotated

import sqlalchemy as sa
import typer

from gametape.errors import BadSettings
from gametape.settings import Settings, settings
from gametape.store.database import migrate, open_store
from gametape.surfaces.auth import list_tokens
from gametape.surfaces.cli.announced_calls import reading_announced_calls
from gametape.surfaces.cli.app import app, err, out, speaking

Host = Annotated[str, typer.Option(help="Address to listen on. Other machines need a token.")]
Open = Annotated[
    bool, typer.Option("--open", help="Ask for no token: anyone who can reach the address can read all deals.")
]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 picks a free port.")]


@app.command()
def serve(*, host: Host = "127.0.0.1", port: Port = 8000, is_open: Open = False) -> None:
    """Serve the web app, the REST API and MCP. Local only, unless --host is given."""
    with speaking():
        chosen = settings()
        if is_open:
            chosen = chosen.model_copy(update={"access": "open"})
        engine = open_store(chosen)
        migrate(engine)
        with listening(host, port) as listener:
            if chosen.access == "token" or not is_loopback(host):
                err.print(_access_notice(chosen, engine), style="yellow" if chosen.access == "open" else None)
            out.print(f"gametape is running at {address(listener)}, MCP at {address(listener)}/mcp")
            serve_on(listener, chosen, engine)


def _access_notice(chosen: Settings, engine: sa.Engine) -> str:
    if chosen.access == "open":
        return (
            "Open to other machines without a token: anyone who can reach the port can read every deal, under an IP "
            f"address or a name in GAMETAPE_HOSTS ({', '.join(chosen.hosts) or 'none yet'})."
        )
    with engine.connect() as connection:
        has_token = any(token.revoked_at is None for token in list_tokens(connection))
    first = "" if has_token else " There is no token yet. Create one with `gametape token create NAME`."
    return (
        f"Every request needs a token.{first} For other machines, put TLS in front: without it, tokens and deals cross "
        "the network in the clear."
    )


def listening(host: str, port: int) -> socket.socket:
    """Return a listening socket; its connections wait until `serve_on` serves them.

    Raises:
        BadSettings: the port is in use, or the address is not an address of this machine.
    """
    try:
        listener = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        listener.listen(128)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadSettings(
                f"Port {port} of {host} is in use.", hint="Choose another port with --port; --port 0 picks a free port."
            ) from error
        raise BadSettings(
            f"gametape cannot listen on port {port} of {host}: {error.strerror}.",
            hint="--host takes an address of this machine, such as 127.0.0.1; ports below 1024 need root rights.",
        ) from error
    return listener


def serve_on(listener: socket.socket, chosen: Settings, engine: sa.Engine) -> None:
    """Serve the web application on the socket until the process is interrupted."""
    import uvicorn  # noqa: PLC0415 - the extra `local`

    from gametape.surfaces.application import create_app  # noqa: PLC0415
    from gametape.surfaces.cli.server import TimedProtocol  # noqa: PLC0415

    host = listener.getsockname()[0]
    application = create_app(chosen, engine) if is_loopback(host) else create_app(chosen, engine, hosts=("*",))
    config = uvicorn.Config(application, http=TimedProtocol, log_level="warning", log_config=None, server_header=False)
    with reading_announced_calls(chosen, engine):
        uvicorn.Server(config).run(sockets=[listener])


def address(listener: socket.socket) -> str:
    """Return the URL of a listening socket for a browser on this machine, such as `http://127.0.0.1:8000`."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine only; a name other than localhost is not looked up."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
