"""Every part of the report looks as it was accepted: on three widths, in both themes.

Scripts/accept-pages.sh takes what is there as accepted; Docs/Pages.md says when.
"""

import pytest
from conftest import ROOT
from parts import PARTS, PREPARE, picture_of
from pictures import LIMIT, TILE, compared, save_accepted, save_difference
from PIL import Image, ImageDraw

ACCEPTED = ROOT / "Tests/Pages/Accepted"
FOUND = ROOT / ".build/page-pictures"
SIZES = {"desktop": 1440, "tablet": 768, "phone": 390}
VIEWS = [f"{size}-{theme}" for size in SIZES for theme in ("light", "dark")]


@pytest.fixture(scope="module", params=VIEWS)
def view(request, reader, report):
    """The page of one width and theme: its name, and the page."""
    size, theme = request.param.split("-")
    with reader.opens(report / "report.html", SIZES[size], theme, still=True) as page:
        page.evaluate(PREPARE)
        yield request.param, page


@pytest.mark.parametrize("part", PARTS)
def test_looks_as_accepted(view, part, request):
    name, page = view
    picture = picture_of(page, part)
    accepted = ACCEPTED / name / f"{part}.png"
    if request.config.getoption("--accept"):
        # What agrees stays as it is, so that the repository does not grow by noise.
        if not accepted.exists() or not compared(picture, Image.open(accepted)).agrees:
            save_accepted(picture, accepted)
        return
    found, difference = FOUND / name / f"{part}.png", FOUND / name / f"{part}-difference.png"
    how = f"Look at {found}. If it should look so, run Scripts/accept-pages.sh."
    if not accepted.exists():
        found.parent.mkdir(parents=True, exist_ok=True)
        picture.save(found)
        pytest.fail(f"Part '{part}', {name}: no accepted picture. {how}")
    before = Image.open(accepted)
    verdict = compared(picture, before)
    if not verdict.agrees:
        found.parent.mkdir(parents=True, exist_ok=True)
        picture.save(found)
        save_difference(picture, before, difference)
        pytest.fail(f"Part '{part}', {name}: {verdict.words}. Before, difference and now: {difference}. {how}")


def test_every_accepted_picture_belongs_to_a_part():
    wanted = {f"{view}/{part}.png" for view in VIEWS for part in PARTS}
    there = {str(file.relative_to(ACCEPTED)) for file in ACCEPTED.rglob("*.png")}
    assert there - wanted == set()
    assert sum(file.stat().st_size for file in ACCEPTED.rglob("*.png")) < 4_000_000


@pytest.fixture(scope="module")
def box(reader, report, tmp_path_factory):
    """A page, and the accepted picture of one of its claims."""
    with reader.opens(report / "report.html", 1440, still=True) as page:
        page.evaluate(PREPARE)
        accepted = tmp_path_factory.mktemp("accepted") / "claim.png"
        save_accepted(picture_of(page, "claim"), accepted)
        yield page, Image.open(accepted)


def test_the_same_page_agrees_with_its_few_colors(box):
    page, accepted = box
    assert compared(picture_of(page, "claim"), accepted).score < LIMIT / 2


def test_what_stands_above_changes_nothing(box):
    page, accepted = box
    style = page.add_style_tag(content=".masthead { padding-top: 77.37px }")
    found = compared(picture_of(page, "claim"), accepted)
    style.evaluate("style => style.remove()")
    assert found.score < LIMIT / 2, found.words


@pytest.mark.parametrize("change", [
    ":root { --good: light-dark(#8f1f6a, #7fd6a4) }",
    ".fact summary { font-weight: 700 }",
    ".fact { border-top-width: 5px; padding-top: calc(0.6rem - 3px) }",
])
def test_a_changed_style_is_found(box, change):
    page, accepted = box
    style = page.add_style_tag(content=change)
    found = compared(picture_of(page, "claim"), accepted)
    style.evaluate("style => style.remove()")
    assert not found.agrees, found.words


def test_an_erased_word_is_found(box):
    page, accepted = box
    page.evaluate("""() => {
        const range = document.createRange(), text = document.querySelector('#claim-A\\\\.2 .sentence').firstChild;
        range.setStart(text, 0); range.setEnd(text, text.data.indexOf(' '));
        const word = document.createElement('span');
        word.id = 'erased'; word.style.visibility = 'hidden';
        range.surroundContents(word); }""")
    found = compared(picture_of(page, "claim"), accepted)
    page.evaluate("document.getElementById('erased').style.visibility = ''")
    assert not found.agrees, found.words


def test_another_size_is_found():
    assert compared(Image.new("RGB", (90, 40)), Image.new("RGB", (90, 41))).score == 1


@pytest.mark.parametrize("corner", [(0, 0), (84, 37), (80, 3), (41, 29)])
def test_a_blot_is_found_wherever_it_is(corner):
    before = Image.new("RGB", (90, 43), "white")
    now = before.copy()
    x, y = corner
    ImageDraw.Draw(now).rectangle((x, y, x + 4, y + 4), fill="black")
    found = compared(now, before)
    assert not found.agrees
    assert found.place[0] <= x < found.place[0] + TILE and found.place[1] <= y < found.place[1] + TILE
