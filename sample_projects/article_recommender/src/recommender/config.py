"""The project's parameters, read once from config/params.yaml."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]  # /app in the image, the project folder elsewhere


@dataclass(frozen=True)
class Settings:
    """Parameters and the folder that their relative paths start from."""

    root: Path
    values: dict[str, Any]

    def path(self, name: str) -> Path:
        """Returns the absolute path of the file that params.yaml calls `name`."""
        return self.root / str(self.values[name])

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    @property
    def inputs(self) -> list[str]:
        """Returns the model's inputs."""
        return [*self.values["numeric"], *self.values["categorical"]]


def load_settings(root: Path = ROOT) -> Settings:
    """Returns the settings of a project folder."""
    return Settings(root, yaml.safe_load((root / "config" / "params.yaml").read_text(encoding="utf-8")))


def file_sha256(path: Path) -> str:
    """Returns the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
