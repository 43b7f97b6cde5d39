"""Fixtures for the sample projects: their folder and the truths written in their SAMPLE.md."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

SAMPLES = Path(__file__).resolve().parents[3] / "sample_projects"


@pytest.fixture(scope="session")
def samples() -> Path:
    return SAMPLES


@pytest.fixture(scope="session")
def truth() -> Callable[..., Any]:
    """Returns a function (sample, name, **selectors) -> the planted value as a pytest.approx, or as written."""

    def find(sample: str, name: str, **selectors: str) -> Any:
        text = (SAMPLES / sample / "SAMPLE.md").read_text(encoding="utf-8")
        block = re.search(r"^## Truths\s+```yaml\n(.*?)^```", text, re.M | re.S)
        assert block, f"{sample}/SAMPLE.md has no fenced list of truths"
        wanted = {"name": name, **selectors}
        found = [row for row in yaml.safe_load(block[1])["truths"] if wanted.items() <= row.items()]
        assert len(found) == 1, f"{sample}: {wanted} names {len(found)} truths"
        value, tolerance = found[0]["value"], found[0]["tolerance"]
        return value if isinstance(value, list | str | bool) else pytest.approx(value, rel=0, abs=tolerance or 1e-12)

    return find
