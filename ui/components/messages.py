"""States in words: nothing yet, failed, changed since."""

from __future__ import annotations

from readiness.report import numbers
from ui.components.markup import block, prose, shape, text


def empty(title: str, words: str) -> str:
    """Return what will be here."""
    return block(f"<div class='rd-empty'><h1>{text(title)}</h1><p>{prose(words)}</p></div>")


def heading(title: str, words: str = "") -> str:
    """Return a page's title with one sentence."""
    said = f"<p class='i2' style='margin-top:6px;max-width:70ch'>{prose(words)}</p>" if words else ""
    return block(f"<h1>{text(title)}</h1>{said}")


def section(title: str, words: str = "") -> str:
    """Return a section's title with a note beside it."""
    return block(
        f"<div class='between'><h2 class='top'>{text(title)}</h2><span class='tiny i2'>{prose(words)}</span></div>"
    )


def section_with(title: str, aside: str) -> str:
    """Return a section's title with HTML of ours beside it."""
    return block(f"<div class='between'><h2 class='top'>{text(title)}</h2>{aside}</div>")


def project(name: str, words: str) -> str:
    """Return a project's name in its own voice, with one sentence."""
    return block(f"<h1 class='project'>{text(name)}</h1><p class='small i2' style='margin-top:6px'>{prose(words)}</p>")


def viewer(name: str) -> str:
    """Return who is logged in."""
    return block(f"<p class='tiny i2'>Logged in as <b>{text(name)}</b></p>")


def failure(words: str) -> str:
    """Return what happened, where, and the way out."""
    return block(f"<div class='rd-note fail' role='alert'>{shape('fail')}<span>{prose(words)}</span></div>")


def note(words: str) -> str:
    """Return a quiet line on sunken ground."""
    return block(f"<div class='rd-note' role='status'>{prose(words)}</div>")


def stale(reason: str, created_at: str) -> str:
    """Return that something changed since the assessment."""
    return note(f"{reason} since {numbers.moment(created_at)}.")
