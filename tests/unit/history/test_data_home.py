"""Where data is kept."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from readiness.history.data_home import data_home


def test_the_named_folder_wins(tmp_path: Path) -> None:
    assert data_home({"READINESS_HOME": str(tmp_path), "XDG_DATA_HOME": "/elsewhere"}) == tmp_path


@pytest.mark.skipif(sys.platform != "linux", reason="the folder of another platform")
def test_the_platforms_folder_is_next() -> None:
    assert data_home({"XDG_DATA_HOME": "/data"}) == Path("/data/readiness")
    assert data_home({"XDG_DATA_HOME": "relative"}) == Path.home() / ".local/share/readiness"
    assert data_home({}) == Path.home() / ".local/share/readiness"
