"""axe-core finds nothing: in both themes, on a desktop and on a phone, with open what can open."""

import pytest
from accessibility import violations
from browsing import centered

UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"


# The whole page takes axe-core some seconds, so that each theme and each width is seen once on it.
@pytest.mark.parametrize("width, theme", [(1440, "light"), (390, "dark")])
def test_the_page_breaks_no_rule(reader, report, width, theme):
    with reader.opens(report / "report.html", width, theme) as page:
        page.locator(".filters button").first.click()
        assert violations(page) == []


# A chapter, unfolded, in all four.
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_a_chapter_with_what_can_open(reader, report, width, theme):
    with reader.opens(report / "chapters/duality.html", width, theme) as page:
        page.evaluate(UNFOLD)
        assert violations(page) == []
        page.mouse.move(1, 1)
        centered(page, "main p a.num").hover()
        page.locator("#preview").wait_for(state="visible")
        assert violations(page) == [], "with a preview"
        page.keyboard.press("Escape")
        picture = centered(page, ".picture[data-figure='figure-vertical-support']")
        picture.locator("button[data-action='zoom-in']").click()
        assert violations(page, within=".picture") == [], "with axes that are drawn anew"
        picture.locator("button[data-action='enlarge']").click()
        page.get_by_role("dialog").wait_for()
        assert violations(page, within="dialog") == [], "with the dialog"


def test_a_faulty_page_is_found_out(reader, tmp_path):
    file = tmp_path / "faulty.html"
    file.write_text(
        '<!doctype html><html lang="en"><title>Faulty</title><main><h1>One</h1><h3>Three</h3>'
        '<p style="color: #999; background: #fff">Pale</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>',
        encoding="utf-8")
    with reader.opens(file, 390) as page:
        assert {line.split(":")[0] for line in violations(page)} == {"color-contrast", "heading-order", "image-alt"}
