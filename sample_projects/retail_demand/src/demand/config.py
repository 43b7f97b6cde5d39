"""The project's parameters, read once from config/params.yaml and handed to every step."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True)
class Settings:
    """Parameters and the folder that their relative paths start from."""

    root: Path
    values: dict[str, Any]

    def path(self, name: str) -> Path:
        """Returns the absolute path of the file that params.yaml calls `name`."""
        return self.root / str(self.values["paths"][name])

    def __getitem__(self, section: str) -> Any:
        return self.values[section]

    @property
    def inputs(self) -> list[str]:
        """Returns the model's inputs in the order of the training table."""
        columns = self.values["columns"]
        return [*columns["numeric"], *columns["categorical"]]

    @property
    def digest(self) -> str:
        """Returns the SHA-256 of params.yaml, as written into the model's metadata."""
        return file_sha256(self.root / "config" / "params.yaml")


def load_settings(root: Path | None = None) -> Settings:
    """Returns the settings of `root`, of $DEMAND_ROOT, or of the folder this package lies in."""
    folder = root or Path(os.environ.get("DEMAND_ROOT", Path(__file__).resolve().parents[2]))
    with (folder / "config" / "params.yaml").open(encoding="utf-8") as handle:
        return Settings(folder, yaml.safe_load(handle))


def file_sha256(path: Path) -> str:
    """Returns the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
