"""Functions as the platform's builder leaves them: put together, measured, and called."""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

INVOKE = Path(__file__).with_name("invoke.py")


class Answer(NamedTuple):
    status: int
    body: Any


class Function:
    """A function in a folder of its own, with all its files, as it is when it runs."""

    def __init__(self, folder: Path, python: str, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [python, str(INVOKE)],
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": "_vendor", "PYTHONDONTWRITEBYTECODE": "1", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def call(self, path: str, *, method: str = "GET", **headers: str) -> Answer:
        assert self._process.stdin
        assert self._process.stdout
        request = {"method": method, "path": path, "headers": {"host": "gametape.example", **headers}}
        print(json.dumps(request), file=self._process.stdin, flush=True)
        for line in self._process.stdout:
            if line.startswith('{"status"'):  # the runtime prints lines of its own
                return Answer(**json.loads(line))
        raise RuntimeError(f"The function ended with {self._process.wait()}.")

    def close(self) -> None:
        self._process.kill()
        self._process.communicate()


@contextmanager
def running(folder: Path, python: str, environment: Mapping[str, str]) -> Iterator[Function]:
    function = Function(folder, python, environment)
    try:
        yield function
    finally:
        function.close()


def put_together(project: Path, service: str) -> Path:
    """The files of a service's one function, in a new folder beside the build."""
    (built,) = (project / ".vercel/output/services" / service / "functions").glob("*.func")
    folder = project / ".vercel" / f"function-{service}"
    shutil.copytree(built, folder)
    config = json.loads((built / ".vc-config.json").read_text())
    for target, source in config.get("filePathMap", {}).items():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project / source, folder / target)
    return folder


def size(folder: Path) -> int:
    """Bytes of all files."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
