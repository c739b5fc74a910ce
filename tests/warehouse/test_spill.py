"""Private folders of processes that begin and end at the same time."""

import os
import tempfile
from pathlib import Path

import pytest

from gametape.warehouse import spill


def test_a_folder_that_another_process_removes_before_it_is_held_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    make, made = tempfile.mkdtemp, list[str]()

    def overtaken(**options: str) -> str:
        made.append(make(**options))
        if len(made) == 1:
            spill.remove_leftovers()
            assert not os.path.lexists(made[0])
        return made[-1]

    monkeypatch.setattr(tempfile, "mkdtemp", overtaken)
    folder = spill.Spill()
    assert (len(made), str(folder.path)) == (2, made[1])
    assert folder.path.is_dir()
    spill.remove_leftovers()
    assert folder.path.is_dir(), "it is held"
    folder.close()
    assert list(tmp_path.iterdir()) == []
