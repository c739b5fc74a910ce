"""MCP over stdin and stdout, for an assistant that starts gametape as a process on its own machine."""

import sqlalchemy as sa

from gametape.settings import Settings
from gametape.surfaces.mcp.server import make_server
from gametape.surfaces.store import Store


def answer_assistant(settings: Settings, engine: sa.Engine) -> None:
    """Serve MCP until the assistant closes stdin."""
    make_server(Store(settings, engine)).run("stdio", show_banner=False)
