"""Colours and shapes of the dashboard as one style sheet, for light and dark at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

# Light and dark; text keeps at least 4.5:1 on its ground, meaningful marks 3:1 (tests/ui/test_markup.py).
COLOURS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "paper": ("#FDFCFA", "#171614"),
        "sunken": ("#F1EEE8", "#262421"),
        "line": ("#E2DED5", "#383530"),
        "edge": ("#8A8479", "#837D73"),
        "ink": ("#211F1C", "#EDEBE6"),
        "ink2": ("#56524B", "#BCB7AE"),
        "ink3": ("#6F6A61", "#9C978D"),
        "track": ("#ECE8E0", "#2D2A27"),
        "bar": ("#17506A", "#61ABC5"),
        "proven": ("#17506A", "#7EC3DA"),
        "proven-bg": ("#E3EDF1", "#17313B"),
        "partial": ("#946200", "#F0C75E"),
        "partial-bg": ("#F8EED6", "#382D15"),
        "fail": ("#98200F", "#F77F7F"),
        "fail-bg": ("#F8E6E1", "#401F20"),
        "unknown": ("#56524B", "#BCB7AE"),
        "na": ("#6F6A61", "#9C978D"),
        "waived": ("#7A4FBF", "#B48CF2"),
        "waived-bg": ("#EFE8F8", "#322749"),
        "mark": ("#DCD9D3", "#3D3A36"),
    }
)

# Drawn in a box of 16; the mask carries the shape, the background its colour (st.html removes <svg>).
_RING = "<circle cx='8' cy='8' r='6.2' fill='none' stroke='black' stroke-width='1.7'/>"
_CROSS = "<path d='M2.6 2.6 13.4 13.4M13.4 2.6 2.6 13.4' stroke='black' stroke-width='{width}' stroke-linecap='round'/>"
_DISC = "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z"
SHAPES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "pass": ("proven", "<circle cx='8' cy='8' r='7'/>"),
        "partial": ("partial", f"<path fill-rule='evenodd' d='{_DISC}m0 1.8a5.2 5.2 0 0 1 0 10.4Z'/>"),
        "pending": (
            "partial",
            "<path d='M8 1a7 7 0 0 0 0 14Z'/><circle cx='8' cy='8' r='6.2' fill='none' stroke='black' "
            "stroke-width='1.6' stroke-dasharray='2.6 2.2'/>",
        ),
        "fail": ("fail", _CROSS.format(width="3.4")),
        "unknown": ("unknown", _RING),
        "not_applicable": ("na", "<path d='M2.5 8h11' stroke='black' stroke-width='2.4' stroke-linecap='round'/>"),
        "waived": (
            "waived",
            "<path d='M8 1.8 14.2 8 8 14.2 1.8 8Z' fill='none' stroke='black' stroke-width='1.9'/>",
        ),
        "pass-large": (
            "proven",
            f"<path fill-rule='evenodd' d='{_DISC}M7 11.6 3.7 8.4l1.2-1.3L7 9.1l4.1-4.6 1.3 1.2Z'/>",
        ),
        "fail-large": ("fail", _CROSS.format(width="2.8")),
        "unknown-large": (
            "unknown",
            "<circle cx='8' cy='8' r='6.3' fill='none' stroke='black' stroke-width='1.5' stroke-dasharray='2.6 1.36'/>"
            "<path d='M6.2 6.5c0-1 .8-1.7 1.8-1.7s1.8.7 1.8 1.6c0 1.3-1.8 1.4-1.8 2.6' fill='none' stroke='black' "
            "stroke-width='1.4' stroke-linecap='round'/><circle cx='8' cy='11.3' r='.95'/>",
        ),
        "flag": ("ink", "<path d='M2 1h12L8 8.6Z'/>"),
    }
)


def mask(drawing: str) -> str:
    """Return a CSS url() of a drawing in a 16 by 16 box."""
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>{drawing}</svg>"
    return 'url("data:image/svg+xml,' + picture.replace("#", "%23").replace("<", "%3C").replace(">", "%3E") + '")'


def stylesheet() -> str:
    """Return the whole style sheet in one <style> element."""
    colours = ";".join(f"--rd-{name}:light-dark({light},{dark})" for name, (light, dark) in COLOURS.items())
    shapes = "".join(
        f".rd-g.{name}{{--m:{mask(drawing)};background:var(--rd-{tone})}}" for name, (tone, drawing) in SHAPES.items()
    )
    sheets = sorted(Path(__file__).with_name("styles").glob("*.css"))
    return f"<style>.stApp{{{colours}}}{shapes}{''.join(sheet.read_text(encoding='utf-8') for sheet in sheets)}</style>"
