"""What a link leads to shows beside it: under the pointer and by keyboard, and goes away as it came."""

import pytest
from browsing import centered

FIGURE = "main p a[href='#figure-1']"
NUMBER = "main p a.num[href^='#value-']"


@pytest.fixture
def preview(desktop):
    """The preview, hidden before and after."""
    yield desktop.locator("#preview")
    desktop.keyboard.press("Escape")
    desktop.mouse.move(5, 5)
    desktop.evaluate("document.activeElement.blur()")
    desktop.locator("#preview").wait_for(state="hidden")


def test_shows_under_the_pointer_and_hides_when_it_leaves(desktop, preview):
    link = centered(desktop, FIGURE)
    link.hover()
    preview.wait_for(state="visible")
    assert preview.locator("svg").count() > 0
    assert preview.locator("figcaption").inner_text().startswith("Figure\u00a0")
    assert link.get_attribute("aria-describedby") == "preview"
    desktop.mouse.move(5, 5)
    preview.wait_for(state="hidden")
    assert link.get_attribute("aria-describedby") is None


def test_stays_while_the_pointer_is_on_it(desktop, preview):
    centered(desktop, FIGURE).hover()
    preview.wait_for(state="visible")
    preview.hover()
    desktop.wait_for_timeout(400)
    assert preview.is_visible()


def test_escape_hides_it(desktop, preview):
    centered(desktop, FIGURE).hover()
    preview.wait_for(state="visible")
    desktop.keyboard.press("Escape")
    assert preview.is_hidden()


def test_shows_by_keyboard_and_hides_when_focus_goes_on(desktop, preview):
    # A link after another one, so that the tabulator comes to it.
    desktop.evaluate(f"document.querySelector(\"{FIGURE}\").focus()")
    desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.getAttribute('href')") == "#figure-1"
    assert preview.is_visible()
    assert "Figure\u00a0" in preview.inner_text()
    desktop.keyboard.press("Escape")
    assert preview.is_hidden()
    assert desktop.evaluate("document.activeElement.getAttribute('href')") == "#figure-1", "focus stays"


@pytest.mark.parametrize("selector, shown", [
    ("main p a[href^='#eq-']", "math"),
    ("main p a[href^='#claim-']", ".verdict"),
    ("main p a[href^='#D']", ".kind"),
    ("main p a[href^='#table-']", "table"),
    ("main p a[role='doc-biblioref']", "*"),
    ("main p a[href^='#chapter-']", "strong"),
])
def test_shows_each_kind_of_target(desktop, preview, selector, shown):
    link = centered(desktop, selector)
    link.hover()
    preview.wait_for(state="visible")
    assert preview.locator(shown).count() > 0
    assert len(preview.inner_text()) > 20
    box = preview.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 1440, "within the view"


def test_repeats_no_id_and_adds_no_stop_for_the_keyboard(desktop, preview):
    centered(desktop, FIGURE).hover()
    preview.wait_for(state="visible")
    repeated = desktop.evaluate("""
        () => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
                return ids.filter((id, k) => ids.indexOf(id) !== k); }""")
    assert repeated == []
    stops = preview.locator("a, button, input, select, summary, [tabindex]").evaluate_all(
        "elements => elements.filter(e => e.tabIndex >= 0).length")
    assert stops == 0


def test_a_number_says_runs_seeds_interval_and_profile(desktop, preview, results):
    """On a number that comes from several seeds and has an interval."""
    name = next(
        name for name in desktop.locator("a.num[href^='#value-']").evaluate_all(
            "links => links.map(link => decodeURIComponent(link.hash.slice(7)))")
        if name.endswith(".median") and name.replace(".median", ".low") in results["values"])
    centered(desktop, f"a.num[href='#value-{name}']").hover()
    preview.wait_for(state="visible")
    terms = preview.locator("dt").all_inner_texts()
    words = dict(zip(terms, preview.locator("dd").all_inner_texts()))
    assert words["Number"] == name
    # What all numbers have in common stands above them.
    assert f"Profile {results['profile']}" in desktop.locator(".numbers .constants").text_content()
    assert " to " in words["5th to 95th percentile"]
    assert words["Seeds"][0].isdigit()
    runs = results["origins"][name]
    assert all(run in words["Runs"] for run in runs[:3]) and runs


def test_no_preview_opens_under_a_finger(phone):
    link = centered(phone, FIGURE)
    link.tap()
    assert phone.evaluate("location.hash") == "#figure-1"
    phone.wait_for_timeout(350)
    assert phone.locator("#preview").is_hidden()
