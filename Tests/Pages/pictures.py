"""Holds a screenshot against the accepted one, by its worst tile.

A tile is a square of 16 x 16 pixels, and tiles overlap by half, as in Sources/Baselines/PictureComparer.swift.
With d the largest channel difference of a pixel, divided by 255, a tile scores the mean of d over its pixels,
and a picture scores what its worst tile does. A mean over the whole picture would let an erased word drown.

LIMIT is what two Chromium versions may differ by in how they smooth the edges of glyphs: a shift of everything
by a tenth of a pixel scores about so much. The same Chromium scores 0 from one run to the next, and the 256
colors of an accepted picture at most 0.006. Gray words that turn black score 0.047, and test_pictures.py seeds
such changes.
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops

TILE = 16
LIMIT = 0.035
COLORS = 256


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
    # Means over tiles that begin at each half of one, with white room at the right and bottom for the last.
    width, height = (side + TILE + -side % TILE for side in now.size)
    padded = Image.new("F", (width, height))
    padded.paste(distance(now, before).convert("F"), (0, 0))
    score, place = 0.0, (0, 0)
    for left in (0, TILE // 2):
        for top in (0, TILE // 2):
            means = padded.crop((left, top, left + width - TILE, top + height - TILE)).reduce(TILE)
            worst = means.getextrema()[1]
            if worst / 255 > score:
                score = worst / 255
                index = list(means.get_flattened_data()).index(worst)
                place = (left + index % means.width * TILE, top + index // means.width * TILE)
    words = f"the tile at {place} differs by {score:.1%}, of which {LIMIT:.0%} are admitted"
    return Verdict(score, place, words)


def save_accepted(picture: Image.Image, path: Path) -> None:
    """Writes a picture of few colors, so that all of them together stay small in the repository."""
    path.parent.mkdir(parents=True, exist_ok=True)
    small = picture.convert("RGB").quantize(COLORS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
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
