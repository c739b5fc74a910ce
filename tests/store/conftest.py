"""The same databases through a transaction pooler."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from psycopg.pq import PGconn, Ping
from tenacity import Retrying, retry_if_result, stop_after_delay, wait_fixed

from gametape.store.binaries import account
from tests.databases import Databases

# Two server connections serve everybody, and whatever a session leaves behind is met by the next one.
CONFIGURATION = """
[databases]
* = host={server} user=postgres
[pgbouncer]
listen_addr =
unix_socket_dir = {folder}
auth_type = any
pool_mode = transaction
default_pool_size = 2
server_check_delay = 0
"""


@pytest.fixture(scope="session")
def pooler(databases: Databases) -> Iterator[Path]:
    """The socket folder of a PgBouncer in transaction mode before the databases of this test process."""
    program = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    if program is None:
        pytest.skip("PgBouncer is not installed (Debian's package: pgbouncer)")
    with tempfile.TemporaryDirectory(prefix="gametape-") as name:
        folder = Path(name)
        shutil.chown(folder, account().uid, account().gid)
        configuration = folder / "pgbouncer.ini"
        configuration.write_text(CONFIGURATION.format(server=databases.server.data, folder=folder))
        configuration.chmod(0o644)
        with (folder / "log").open("w") as log, subprocess.Popen(
            [program, configuration], stdout=log, stderr=log, **account().switch
        ) as process:  # fmt: skip
            answers = Retrying(
                stop=stop_after_delay(20), wait=wait_fixed(0.05), retry=retry_if_result(lambda ping: ping != Ping.OK)
            )
            answers(PGconn.ping, f"host='{folder}' port=6432 user=postgres dbname=postgres".encode())
            yield folder
            process.terminate()
