"""What must be true of every file that is kept."""

import re
import subprocess
from collections import Counter
from pathlib import Path

from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
LONGEST = {".py": 300, ".ts": 200, ".tsx": 200}
GENERATED = re.compile(r"/migrations/versions/|\.gen\.ts$|\.d\.ts$")
# Where somebody's machine keeps things, or where some registry serves from.
PRIVATE = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/\w|https?://[^\s\"']*(?:/simple\b|npmjs|pythonhosted)")
DECISION = re.compile(r"(\d{4})-[a-z0-9-]+\.md")
STATUS = re.compile(r"Status: (accepted|superseded by \d{4}), \d{4}-\d\d-\d\d")


def tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files", "-z"], check=True, cwd=ROOT, capture_output=True, text=True).stdout
    return [ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()]


def test_files_stay_small_enough_to_read() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in LONGEST
        and not GENERATED.search(path.as_posix())
        and (lines := path.read_text().count("\n")) > LONGEST[path.suffix]
    }
    assert long == {}


def test_no_file_tells_of_a_machine_or_a_registry() -> None:
    told = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in tracked()
        if path != Path(__file__) and (found := PRIVATE.search(path.read_text(errors="ignore")))
    ]
    assert told == []


def test_decisions_are_numbered_titled_dated_and_listed_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    index = (folder / "README.md").read_text()
    numbers = Counter(match[1] if (match := DECISION.fullmatch(page.name)) else page.name for page in pages)
    assert [number for number, count in numbers.items() if count > 1 or not number.isdigit()] == []
    for page in pages:
        title, _, status = page.read_text().split("\n")[:3]
        number = page.name[:4]
        assert re.fullmatch(rf"# {number}: \S.*", title), page.name
        assert STATUS.fullmatch(status), page.name
        row = f"| [{number}]({page.name}) | {title.removeprefix(f'# {number}: ')} | {status.removeprefix('Status: ')} |"
        assert row in index.splitlines(), page.name
        superseded_by = re.search(r"superseded by (\d{4})", status)
        assert not superseded_by or superseded_by[1] in numbers, page.name


def test_the_wheel_installs_gametape_alone() -> None:
    """A name such as `flows` or `api` at the top of a virtual environment would shadow somebody else's."""
    files = WheelBuilder(str(ROOT)).recurse_included_files()
    assert {file.distribution_path.split("/")[0] for file in files} == {"gametape"}
