"""Make the web fonts of this folder: subsets of the fonts that the PDF is set in.

usage: subset.py INTER_FOLDER    (Sources/CairoPlots/Fonts)

Run it with a Python that has `typst`, `fonttools` and `brotli`. Libertinus Serif and New Computer
Modern Math are taken from the Typst package, which carries them, so that page and PDF agree; Inter is
the one of the figures. The report itself needs only the files that this makes.
"""

import io
import struct
import sys
from pathlib import Path

import typst
from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent

# Latin with the accents of the names cited, punctuation, and the signs of Words.swift and summary.typ.
TEXT = (
    "U+20-7E,U+A0,U+A7,U+B0,U+B1,U+B7,U+C4,U+D6,U+D7,U+DC,U+E0-F6,U+F8-FC,U+394,U+3A3,U+3B1-3C9,"
    "U+2009,U+2011,U+2013,U+2014,U+2016,U+2018,U+2019,U+201C,U+201D,U+2026,U+202F,U+2032,U+2113,"
    "U+2190,U+2192,U+2208,U+2212,U+221A,U+221E,U+2248,U+2260,U+2264,U+2265,U+226A,U+226B,U+25CB,"
    "U+2713,U+2717"
)
# Letters as MathML sets them, upright and italic, and the operators of convex analysis.
MATH = (
    "U+20-7E,U+A0,U+B1,U+B7,U+D7,U+393-3A9,U+2009,U+210E,U+1D434-1D467,U+1D6E4,U+1D6E5,U+1D6F4,U+1D6F7,U+1D6F9,"
    "U+1D6FA,U+1D6FC-1D71B,U+2016,U+2026,U+2032,U+2061-2064,U+2113,U+211D,U+2190,U+2192,U+2200,"
    "U+2202,U+2203,U+2207-2209,U+220F,U+2211,U+2212,U+2217,U+2218,U+221A,U+221E,U+2223,U+2225,"
    "U+2229,U+222A,U+222B,U+223C,U+2248,U+2260,U+2264,U+2265,U+226A,U+226B,U+2282,U+2286,U+22A4,"
    "U+22C5,U+22EF,U+2308-230B,U+27E8,U+27E9"
)


def carried_fonts() -> dict[str, bytes]:
    """The OpenType fonts inside Typst's shared library, by PostScript name."""
    library = next(Path(typst.__file__).parent.glob("*.so")).read_bytes()
    fonts: dict[str, bytes] = {}
    start = library.find(b"OTTO")
    while start >= 0:
        tables = struct.unpack(">H", library[start + 4 : start + 6])[0]
        entries = [
            struct.unpack(">4sLLL", library[start + 12 + 16 * i : start + 28 + 16 * i])
            for i in range(min(tables, 40))
        ]
        if entries and all(tag.isascii() and tag[:1].isalpha() for tag, *_ in entries):
            end = start + max(offset + length for _, _, offset, length in entries)
            data = library[start:end]
            try:
                fonts.setdefault(TTFont(io.BytesIO(data))["name"].getDebugName(6), data)
            except Exception:  # Four bytes that happen to read OTTO.
                pass
        start = library.find(b"OTTO", start + 4)
    return fonts


def write(name: str, font: TTFont, characters: str, features: list[str]) -> None:
    """Writes the subset; names, copyright and license stay in it."""
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=features, name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14]
    )
    options.drop_tables += ["FFTM", "PfEd"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(characters))
    subsetter.subset(font)
    subset.save_font(font, str(HERE / f"{name}.woff2"), options)
    print(f"{name}.woff2: {(HERE / f'{name}.woff2').stat().st_size:,} bytes")


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 64
    carried = carried_fonts()
    for style in ("Regular", "Italic", "Semibold"):
        name = f"LibertinusSerif-{style}"
        write(name, TTFont(io.BytesIO(carried[name])), TEXT, ["kern", "liga", "lnum"])
    for style in ("Regular", "Italic", "SemiBold"):
        name = f"Inter-{style}"
        write(name, TTFont(Path(arguments[0]) / f"{name}.otf"), TEXT, ["kern", "lnum", "tnum"])
    write("NewCMMath-Book", TTFont(io.BytesIO(carried["NewCMMath-Book"])), MATH, [])
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
