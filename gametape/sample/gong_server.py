"""Server of the sample company's Gong API: `python -m gametape.sample.gong_server WAREHOUSE PORT`, until interrupted.

Prints the address when it is ready. Port 0 takes a free one.
"""

import socket
import sys
from pathlib import Path

import uvicorn

from gametape.sample.gong_api import GongApi
from gametape.sample.gong_company import GongCompany

KEY = "sample"
"""Access key, and its secret, that the server accepts."""


def serve_gong(company: GongCompany, listener: socket.socket) -> None:
    """Answer as Gong's API for a company on a listening socket."""
    config = uvicorn.Config(GongApi(company, KEY, KEY), log_level="warning", log_config=None, lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    _company = GongCompany(Path(sys.argv[1]))
    with socket.create_server(("127.0.0.1", int(sys.argv[2]))) as _listener:
        sys.stdout.write(f"http://127.0.0.1:{_listener.getsockname()[1]}\n")
        sys.stdout.flush()
        serve_gong(_company, _listener)
