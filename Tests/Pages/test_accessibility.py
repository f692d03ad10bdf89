"""axe-core finds nothing: in both themes, on a desktop and on a phone, with what can open open."""

import pytest
from accessibility import THEME, violations
from browsing import centered

UNFOLD = "for (const part of document.querySelectorAll('details')) part.open = true"


@pytest.mark.parametrize("width, theme", [(1440, "light"), (390, "dark")])
def test_the_page_breaks_no_rule(reader, report, width, theme):
    with reader.opens(report / "report.html", width, theme) as page:
        assert violations(page) == []


@pytest.mark.parametrize("width, theme", [(1440, "dark"), (390, "light")])
def test_the_other_theme_has_contrast_too(reader, report, width, theme):
    with reader.opens(report / "report.html", width, theme) as page:
        assert violations(page, THEME + ["target-size"]) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_chapter_alone_with_everything_unfolded(reader, report, theme):
    with reader.opens(report / "chapters/duality.html", 1440, theme) as page:
        page.evaluate(UNFOLD)
        assert violations(page) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_preview_dialog_and_filter(reader, report, theme):
    with reader.opens(report / "report.html", 1440, theme) as page:
        centered(page, "main p a[href='#figure-1']").hover()
        page.locator("#preview").wait_for(state="visible")
        assert violations(page, within="#preview") == []
        page.keyboard.press("Escape")
        page.locator(".filters button").first.click()
        assert violations(page, within=".filters") == []
        picture = centered(page, ".picture[data-figure='figure-1']")
        picture.locator(".entry:visible").first.click()
        assert violations(page, within=".picture[data-figure='figure-1']") == []
        picture.locator("button[data-action='enlarge']").click()
        page.get_by_role("dialog").wait_for()
        assert violations(page, within="dialog") == []


def test_a_faulty_page_is_found_out(reader, tmp_path):
    file = tmp_path / "faulty.html"
    file.write_text(
        '<!doctype html><html lang="en"><title>Faulty</title><main><h1>One</h1><h3>Three</h3>'
        '<p style="color: #999; background: #fff">Pale</p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></main>',
        encoding="utf-8")
    with reader.opens(file, 390) as page:
        assert {line.split(":")[0] for line in violations(page)} == {"color-contrast", "heading-order", "image-alt"}
