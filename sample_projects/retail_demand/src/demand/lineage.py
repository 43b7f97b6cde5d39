"""The trail of a model: commit, code, data and their source, written while training."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from demand.config import Settings, file_sha256


def commit(root: Path) -> str:
    """Returns the commit that is checked out, or "" outside a repository."""
    found = subprocess.run(["git", "rev-parse", "HEAD"], cwd=root, capture_output=True, text=True, check=False)  # noqa: S607
    return found.stdout.strip()


def write_lineage(settings: Settings, about: dict[str, Any]) -> None:
    """Writes models/lineage.json: from the model's digest over the transformations to the export of the tills."""
    raw = settings.path("raw")
    trail = {
        "model": about["model"],
        "run": {
            "code": about["code"],
            "config": about["config"],
            "seed": about["seed"],
            "created_at": about["created_at"],
        },
        "steps": [
            {
                "code": "src/demand/split.py",
                "inputs": [entry(settings, "raw")],
                "outputs": [entry(settings, "train"), entry(settings, "test")],
            },
            {"code": "src/demand/train.py", "inputs": [entry(settings, "train")], "outputs": [about["model"]]},
        ],
        "sources": [
            {
                "path": raw.relative_to(settings.root).as_posix(),
                "sha256": file_sha256(raw),
                "origin": "export of the tills",
            }
        ],
    }
    settings.path("lineage").write_text(json.dumps(trail, indent=2) + "\n", encoding="utf-8")


def entry(settings: Settings, name: str) -> dict[str, str]:
    """Returns path and digest of the file that params.yaml calls `name`."""
    path = settings.path(name)
    return {"path": path.relative_to(settings.root).as_posix(), "sha256": file_sha256(path)}
