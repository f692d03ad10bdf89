"""Figures that run again in the page: settings, figure, numbers, verdicts, bits and address, offline and from the disk."""

import json
import re
from urllib.parse import unquote

import pytest
from accessibility import violations
from examination import faults

# Each with a setting that changes what is drawn; the address has it as `--set` takes it.
CHANGES = {
    "figure-bowl": ("tutorial.bowl:learningRates.1", "1.5"),
    "figure-floor": ("tutorial.floor:iterations", "256"),
    "figure-1": ("F1.relu,F1.softplus,F1.identity:l2", "1"),
    "figure-1-controls": ("F1.relu,F1.softplus,F1.identity:rateFactor", "0.1"),
    "figure-rates": ("C3.2.*:limit", "1000"),
    "lasso-two-cycle": ("T0:strengths.1", "10"),
    "lasso-regression-norms": ("B2.lambda0.01,B2.lambda0.1,B2.lambda10:start", "zero"),
    "figure-5": (
        "F5.lambda0.001.ndgm,F5.lambda0.001.rmsprop,F5.lambda100.ndgm,F5.lambda100.rmsprop:learningRate",
        "0.01",
    ),
    "figure-4": ("F4.uniform.start1,F4.leastSquares:data", "wide"),
}
# The table that runs again.
TABLE = "table-1"
COMPUTED = re.compile("Computed in this page")


@pytest.fixture(scope="module")
def live(report) -> dict:
    """What the report says of its live figures, by their names."""
    found = {}
    for file in (report / "figures").glob("*-live.json"):
        entry = json.loads(file.read_text(encoding="utf-8"))
        if "module" not in entry:
            pytest.skip(f"This report has no module: {entry['absent']}.")
        found[entry["id"]] = entry
    return found


def complaints(page) -> list[str]:
    """What the page wrote to its console, and what it asked for beyond itself: its worker's code is its own."""
    return page.complaints + [address for address in page.requests if not address.startswith("blob:")]


def box(page, name):
    """The figure's box, unfolded."""
    found = page.locator(f"#{name} details.live")
    found.evaluate("box => { box.open = true; box.scrollIntoView({block: 'center', behavior: 'instant'}); }")
    return found


def drawn(page, name) -> list[str]:
    """What the figure's drawing shows: its lines and its words."""
    return page.locator(f"#{name} .sheet.wide svg").evaluate("""svg => [...svg.querySelectorAll("path, text")].map(
        part => part.getAttribute("d") ?? part.textContent)""")


def computed(found):
    found.locator(".state", has_text=COMPUTED).wait_for()


def test_every_live_figure_is_known_here(live):
    assert set(live) == {*CHANGES, TABLE}


@pytest.mark.parametrize("name", CHANGES)
def test_a_figure_runs_again_by_keyboard_and_has_the_same_bits(reader, report, live, name):
    with reader.opens(report / "report.html", 1440) as page:
        found = box(page, name)
        found.locator(".bits", has_text="yes").wait_for()
        before = drawn(page, name)
        # The first control that is a slider; one step to the right and far to its end.
        control = found.locator("input[type='range']").first
        control.focus()
        page.keyboard.press("End")
        computed(found)
        assert page.locator(f"#{name} .sheet.wide .ghost").count() >= 1
        assert drawn(page, name) != before
        assert f"#{name}?" in page.url
        found.get_by_role("button", name="Reset").click()
        assert page.locator(f"#{name} .ghost").count() == 0
        assert page.locator(".now").count() == 0
        assert page.url.endswith(f"#{name}")
        assert drawn(page, name) == before
        assert complaints(page) == []


@pytest.mark.parametrize("name", CHANGES)
def test_an_address_keeps_the_settings(reader, report, live, name):
    target, value = CHANGES[name]
    with reader.opens(report / "report.html", 1440, fragment=f"#{name}?{target}={value}") as page:
        found = page.locator(f"#{name} details.live")
        computed(found)
        assert page.locator(f"#{name} .sheet.wide .ghost").count() >= 1
        found.get_by_role("button", name="As a command").click()
        command = found.locator(".command code").inner_text()
        setting = f"{target}={value}"
        assert command == f"{live[name]['command']} --set " + (f"'{setting}'" if "*" in setting else setting)
        assert complaints(page) == []


def test_a_table_shows_in_its_cells_what_was_and_what_is(reader, report, live):
    # No two limits differ by more than all of the larger one.
    with reader.opens(report / "report.html", 1440, fragment=f"#{TABLE}?T1:tolerance=1") as page:
        found = page.locator(f"#{TABLE} details.live")
        computed(found)
        cells = page.locator(f"#{TABLE} td:has(s)")
        was, now = cells.locator("s").all_inner_texts(), cells.locator("strong.now").all_inner_texts()
        assert cells.count() >= 3 and was != now and all(words.startswith("0 of ") for words in now)
        assert "Claim T1.vanilla.limit" in found.locator(".answers").inner_text()
        found.get_by_role("button", name="Reset").click()
        assert page.locator(f"#{TABLE} :is(s, .now)").count() == 0
        assert page.locator(f"#{TABLE} tbody tr").first.inner_text().split("\t")[2] == was[0]
        found.evaluate("box => { box.open = false; box.open = true; }")
        found.locator(".bits", has_text="yes").wait_for()
        found.get_by_label("learning rate").focus()
        page.keyboard.press("End")
        computed(found)
        assert violations(page, within=f"#{TABLE}") == []
        assert complaints(page) == []


def test_the_mouse_moves_a_slider_and_chooses(reader, report, live):
    with reader.opens(report / "report.html", 1440) as page:
        found = box(page, "figure-4")
        slider = found.get_by_label("larger learning rate")
        place = slider.bounding_box()
        page.mouse.click(place["x"] + 0.35 * place["width"], place["y"] + place["height"] / 2)
        computed(found)
        assert "F4.uniform.start1:rates.1=" in unquote(page.url)
        found.get_by_label("distribution of Z and y").select_option("wide")
        page.wait_for_function("decodeURIComponent(location.hash).includes(':data=wide')")
        computed(found)


def test_numbers_and_verdicts_show_what_was_and_what_is(reader, report, live):
    name = "figure-4"
    base = {claim["id"]: claim for claim in live[name]["base"]["claims"]}
    # Below the limit the rule of claim F4.a asks for, which the report's own rate is far above.
    with reader.opens(report / "report.html", 1440, fragment=f"#{name}?F4.uniform.start1:rates.1=0.5") as page:
        found = page.locator(f"#{name} details.live")
        computed(found)
        lines = {line.split(":")[0]: line for line in found.locator(".answers > li").all_inner_texts()}
        assert base["F4.a"]["words"] == "reproduced"
        assert re.match("Claim F4.a: reproduced → not reproduced", lines["Claim F4.a"])
        assert "as before" in lines["Claim 5.2"]
        assert "→ not reproduced" in page.locator("#claim-F4\\.a .fact-heading").inner_text()
        # Beside each number of the text that has changed stands the new one.
        number = page.locator("a.num[href='#value-F4.alpha10.maxLoss']").first
        assert re.match(r" → [\d.]+", number.evaluate("link => link.nextElementSibling.textContent"))


def test_what_cannot_be_run_is_said(reader, report, live):
    with reader.opens(report / "report.html", 1440, fragment="#figure-4?F4.uniform.start1:iterations=1") as page:
        state = page.locator("#figure-4 .live .state", has_text="expected 2 to")
        state.wait_for()
        assert state.inner_text().startswith("Field 'iterations': 1,")
        assert page.complaints == []


def test_a_long_run_can_be_stopped_and_blocks_nothing(reader, report, live):
    with reader.opens(report / "report.html", 1440, fragment="#figure-4?F4.uniform.start1:iterations=9000000") as page:
        found = page.locator("#figure-4 details.live")
        stop = found.get_by_role("button", name="Stop")
        page.wait_for_function("!document.querySelector('#figure-4 .live .actions button:nth-child(2)').disabled")
        # The page answers meanwhile.
        assert page.evaluate("1 + 1") == 2
        stop.click()
        found.locator(".state", has_text="Stopped").wait_for()
        found.get_by_role("button", name="Reset").click()
        found.locator(".state", has_text="As in the report").wait_for()


@pytest.mark.parametrize("width, theme", [(1440, "dark"), (390, "light")])
def test_an_open_box_breaks_no_rule(reader, report, live, width, theme):
    file = report / "chapters/edge-of-stability.html"
    with reader.opens(file, width, theme, fragment="#figure-4?F4.uniform.start1:rates.1=0.5") as page:
        found = page.locator("#figure-4 details.live")
        computed(found)
        found.get_by_role("button", name="As a command").click()
        assert violations(page, within="#figure-4") == []
        assert [line for line in faults(page, file) if "wider" in line or "console" in line or "twice" in line] == []
        for control in found.locator("input, select, button").all():
            assert control.bounding_box()["height"] >= 24


def test_the_box_is_one_stop_until_it_is_opened(desktop, live):
    stops = desktop.locator("details.live:not(.deep, [open]) summary").count()
    assert stops == len(CHANGES) + 1
    assert desktop.locator("details.live input").first.is_visible() is False


def test_paper_and_a_page_without_script_have_no_box(reader, report, live):
    with reader.opens(report / "report.html", 1440, script=False) as page:
        assert page.locator("details.live").count() == 0
    with reader.opens(report / "report.html", 1440) as page:
        page.emulate_media(media="print")
        assert not page.locator("details.live").first.is_visible()
