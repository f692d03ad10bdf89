"""The page is no longer than it has to be: folded parts, few stops for the tabulator, each thing said once."""

import re

import pytest
from browsing import centered
from conftest import ROOT

# What the tabulator stops at: what can be focused, is shown, and is not left out by a negative index.
STOPS = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex]')]
    .filter(part => part.tabIndex >= 0 && !part.disabled && part.checkVisibility({visibilityProperty: true}))"""
# Pixels at a width of 1440, of the report of the profile quick, most of which is prose and figures.
# The curves of the universes are a tenth of it.
TALLEST = 85_000
# With a box below each live figure, and a sentence and a choice of universes for each open claim.
MOST_STOPS = 700


def test_the_page_is_of_moderate_height_and_has_few_stops(reader, report):
    for folder in {report, ROOT / "Output/quick"}:
        if (folder / "report.html").exists():
            with reader.opens(folder / "report.html", 1440) as page:
                assert page.evaluate("document.documentElement.scrollHeight") < TALLEST, folder.name
                assert page.evaluate(f"({STOPS})().length") < MOST_STOPS, folder.name


def test_a_figure_is_one_stop(desktop):
    stops = desktop.evaluate(f"""() => {{
        const stops = ({STOPS})();
        return [...document.querySelectorAll('.picture')].map(
            picture => [picture.dataset.figure, stops.filter(stop => picture.contains(stop)).length]); }}""")
    assert [name for name, count in stops if count != 1] == []


def test_arrow_keys_go_through_a_figures_controls(desktop):
    picture = centered(desktop, ".picture[data-figure='figure-1']")
    at = "document.activeElement.dataset.action ?? document.activeElement.dataset.series ?? document.activeElement.className"
    picture.locator(".probe:visible").focus()
    desktop.keyboard.press("Enter")
    entries = picture.locator(".sheet:visible .entry").evaluate_all("all => all.map(entry => entry.dataset.series)")
    met = []
    for _ in range(len(entries) + 9):
        met.append(desktop.evaluate(at))
        desktop.keyboard.press("ArrowRight")
    assert met[:len(entries)] == entries
    assert {"zoom-in", "enlarge"} <= set(met) and "reset" not in met, "what is switched off is passed over"
    assert met[met.index("enlarge") + 1] == entries[0], "from the last one on to the first"
    desktop.keyboard.press("Escape")
    assert desktop.evaluate(at) == "probe"
    desktop.evaluate("document.activeElement.blur()")


def test_the_numbers_of_a_section_are_one_stop(desktop):
    numbers = desktop.locator("#chapter-lasso ~ p a.num")
    stops = numbers.evaluate_all("links => links.map(link => link.tabIndex)")
    assert len(stops) > 20 and 0 < stops.count(0) < len(stops) / 4
    first = stops.index(0)
    numbers.nth(first).focus()
    desktop.keyboard.press("ArrowRight")
    assert numbers.nth(first + 1).evaluate("link => link === document.activeElement && link.tabIndex === 0")
    assert numbers.nth(first).evaluate("link => link.tabIndex") == -1
    desktop.keyboard.press("ArrowLeft")
    assert numbers.nth(first).evaluate("link => link === document.activeElement")
    desktop.evaluate("document.activeElement.blur()")


def test_the_table_of_claims_is_one_stop(desktop):
    links = desktop.locator("table.claims tbody a")
    assert links.evaluate_all("links => links.filter(link => link.tabIndex === 0).length") == 1
    links.first.focus()
    desktop.keyboard.press("ArrowDown")
    assert links.nth(1).evaluate("link => link === document.activeElement")
    desktop.evaluate("document.activeElement.blur()")


@pytest.mark.parametrize("target, inside", [("#claim-A\\.2", "dl"), ("#D5", "dl"), ("[id^='run-']", "*")])
def test_an_address_in_a_folded_part_unfolds_it(reader, report, target, inside):
    with reader.opens(report / "report.html", 1440) as page:
        name = page.locator(target).first.get_attribute("id")
    with reader.opens(report / "report.html", 1440, fragment=f"#{name}") as page:
        page.wait_for_function(f"document.getElementById('{name}').querySelector('{inside}')?.checkVisibility() ?? "
                               f"document.getElementById('{name}').checkVisibility()")


def test_what_takes_room_is_folded(desktop):
    for selector in ("#runs ~ details table", "#environments ~ details table", "#choices ~ details table",
                     "#table-rule-history table", ".numbers table"):
        assert desktop.locator(selector).count() >= 1, selector
        assert not desktop.locator(selector).first.is_visible(), selector


@pytest.mark.parametrize("width", [1440, 768, 390])
def test_no_hash_is_broken_over_lines(reader, report, width):
    with reader.opens(report / "report.html", width) as page:
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        broken = page.locator("code").evaluate_all("""codes => codes.filter(code => {
            const range = document.createRange(); range.selectNodeContents(code);
            const tops = new Set([...range.getClientRects()].map(box => Math.round(box.top)));
            return tops.size > 1 && /^[0-9a-f]{8,}…?$/.test(code.textContent.trim()); }).map(code => code.textContent)""")
        assert broken == []


def test_what_is_the_same_in_all_rows_is_said_once(desktop):
    """In the tables that the program itself fills; a chapter's own show what they show. What a machine decides from run to
    run has its columns always."""
    desktop.evaluate("for (const part of document.querySelectorAll('.provenance details')) part.open = true")
    constant = desktop.locator(".provenance details table").evaluate_all("""tables => tables.flatMap(table => {
        const rows = [...table.tBodies[0].rows];
        if (rows.length < 3) return [];
        return [...table.tHead.rows[0].cells].filter((_, k) => new Set(rows.map(row => row.cells[k].textContent)).size === 1)
          .map(head => `${table.closest('.scroll').getAttribute('aria-label')}: ${head.textContent}`); })""")
    desktop.evaluate("for (const part of document.querySelectorAll('.provenance details')) part.open = false")
    measured = {f"Runs: {name}" for name in ("Threads", "Where", "Wall", "CPU", "Peak")}
    assert set(constant) <= measured
    assert re.match(r"In all rows: .+\.", desktop.locator(".provenance .constants").first.text_content())


def test_a_preview_covers_no_figure_that_is_on_screen(desktop):
    """Links right above and below figures, each with its preview, where that has a place."""
    shown = 0
    preview = desktop.locator("#preview")
    for link in desktop.locator("figure:has(.picture) + p a[href^='#'], figcaption a[href^='#']").all()[:12]:
        link.evaluate("link => link.scrollIntoView({block: 'center', behavior: 'instant'})")
        link.hover()
        desktop.wait_for_timeout(300)
        if not preview.is_visible():
            continue
        shown += 1
        covered = preview.evaluate("""preview => {
            const own = preview.getBoundingClientRect();
            return [...document.querySelectorAll('.picture')].filter(picture => !preview.contains(picture)).filter(picture => {
              const box = picture.getBoundingClientRect();
              return box.left < own.right && own.left < box.right && box.top < own.bottom && own.top < box.bottom;
            }).map(picture => picture.dataset.figure); }""")
        assert covered == []
        desktop.keyboard.press("Escape")
        desktop.mouse.move(2, 2)
    assert shown > 3
