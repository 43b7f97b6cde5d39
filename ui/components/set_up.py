"""The words of the set-up: where a project comes from, and why a value stands in the form."""

from __future__ import annotations

from readiness.domain.set_up import SetUp
from ui.components.markup import block, prose, text

DECLARED = "declared"
UNKNOWN = "not known"


def title(name: str, place: str) -> str:
    """Return the project's name with where it was chosen."""
    return block(
        f"<h1 class='project'>{text(name)}</h1><p class='small i2' style='margin-top:6px'>Chosen from "
        f"<span class='mono'>{text(place)}</span>. Not assessed yet.</p>"
    )


def explained(found: SetUp) -> str:
    """Return what the form is for, by what the project declares itself."""
    if found.declared:
        return (
            f"The project declares what follows in `{found.declared}`. Correct what is wrong; it counts for this "
            "assessment, and the project is not changed."
        )
    guessed = len(found.reasons)
    inferred = f"{guessed} values were" if guessed != 1 else "One value was"
    return (
        f"The project has no `readiness.yaml`. {inferred} inferred from its files. Confirm or correct them, and add "
        "what only you know; what stays open counts as unknown. The project is not changed."
    )


def why(found: SetUp, key: str) -> str:
    """Return the line under a field: why the value stands there; a plain space where nothing is known."""
    if key in found.reasons:
        return _line(f"Inferred: {found.reasons[key]}")
    known = found.values.get(key) is not None and found.declared
    return _line("Declared in the project" if known else "")


def behind(variable: str, tables: str) -> str:
    """Return the line under the choice of a connection: what is read through it, and where its address stands."""
    return _line(
        f"Behind it lies {tables}. The address stands in the variable `{variable}` of the machine that assesses. "
        "Left closed, what needs these tables stays unknown."
    )


def _line(words: str) -> str:
    return block(f"<p class='tiny i2 rd-why{'' if words else ' none'}'>{prose(words) or '&nbsp;'}</p>")
