"""MCP over stdin and stdout, for an assistant that started this process on the same machine."""

import sqlalchemy as sa

from gametape.settings import Settings
from gametape.surfaces.mcp.server import make_server
from gametape.surfaces.store import Store


def answer_assistant(settings: Settings, engine: sa.Engine) -> None:
    """Answer until the assistant closes stdin."""
    make_server(Store(settings, engine)).run("stdio", show_banner=False)
