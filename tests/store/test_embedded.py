"""The embedded server: one for all processes, there after every kind of death, never a port, never root."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from gametape.errors import BadSettings
from gametape.store.binaries import Binaries, account, find_binaries
from gametape.store.embedded import Server

pytestmark = pytest.mark.slow

# Opens the store, and asks it once for every line it is sent.
PROCESS = """
import sys
import sqlalchemy as sa
from gametape.settings import settings
from gametape.store.database import open_store

engine = open_store(settings())
for line in sys.stdin:
    with engine.begin() as connection:
        result = connection.execute(sa.text(line))
        answer = result.scalar() if result.returns_rows else "done"
    print(answer, flush=True)
"""


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A data directory with a cluster in it, stopped."""
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        Path(folder).chmod(0o711)
        server = Server(Path(folder) / "postgres", find_binaries(), durable=False)
        server.start()
        server.stop()
        yield Path(folder)


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    server = Server(home / "postgres", find_binaries(), durable=False)
    yield server
    server.stop()


def start_process(home: Path) -> subprocess.Popen[str]:
    environment = {"PATH": os.defpath, "GAMETAPE_DATA_DIR": str(home)}
    return subprocess.Popen(
        [sys.executable, "-c", PROCESS],
        cwd=home,
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def ask(process: subprocess.Popen[str], question: str) -> str:
    assert process.stdin
    assert process.stdout
    process.stdin.write(question + "\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


@contextmanager
def using(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A gametape process that has opened the store, and leaves in an orderly way at the end unless it is dead."""
    with start_process(home) as process:
        assert ask(process, "SELECT 'here'") == "here"
        yield process
        if process.poll() is None:
            process.communicate()


def postmaster(server: Server) -> int | None:
    """The server's process number while it runs."""
    file = server.data / "postmaster.pid"
    return int(file.read_text().splitlines()[0]) if file.exists() else None


def test_processes_share_one_server_and_the_last_to_leave_stops_it(home: Path, server: Server) -> None:
    with using(home):
        first = postmaster(server)
        with using(home):
            assert postmaster(server) == first
        assert postmaster(server) == first
    assert postmaster(server) is None


def test_an_owner_that_was_killed_leaves_a_server_that_the_next_one_uses_and_stops(home: Path, server: Server) -> None:
    with using(home) as owner:
        running = postmaster(server)
        owner.kill()
        owner.wait()
    assert postmaster(server) == running
    with using(home):
        assert postmaster(server) == running
    assert postmaster(server) is None


def test_processes_that_start_at_once_agree_on_one_new_cluster(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        processes = [start_process(Path(folder)) for _ in range(3)]
        assert {ask(process, "SELECT 'here'") for process in processes} == {"here"}
        for process in processes:
            process.communicate()
        assert [process.returncode for process in processes] == [0, 0, 0]
        assert sorted(path.name for path in (Path(folder) / "postgres").iterdir()) == ["data", "lock", "users"]


def test_a_server_that_was_killed_comes_back_with_what_was_committed(home: Path, server: Server) -> None:
    with using(home) as process:
        assert ask(process, "CREATE TABLE kept AS SELECT 'kept' AS word") == "done"
        session = int(ask(process, "SELECT pg_backend_pid()"))
        killed = postmaster(server)
        assert killed
        os.kill(killed, signal.SIGKILL)
        os.kill(session, signal.SIGKILL)
        assert ask(process, "SELECT word FROM kept") == "kept"
        assert postmaster(server) not in {None, killed}
        assert ask(process, "DROP TABLE kept") == "done"


def test_a_pid_file_whose_number_another_program_has_now_does_not_block_the_start(server: Server) -> None:
    server.start()
    killed = postmaster(server)
    assert killed
    os.kill(killed, signal.SIGKILL)
    file = server.data / "postmaster.pid"
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, **account().switch) as bystander:
        file.write_text(file.read_text().replace(str(killed), str(bystander.pid), 1))
        server.start()
        assert postmaster(server) not in {killed, bystander.pid}
        bystander.communicate()


def test_there_is_no_port_and_it_is_not_root(server: Server) -> None:
    server.start()
    engine = sa.create_engine(server.url())
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SHOW listen_addresses")) == ""
    engine.dispose()
    running = postmaster(server)
    assert running
    assert Path(f"/proc/{running}").stat().st_uid != 0
    assert server.data.stat().st_mode & 0o077 == 0


def test_the_clusters_of_users_are_safe_on_power_loss(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        server = Server(Path(folder), find_binaries())
        server.start()
        engine = sa.create_engine(server.url())
        with engine.connect() as connection:
            switches = [connection.scalar(sa.text(f"SHOW {name}")) for name in ("fsync", "full_page_writes")]
        engine.dispose()
        server.stop()
    assert switches == ["on", "on"]


@pytest.mark.parametrize("name", ["long" * 30, "it's, a \\ folder $(exit 1)"])
def test_a_path_that_no_client_could_take_for_a_socket_works_by_a_link(name: str) -> None:
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        server = Server(Path(folder) / name, find_binaries(), durable=False)
        server.start()
        link = Path(str(server.url().query["host"]))
        engine = sa.create_engine(server.url())
        with engine.connect() as connection:
            assert connection.scalar(sa.text("SELECT 1")) == 1
        engine.dispose()
        server.stop()
        assert link.resolve() == server.data
        link.unlink()


def test_a_half_made_cluster_is_made_anew(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="gametape-") as folder:
        half = Path(folder) / "new-half"
        half.mkdir()
        (half / "PG_VERSION").write_text("18\n")
        server = Server(Path(folder), find_binaries(), durable=False)
        server.start()
        server.stop()
        assert not half.exists()


def test_another_major_version_is_refused_with_what_to_do(server: Server) -> None:
    newer = Server(server.home, Binaries(server.binaries.folder, server.binaries.major + 1))
    with pytest.raises(BadSettings, match=f"was created by Postgres {server.binaries.major}") as refused:
        newer.start()
    assert "GAMETAPE_POSTGRES_BIN" in refused.value.hint


def test_a_server_that_cannot_start_says_why(server: Server) -> None:
    settings = server.data / "postgresql.auto.conf"
    before = settings.read_text()
    settings.write_text("shared_buffers = 'much'\n")
    try:
        with pytest.raises(BadSettings, match=r"configuration file .* contains errors") as refused:
            server.start()
    finally:
        settings.write_text(before)
    assert str(server.log) in refused.value.hint


def test_a_data_folder_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    server = Server(tmp_path / "file" / "postgres", find_binaries())
    with pytest.raises(BadSettings, match="cannot use its data folder") as refused:
        server.start()
    assert "GAMETAPE_DATA_DIR" in refused.value.hint
