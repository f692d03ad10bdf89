"""Holds a screenshot against the accepted one, by its worst tile.

A tile is a square of 16 x 16 pixels, and tiles overlap by half, as in Sources/Baselines/PictureComparer.swift.
With d the largest channel difference of a pixel, divided by 255, a tile scores the mean of d over its pixels,
and a picture scores what its worst tile does. A mean over the whole picture would let an erased word drown.

LIMIT is what two Chromium versions may differ by in how they smooth the edges of glyphs, and what the accepted
pictures lose by their 64 colors. Measured on this page: see test_pictures.py, which erases words and swaps
colors to show that they score above it.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

TILE = 16
LIMIT = 0.08
COLORS = 64


@dataclass
class Verdict:
    """How a picture differs from the accepted one; `place` is its worst tile's corner."""

    score: float
    place: tuple[int, int] | None = None
    words: str = ""

    @property
    def agrees(self) -> bool:
        return self.score <= LIMIT


def distance(now: Image.Image, before: Image.Image) -> Image.Image:
    """The largest channel difference of each pixel."""
    red, green, blue = ImageChops.difference(now.convert("RGB"), before.convert("RGB")).split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue)


def compared(now: Image.Image, before: Image.Image) -> Verdict:
    """The verdict over two pictures, of which a different size is never the same."""
    if now.size != before.size:
        sizes = " x ".join(map(str, now.size)), " x ".join(map(str, before.size))
        return Verdict(1, words=f"it has {sizes[0]} pixels, before {sizes[1]}")
    # Means over half tiles, of which four neighbors make a tile; floats keep what rounding would lose.
    half = TILE // 2
    width, height = (side + -side % half for side in now.size)
    padded = Image.new("F", (width, height))
    padded.paste(distance(now, before).convert("F"), (0, 0))
    means = padded.reduce(half)
    columns, rows = means.size
    cells = list(means.getdata())
    score, place = 0.0, (0, 0)
    for row in range(max(1, rows - 1)):
        for column in range(max(1, columns - 1)):
            corners = [
                cells[r * columns + c]
                for r in (row, min(row + 1, rows - 1))
                for c in (column, min(column + 1, columns - 1))
            ]
            tile = sum(corners) / (4 * 255)
            if tile > score:
                score, place = tile, (column * half, row * half)
    words = f"the tile at {place} differs by {score:.1%}, of which {LIMIT:.0%} are admitted"
    return Verdict(score, place, words)


def save_accepted(picture: Image.Image, path: Path) -> None:
    """Writes a picture of few colors, so that all of them together stay small in the repository."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = picture.convert("RGB").quantize(COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


def save_difference(now: Image.Image, before: Image.Image, path: Path) -> None:
    """Writes both pictures side by side, and what differs as dark ink on white between them."""
    width, height = max(now.width, before.width), max(now.height, before.height)
    sheet = Image.new("RGB", (3 * width, height), "white")
    sheet.paste(before.convert("RGB"), (0, 0))
    if now.size == before.size:
        sheet.paste(ImageChops.invert(distance(now, before)).convert("RGB"), (width, 0))
    sheet.paste(now.convert("RGB"), (2 * width, 0))
    sheet.save(path)
