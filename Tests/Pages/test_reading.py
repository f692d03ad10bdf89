"""Theme, contents, anchors and folded parts."""

import pytest
from browsing import centered

PAPER = "getComputedStyle(document.body).backgroundColor"


def lightness(page) -> float:
    red, green, blue = page.evaluate(f"{PAPER}.match(/\\d+/g).slice(0, 3).map(Number)")
    return (red + green + blue) / (3 * 255)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_page_follows_the_system_until_the_reader_chooses(reader, report, theme):
    with reader.opens(report / "report.html", 1440, theme) as page:
        assert (lightness(page) > 0.5) == (theme == "light")
        button = page.get_by_role("button", name="Dark theme" if theme == "light" else "Light theme")
        button.click()
        assert (lightness(page) > 0.5) == (theme == "dark")
        page.reload()
        assert (lightness(page) > 0.5) == (theme == "dark"), "the choice persists"
        page.emulate_media(color_scheme="light" if theme == "dark" else "dark")
        assert (lightness(page) > 0.5) == (theme == "dark"), "also when the system turns"
        page.locator("button.theme").click()
        assert (lightness(page) > 0.5) == (theme == "light"), "and back"


def test_drawings_follow_the_theme(reader, report):
    ink = "getComputedStyle(document.querySelector('.picture svg text')).fill"
    with reader.opens(report / "report.html", 1440) as page:
        light = page.evaluate(ink)
        page.locator("button.theme").click()
        assert page.evaluate(ink) != light


def test_contents_mark_the_section_that_is_read(desktop):
    marked = ".contents a[aria-current]"
    for title in ("chapter-lasso", "chapter-reproduction", "chapter-convergence"):
        desktop.evaluate(f"document.getElementById('{title}').scrollIntoView({{behavior: 'instant'}})")
        desktop.wait_for_function(f"document.querySelector('{marked}')?.hash === '#{title}'")
        link = desktop.locator(marked)
        assert link.count() == 1
        assert link.is_visible(), "the entry has come into the list's own view"
        inside = link.evaluate("""link => {
            const [a, b] = [link.getBoundingClientRect(), link.closest('.contents').getBoundingClientRect()];
            return a.top >= Math.max(0, b.top) && a.bottom <= Math.min(innerHeight, b.bottom); }""")
        assert inside
    # A section below unfolds its chapter's entry, and the others' are folded.
    section = desktop.locator("#chapter-lasso ~ h3[id]").first.get_attribute("id")
    desktop.evaluate(f"document.getElementById('{section}').scrollIntoView({{behavior: 'instant'}})")
    desktop.wait_for_function(f"document.querySelector('{marked}')?.hash === '#{section}'")
    assert desktop.locator(marked).is_visible()
    assert desktop.locator(".contents ol ol:visible").count() == 1


def test_every_heading_has_an_address_to_copy(desktop):
    without = desktop.locator("main :is(h2, h3, h4)").evaluate_all("""
        headings => headings.filter(h => !h.id || !/^[a-z0-9]/.test(h.id) || h.id.startsWith('loc-')
          || h.querySelector('.anchor')?.getAttribute('href') !== '#' + h.id).map(h => h.textContent)""")
    assert without == []
    heading = centered(desktop, "main h3[id]")
    anchor = heading.locator(".anchor")
    opacity = "anchor => Number(getComputedStyle(anchor).opacity)"
    assert anchor.evaluate(opacity) == 0
    heading.hover()
    assert anchor.evaluate(opacity) == 1
    anchor.click()
    assert desktop.evaluate("location.hash") == "#" + heading.get_attribute("id")


def test_a_link_into_a_folded_part_unfolds_it(reader, report):
    with reader.opens(report / "report.html", 1440) as page:
        number = centered(page, "main p a.num[href^='#value-']")
        name = number.get_attribute("href")[1:]
        assert not page.evaluate(f"document.getElementById('{name}').checkVisibility()")
        number.click()
        page.wait_for_function(f"document.getElementById('{name}').checkVisibility()")
        page.wait_for_function(f"""(() => {{
            const {{top, bottom}} = document.getElementById('{name}').getBoundingClientRect();
            return top >= 0 && bottom <= innerHeight; }})()""")
    with reader.opens(report / "report.html", 1440, fragment="#" + name) as page:
        page.wait_for_function(f"document.getElementById('{name}').checkVisibility()")


def test_reduced_motion_is_respected(reader, report):
    scroll = "getComputedStyle(document.documentElement).scrollBehavior"
    moving = """[...document.querySelectorAll('*')].filter(e => {
        const style = getComputedStyle(e);
        return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none'; }).length"""
    with reader.opens(report / "report.html", 1440, still=True) as page:
        assert page.evaluate(scroll) == "auto"
        assert page.evaluate(moving) == 0


def test_the_keyboard_first_meets_a_way_past_the_contents(desktop):
    desktop.evaluate("document.activeElement.blur(); scrollTo({top: 0, behavior: 'instant'})")
    desktop.mouse.click(2, 2)
    desktop.keyboard.press("Tab")
    skip = desktop.locator("a.skip")
    assert skip.evaluate("link => link === document.activeElement")
    assert skip.bounding_box()["x"] >= 0
    outline = skip.evaluate("link => getComputedStyle(link).outlineStyle + parseFloat(getComputedStyle(link).outlineWidth)")
    assert outline == "solid3"


def test_lines_are_of_a_readable_length(desktop):
    """About 70 characters on a wide screen: the mean of whole lines of long paragraphs."""
    counts = desktop.locator("main > p").evaluate_all("""paragraphs => paragraphs
        .filter(p => p.innerText.length > 500 && !p.querySelector('math, .sidenote, a')).slice(0, 12).map(p => {
          const range = document.createRange(); range.selectNodeContents(p);
          const lines = new Set([...range.getClientRects()].map(r => Math.round(r.top / 8)));
          return p.innerText.length / lines.size; })""")
    if not counts:
        pytest.skip("no long paragraph of plain words")
    assert 60 <= sum(counts) / len(counts) <= 80
