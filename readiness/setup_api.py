"""The door of the set-up: where a project comes from, what is known of it, and the manifest that a person confirmed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from readiness.domain.set_up import Answer, SetUp
    from readiness.domain.settings import Settings
    from readiness.history.sources import Sources


def set_up(path: Path, settings: Settings) -> SetUp:
    """Return what a project's manifest declares and what its folder suggests, with what may be chosen instead.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    """
    from readiness.evidence.declared.set_up import set_up as proposed
    from readiness.opening import opened

    with opened(path, settings) as project:
        return proposed(project, settings)


def answered_manifest(path: Path, settings: Settings, answers: Mapping[str, Answer]) -> str:
    """Return a manifest as YAML: the project's own, with the answers in place of what they name.

    Raises
    ------
    ProjectUnreadable
        The project cannot be read or holds nothing to assess.
    KeyError
        An answer to something that was not asked.
    """
    from readiness.evidence.declared.set_up import answered
    from readiness.opening import opened

    with opened(path, settings) as project:
        return answered(project, answers)


def sources() -> Sources:
    """Return the projects chosen on this machine and not assessed yet: folders, uploads and clones."""
    from readiness.history.sources import Sources

    return Sources.of(os.environ)
