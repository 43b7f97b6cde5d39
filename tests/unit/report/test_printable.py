"""What the bundled fonts can show is shown; everything else is printed as its code point."""

from __future__ import annotations

import io
import json
import re
import struct
import unicodedata
from pathlib import Path

import pytest
import typst
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from readiness.report.printable import GLYPHS, Glyphs

USED = [("Libertinus Serif", face) for face in ("Regular", "Semibold", "Bold")]
MONO = [("DejaVu Sans Mono", face) for face in ("Book", "Bold")]
DOCUMENT = b"""#set document(title: "glyphs")
#let d = json(bytes(sys.inputs.data))
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), fallback: false)
#for s in d [#text(weight: 400, s) #text(weight: 600, s) #text(weight: 700, s) ]
#show raw: set text(font: ("DejaVu Sans Mono", "Libertinus Serif"))
#for s in d [#raw(s) #strong(raw(s)) ]
"""


def compiles(strings: list[str]) -> bool:

    try:
        typst.compile(
            DOCUMENT, ignore_system_fonts=True, pdf_standards=["ua-1"], sys_inputs={"data": json.dumps(strings)}
        )
    except typst.TypstError:
        return False
    return True


def bundled_faces() -> dict[tuple[str, str], set[int]]:
    """Return the code points of every font inside the wheel, read from the tables in its library."""
    library = next(Path(typst.__file__).parent.glob("_typst*")).read_bytes()
    faces = {}
    for match in re.finditer(rb"OTTO|\x00\x01\x00\x00", library):
        at = match.start()
        (count,) = struct.unpack(">H", library[at + 4 : at + 6])
        records = [library[at + 12 + 16 * i : at + 28 + 16 * i] for i in range(count if 8 <= count <= 40 else 0)]
        if {b"cmap", b"head"} <= {record[:4] for record in records}:
            ends = [sum(struct.unpack(">II", record[8:16])) for record in records]
            font = TTFont(io.BytesIO(library[at : at + max(ends)]), lazy=True)
            names = font["name"]
            family = names.getDebugName(16) or names.getDebugName(1)
            faces[family, names.getDebugName(17) or names.getDebugName(2)] = set(font.getBestCmap())
    return faces


def ranges(points: set[int]) -> str:
    lines: list[list[int]] = []
    for point in sorted(points):
        if lines and lines[-1][1] == point - 1:
            lines[-1][1] = point
        else:
            lines.append([point, point])
    return "".join(f"{low:04X}\n" if low == high else f"{low:04X}-{high:04X}\n" for low, high in lines)


def expected() -> str:
    faces = bundled_faces()
    serif = set.intersection(*(faces[face] for face in USED))
    mono = set.intersection(*(faces[face] for face in MONO))
    letters = {point for point in serif | mono if unicodedata.category(chr(point))[0] in "LNPS"}
    return ranges(letters | {0x20, 0xA0})


def test_the_glyph_list_is_that_of_the_bundled_fonts() -> None:
    assert GLYPHS.read_text() == expected()


def test_every_listed_glyph_compiles_in_every_face() -> None:
    glyphs = Glyphs.bundled()
    assert len(glyphs.points) > 2500
    assert compiles([chr(point) for point in sorted(glyphs.points)])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("naïve café", "naïve café"),
        ("cafe\u0301", "café"),
        ("日本", "[U+65E5][U+672C]"),
        ("\U0001f600", "[U+1F600]"),
        ("a\u202eb", "a[U+202E]b"),
        ("a\u200bb", "a[U+200B]b"),
        ("a\x00b\x1b[0m\x7f", "a[U+0000]b[U+001B][0m[U+007F]"),
        ("name\nwith break", "name[U+000A]with break"),
        ("tab\there", "tab[U+0009]here"),
        ("\ud800 alone", "[U+D800] alone"),
        ("q\u0301", "q[U+0301]"),
        ("\ufeffbom", "[U+FEFF]bom"),
        ("0.5 → 0.7 ≥ ½ − π", "0.5 → 0.7 ≥ ½ − π"),
        ("#set page() $x$ *b* `c` <l> @r // \\", "#set page() $x$ *b* `c` <l> @r // \\"),
    ],
)
def test_text(text: str, shown: str) -> None:
    assert Glyphs.bundled().text(text).replace("\u200b", "") == shown.replace("\u200b", "")


def test_text_is_cut_before_it_is_spelled_out() -> None:
    assert Glyphs.bundled().text("日" * 50, limit=3) == "[U+65E5][U+65E5]…"
    assert Glyphs.bundled().text("abc", limit=3) == "abc"


def test_long_words_may_break() -> None:
    path = "deep/" * 20 + "x" * 100
    shown = Glyphs.bundled().text(path, limit=300)
    assert shown.replace("\u200b", "") == path
    assert max(len(piece) for piece in shown.split("\u200b")) <= 24


def test_code_keeps_its_lines_and_spells_out_tabs_as_spaces() -> None:
    assert Glyphs.bundled().code("if a:\n\treturn\r\n\x01", lines=8) == ["if a:", "    return", "[U+0001]"]
    assert Glyphs.bundled().code("\n".join("abcdefgh"), lines=3) == ["a", "b", "c"]
    assert Glyphs.bundled().code("x" * 400, lines=3)[0].replace("\u200b", "") == "x" * 159 + "…"


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=[]), max_size=30), max_size=8))
def test_nothing_stops_the_export(texts: list[str]) -> None:
    assert compiles([Glyphs.bundled().text(text) for text in texts])
