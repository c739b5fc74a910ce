"""What is installed is what pyproject.toml asks for, each with its hash."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKED = re.compile(r"^([\w.-]+)==(\S+)(.*?) \\\n    --hash=sha256:", re.MULTILINE)
HINT = (
    "Run: uv pip compile --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --all-extras "
    "--group web --group dev --group bench -o requirements.lock"
)


def test_every_requirement_is_locked_at_a_version_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    tables = (project["project"]["optional-dependencies"], project["dependency-groups"])
    wanted = [
        *project["project"]["dependencies"],
        *(line for table in tables for group in table.values() for line in group),
    ]
    locked = {
        canonicalize_name(name): version
        for name, version, _ in LOCKED.findall((ROOT / "requirements.lock").read_text())
    }
    missing = [
        line
        for line in wanted
        if (requirement := Requirement(line))
        and not requirement.specifier.contains(locked.get(canonicalize_name(requirement.name), ""), prereleases=True)
    ]
    assert missing == [], HINT


def test_setup_installs_its_own_tools_by_hash() -> None:
    wanted = [line for line in (ROOT / "scripts/setup.in").read_text().splitlines() if not line.startswith("#")]
    locked = {name: version for name, version, _ in LOCKED.findall((ROOT / "scripts/setup.lock").read_text())}
    for requirement in map(Requirement, wanted):
        assert requirement.specifier.contains(locked[requirement.name]), "see the first lines of scripts/setup.in"
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"]
    assert set(build) <= set(wanted)
    script = (ROOT / "scripts/setup").read_text()
    assert "--require-hashes --requirement scripts/setup.lock" in script
    assert "--no-build-isolation-package gametape" in script
