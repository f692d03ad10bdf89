"""The page that make compare writes: seeded changes, each found, named and shown.

It needs a copy of the repository with accepted outputs, and the command: --repository and --command.
"""

import csv
import subprocess
from pathlib import Path

import pytest
from accessibility import violations
from examination import faults
from PIL import Image

PROFILE = ["--profile", "smoke"]


def nonsmooth(command: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run([command, *arguments, *PROFILE], cwd=folder, capture_output=True, text=True)


def change_a_number(table: Path) -> tuple[str, str]:
    """Adds a quarter to the y of one row; returns its x and its y now."""
    with table.open(newline="") as stream:
        rows = list(csv.reader(stream))
    x, before = rows[5][2], float(rows[5][3])
    rows[5][3] = repr(before + 0.25)
    with table.open("w", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)
    return x, rows[5][3]


def erase_a_label(picture: Path) -> None:
    """Paints white over the first label of the vertical axis: what is dark left of the axis line."""
    image = Image.open(picture).convert("RGB")
    rows = (y for y in range(30, image.height) for x in range(32, 56) if image.getpixel((x, y))[0] < 120)
    top = next(rows)
    image.paste("white", (26, top - 2, 57, top + 18))
    image.save(picture)


def swap_colors(picture: Path) -> None:
    """Turns blue into red where it is strong."""
    image = Image.open(picture).convert("RGB")
    image.putdata([(b, g, r) if b > r + 80 else (r, g, b) for r, g, b in image.get_flattened_data()])
    image.save(picture)


@pytest.fixture(scope="module")
def changed(request):
    """The comparison's page after one number, one label, one color, one figure and one verdict have changed."""
    folder, command = (request.config.getoption(name) for name in ("--repository", "--command"))
    if not (folder and command):
        pytest.skip("needs --repository and --command, which make test gives")
    folder = Path(folder).resolve()
    accepted = nonsmooth(command, folder, "accept", "all", "--reason", "a test")
    assert accepted.returncode == 0, accepted.stderr
    output = folder / "Output/smoke"
    x, y = change_a_number(output / "figures/figure-1.csv")
    erase_a_label(output / "figures/figure-2.png")
    swap_colors(output / "figures/figure-4.png")
    for suffix in ("csv", "png"):
        (output / f"figures/figure-5.{suffix}").unlink()
    values = output / "values/duality.json"
    values.write_text(values.read_text().replace('"reproduced"', '"notReproduced"'))
    outcome = nonsmooth(command, folder, "compare")
    assert outcome.returncode == 1, outcome.stderr
    return output / "compare/index.html", x, y


@pytest.mark.parametrize("width", [1440, 390])
def test_is_whole(reader, changed, width):
    file, _, _ = changed
    with reader.opens(file, width) as page:
        # The figures that agree are shown from the folder beside the page, and nothing else is asked for.
        beside = [f"needs {image.resolve().as_uri()}" for image in (file.parent.parent / "figures").glob("*.png")]
        found = faults(page, file)
        assert [fault for fault in found if fault not in beside] == []
        assert len(found) == page.locator(".gallery img").count()
        shown = page.locator("section.output img").count()
        assert shown == 5, "before and now of two figures, and the missing one as it was"
    assert file.stat().st_size < 10_000_000


def test_names_each_change_and_the_gravest_first(reader, changed):
    file, x, y = changed
    with reader.opens(file, 1440) as page:
        text = page.locator("body").inner_text()
    # Those of the chapter on duality that were reproduced.
    rest = text.split("4 claims changed their verdicts")
    assert len(rest) == 2
    assert "Largest change: figure-1" in rest[0]
    rest = rest[1]
    for words in (
        "A.2", "figure-5\n", "Missing: a baseline exists, but data and picture were not made.",
        "figure-1\n", "The data changed, the picture did not. 1 change in the data, first",
        f"x {x}: y: {y}, before", "0.25",
        "figure-2\n", "Only the picture changed; the data are the same.", "something is gone at the top left",
        "figure-4\n", "Only the picture changed; the data are the same.", "same shapes, other colors",
    ):
        assert words in rest, f"'{words}' after what stands before it"
        rest = rest.split(words, 1)[1]


def test_shows_what_agrees_beside_what_does_not(reader, changed):
    with reader.opens(changed[0], 1440) as page:
        assert page.locator(".gallery img").count() > 10
        page.locator("details > summary").click()
        image = page.locator(".gallery img").first
        image.scroll_into_view_if_needed()
        page.wait_for_function("image => image.naturalWidth > 0", arg=image.element_handle())
        link = page.locator(".gallery a").first.get_attribute("href")
        target = (changed[0].parent / link.split("#")[0]).resolve()
        assert f'id="{link.split("#")[1]}"' in target.read_text(), "the place in the report"
        rows = page.locator("details > .scroll tbody tr")
        reasons = [row.locator("td").last.inner_text() for row in rows.all()]
        named = [row.locator("td").first.inner_text() for row in rows.all()]
        assert [name for name, why in zip(named, reasons) if not why] == [], "why it was accepted"


def test_shows_two_pictures_in_four_ways(reader, changed):
    with reader.opens(changed[0], 1440) as page:
        section = page.locator("#output-figure-2")
        now = section.locator(".now").first

        def style(name):
            return now.evaluate("(element, name) => getComputedStyle(element)[name]", name)

        assert (style("mixBlendMode"), style("clipPath")) == ("normal", "none")
        section.locator("[value=swipe]").check(force=True)
        section.locator("[type=range]").fill("30")
        assert style("clipPath") == "inset(0px 0px 0px 30%)"
        section.locator("[value=overlay]").check(force=True)
        assert style("mixBlendMode") == "multiply"
        section.locator("[value=difference]").check(force=True)
        assert style("mixBlendMode") == "difference"


def test_filters_by_name_and_by_kind(reader, changed):
    with reader.opens(changed[0], 390) as page:
        page.locator("#name").fill("FIGURE-2")
        assert page.locator("#shown").inner_text() == "1 shown"
        page.locator("#filter [value=pictureChanged]").click()
        assert page.locator("#shown").inner_text() == "0 shown"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_breaks_no_rule_of_accessibility(reader, changed, theme):
    with reader.opens(changed[0], 1440 if theme == "light" else 390, theme) as page:
        assert violations(page) == []
