"""The bundled sample projects."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent.parent / "sample_projects"


@dataclass(frozen=True)
class Sample:
    """A bundled sample project and its story in one paragraph.

    Attributes
    ----------
    consented
        Its model files are those of ``sample_projects/digests.txt``, the release's, so loading them needs no consent.
    """

    name: str
    path: Path
    story: str
    consented: bool = False


def samples() -> tuple[Sample, ...]:
    """Return the bundled sample projects; the story is the first paragraph of ``SAMPLE.md``."""
    found = []
    for folder in sorted(SAMPLES.iterdir()) if SAMPLES.is_dir() else []:
        story = folder / "SAMPLE.md"
        if story.is_file():
            paragraphs = story.read_text(encoding="utf-8").split("\n\n")
            text = next((part for part in paragraphs if part.strip() and not part.startswith("#")), "")
            found.append(Sample(folder.name, folder, " ".join(text.split()), _as_released(folder)))
    return tuple(found)


def _as_released(sample: Path) -> bool:
    """Return whether every model file that the release lists for a sample is there, unchanged; none listed is no."""
    digests = SAMPLES / "digests.txt"
    lines = digests.read_text(encoding="utf-8").splitlines() if digests.is_file() else []
    listed = [line.split(maxsplit=1) for line in lines if f"  {sample.name}/" in line]
    files = [(digest, SAMPLES / name) for digest, name in listed]
    return bool(files) and all(
        file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest for digest, file in files
    )
