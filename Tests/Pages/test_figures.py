"""Figures that answer: values, zoom, scales, seeds and legend, by mouse and by keyboard, all said aloud."""

import json
import re

import pytest
from browsing import centered

NAME = "figure-1"


@pytest.fixture
def figure(desktop):
    """Figure 1, as drawn before and after."""
    picture = centered(desktop, f".picture[data-figure='{NAME}']")
    yield picture
    reset = picture.locator("button[data-action='reset']")
    if reset.is_enabled():
        reset.click()
    desktop.evaluate("document.activeElement.blur()")
    desktop.mouse.move(3, 3)


def sheet(picture):
    return picture.locator(".sheet:visible")


def tick_labels(picture) -> list[str]:
    """The words on the axes."""
    return sheet(picture).locator(".axes text:visible").all_text_contents()


def lines(picture, series: str) -> int:
    """How many marks of a series are drawn and not switched off."""
    return sheet(picture).locator(f".mark[data-series='{series}']").evaluate_all(
        "marks => marks.filter(mark => getComputedStyle(mark).display !== 'none').length")


def spoken(picture) -> str:
    return picture.locator("[aria-live='polite']").inner_text()


def frame(picture) -> dict:
    """The first panel's plot on the screen."""
    return sheet(picture).locator("svg").evaluate("""svg => {
        const [x, y, width, height] = svg.querySelector('.panel').dataset.plot.split(' ').map(Number);
        const box = svg.getBoundingClientRect(), scale = box.width / svg.viewBox.baseVal.width;
        return {left: box.left + x * scale, top: box.top + y * scale, width: width * scale, height: height * scale}; }""")


def drawn(report) -> dict:
    return json.loads((report / f"figures/{NAME}.json").read_text(encoding="utf-8"))


def test_every_figure_has_its_controls(desktop, results):
    for entry in results["figures"]:
        tools = desktop.locator(f".picture[data-figure='{entry['id']}'] [role='group'][aria-label^='Controls of Figure']")
        assert tools.count() == 1, entry["id"]
        for action in ("zoom-in", "zoom-out", "reset", "enlarge"):
            assert tools.locator(f"button[data-action='{action}']").count() == 1, entry["id"]


@pytest.mark.parametrize("by", ["mouse", "Enter", "Space"])
def test_the_legend_switches_a_curve(desktop, figure, by):
    entry = sheet(figure).locator(".entry").first
    series = entry.get_attribute("data-series")

    def switch():
        if by == "mouse":
            entry.click()
        else:
            entry.focus()
            desktop.keyboard.press(by)

    assert entry.get_attribute("role") == "button" and entry.get_attribute("aria-pressed") == "true"
    before = lines(figure, series)
    assert before > 0
    switch()
    assert entry.get_attribute("aria-pressed") == "false"
    assert lines(figure, series) < before
    assert spoken(figure) == f"{series} hidden"
    switch()
    assert entry.get_attribute("aria-pressed") == "true"
    assert lines(figure, series) == before
    assert spoken(figure) == f"{series} shown"


def test_seeds_show_as_lines_or_as_a_band(desktop, figure):
    runs, band = (figure.locator(f"button[data-action='{name}']") for name in ("runs", "band"))
    count = "sheet => sheet.querySelectorAll('.mark path, .mark polyline').length"

    def paths():
        return sheet(figure).evaluate(count)

    before = paths()
    assert runs.get_attribute("aria-pressed") == "true"
    runs.click()
    assert runs.get_attribute("aria-pressed") == "false"
    fewer = paths()
    assert fewer < before
    pressed = band.get_attribute("aria-pressed")
    band.click()
    assert band.get_attribute("aria-pressed") != pressed
    assert paths() != fewer


def test_a_curve_takes_its_seeds_along(desktop):
    """Of a panel's two methods one is switched off with all of its layers; the seeds of both have an entry of their own."""
    picture = centered(desktop, ".picture[data-figure='figure-2']")
    panel = sheet(picture).locator(".panel[data-panel='0']")

    def off(layer: str) -> int:
        return panel.locator(f".mark.off[data-layer='{layer}']").count()

    def press(series: str):
        panel.locator(f".entry[data-series='{series}']").click()

    press("ReLU")
    assert (off("runs"), off("median"), off("markers")) == (1, 1, 1)
    press("each seed")
    assert (off("runs"), off("median")) == (2, 1)
    press("ReLU")
    assert (off("runs"), off("median")) == (2, 0)
    press("each seed")
    assert panel.locator(".mark.off").count() == 0


def test_an_outlined_band_stays_one(desktop):
    """Drawn as two edges, and redrawn so."""
    picture = centered(desktop, ".picture[data-figure='figure-1-controls']")
    edges = sheet(picture).locator(".panel[data-panel='0'] .mark[data-layer='band'] path")
    assert edges.count() == 3
    assert set(edges.evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")) == {"none"}
    picture.locator("button[data-action='zoom-in']").click()
    assert edges.count() == 3
    assert set(edges.evaluate_all("paths => paths.map(path => path.getAttribute('fill'))")) == {"none"}
    assert all(edges.evaluate_all("paths => paths.map(path => path.getAttribute('stroke') === 'currentColor')"))
    picture.locator("button[data-action='reset']").click()


def test_axes_are_linear_or_logarithmic(desktop, figure):
    button = figure.locator("button[data-action='log-x']")
    before = tick_labels(figure)
    pressed = button.get_attribute("aria-pressed")
    button.click()
    assert button.get_attribute("aria-pressed") != pressed
    assert tick_labels(figure) != before
    button.click()
    assert tick_labels(figure) == before
    assert button.get_attribute("aria-pressed") == pressed


def test_exact_zeros_keep_their_lane(desktop):
    """Figure 5, of which a method's losses are exactly 0, redrawn."""
    picture = centered(desktop, ".picture[data-figure='figure-5']")
    before = tick_labels(picture)
    assert "0" in before
    picture.locator("button[data-action='zoom-in']").click()
    assert tick_labels(picture) != before and "0" in tick_labels(picture)
    picture.locator("button[data-action='reset']").click()
    assert tick_labels(picture) == before


def test_symmetric_axes_are_redrawn_as_drawn(desktop):
    """The differences below Figure 2's curves; ticks as TicksTests.swift has them."""
    assert desktop.evaluate("""figureAxes.ticksFor({ scale: 'symmetricLog', threshold: 0.05, range: [-0.9, 2.2] }, 160, true)
        .major.map(tick => tick.label)""") == ["\u22120.3", "\u22120.1", "0", "0.1", "0.3", "1"]
    picture = centered(desktop, ".picture[data-figure='figure-2-variations']")
    button, before = picture.locator("button[data-action='log-y']"), heights(picture)
    assert len(before) > 4 and button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert heights(picture) == pytest.approx(before, abs=0.02)
    picture.locator("button[data-action='zoom-in']").click()
    picture.locator("button[data-action='zoom-out']").click()
    assert heights(picture) == pytest.approx(before, abs=0.02)
    assert picture.locator("button[data-action='reset']").is_disabled()


def heights(picture) -> list[float]:
    """Where the first panel's marks are drawn."""
    return sheet(picture).locator(".panel").first.locator(".mark path").evaluate_all(
        "paths => paths.map(path => { const box = path.getBBox(); return [box.y, box.height]; }).flat()")


def test_dragging_zooms_and_reset_goes_back(desktop, figure):
    before, reset = tick_labels(figure), figure.locator("button[data-action='reset']")
    assert reset.is_disabled()
    place = frame(figure)
    desktop.mouse.move(place["left"] + place["width"] * 0.2, place["top"] + place["height"] * 0.2)
    desktop.mouse.down()
    desktop.mouse.move(place["left"] + place["width"] * 0.5, place["top"] + place["height"] * 0.6, steps=4)
    assert figure.locator(".marquee").count() == 1
    desktop.mouse.up()
    assert figure.locator(".marquee").count() == 0
    assert tick_labels(figure) != before
    assert reset.is_enabled()
    reset.click()
    assert tick_labels(figure) == before
    assert reset.is_disabled()
    assert spoken(figure) == "As drawn"


def test_buttons_zoom(desktop, figure):
    before = tick_labels(figure)
    figure.locator("button[data-action='zoom-in']").click()
    assert tick_labels(figure) != before
    figure.locator("button[data-action='zoom-out']").click()
    assert tick_labels(figure) == before


def test_the_value_under_the_pointer_is_one_of_the_data(desktop, figure, report):
    place = frame(figure)
    readout = sheet(figure).locator(".readout")
    shown = 0
    for share in (0.15, 0.3, 0.45, 0.6):
        # Along the falling curve of the loss: somewhere on this way there is a value near.
        for height in (0.3, 0.5, 0.7):
            desktop.mouse.move(place["left"] + place["width"] * share, place["top"] + place["height"] * height)
            shown += readout.is_visible()
    assert shown > 0
    desktop.mouse.move(3, 3)
    assert readout.is_hidden()


def test_arrow_keys_say_values(desktop, figure, report):
    curve = drawn(report)["panels"][0]["marks"][0]
    probe = sheet(figure).locator(".probe")
    # By keyboard, so that the focus shows.
    probe.focus()
    desktop.keyboard.press("Shift+Tab")
    desktop.keyboard.press("Tab")
    assert probe.evaluate("probe => probe === document.activeElement")
    outline = probe.evaluate("probe => getComputedStyle(probe).outlineStyle")
    assert outline == "solid", "focus is visible"
    desktop.keyboard.press("ArrowRight")
    assert sheet(figure).locator(".readout").is_visible()
    first = spoken(figure)
    desktop.keyboard.press("ArrowRight")
    second = spoken(figure)
    assert first and second and first != second
    desktop.keyboard.press("End")
    last = spoken(figure)
    values = [float(words.replace("−", "-").replace(",", "")) for words in re.findall(r"[−\d][\d.,]*\d|\d", last)]
    assert any(abs(value - curve["x"][-1]) < 1e-9 for value in values), last
    # The value is shown to four digits or more.
    assert any(abs(value - curve["y"][-1]) <= 1e-3 * abs(curve["y"][-1]) for value in values), last
    desktop.keyboard.press("ArrowDown")
    assert spoken(figure) != last
    desktop.keyboard.press("+")
    assert spoken(figure) == "Zoomed in"
    desktop.keyboard.press("0")
    assert spoken(figure) == "As drawn"


def test_a_dialog_shows_it_large_and_gives_it_back(desktop, figure):
    width = figure.bounding_box()["width"]
    figure.locator("button[data-action='zoom-in']").click()
    zoomed = tick_labels(figure)
    button = figure.locator("button[data-action='enlarge']")
    button.click()
    dialog = desktop.get_by_role("dialog")
    assert dialog.is_visible() and dialog.get_attribute("aria-label").endswith(", enlarged")
    # The figure is nearly as high as it is wide, so that the window's height sets its size.
    assert figure.bounding_box()["width"] > 1.1 * width
    assert tick_labels(figure) == zoomed, "it keeps its state"
    assert desktop.evaluate("document.activeElement.dataset.action") == "enlarge", "focus goes along"
    for _ in range(40):
        desktop.keyboard.press("Tab")
        assert desktop.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    desktop.keyboard.press("Escape")
    assert dialog.count() == 0
    assert abs(figure.bounding_box()["width"] - width) < 1
    assert desktop.evaluate("document.activeElement.dataset.action") == "enlarge", "and comes back"


def test_on_a_phone_a_figure_has_its_narrow_drawing(phone):
    picture = centered(phone, f".picture[data-figure='{NAME}']")
    assert picture.locator(".sheet.narrow").is_visible() and picture.locator(".sheet.wide").is_hidden()
    size = picture.locator(".sheet.narrow .axes text").first.evaluate("text => text.getBoundingClientRect().height")
    assert size > 8, "its words can be read"
    place = frame(picture)
    readout = picture.locator(".sheet.narrow .readout")
    for share in (0.2, 0.35, 0.5):
        for height in (0.3, 0.5, 0.7, 0.9):
            phone.touchscreen.tap(place["left"] + place["width"] * share, place["top"] + place["height"] * height)
            if readout.is_visible():
                return
    pytest.fail("no value shows where a finger taps")


def test_names_are_shown_as_they_are_and_never_run(reader, report, tmp_path):
    """Names that look like markup, as the data of figures have them: escaped."""
    data, name = drawn(report), "&lt;img src=x onerror=alert(1)&gt; <i>a</i>"
    for panel in data["panels"]:
        panel["x"]["categories"] = [name] * 1000
        for mark in panel["marks"]:
            mark["name"] = name
    page = (report / "report.html").read_text(encoding="utf-8")
    own = re.escape(f'<script type="application/json" data-for="{NAME}">')
    words = json.dumps(data).replace("<", "\\u003c")
    page, count = re.subn(f"({own}).*?(</script>)", lambda hit: hit[1] + words + hit[2], page, flags=re.DOTALL)
    assert count == 1
    (tmp_path / "page.html").write_text(page, encoding="utf-8")
    with reader.opens(tmp_path / "page.html", width=1440) as opened:
        picture = centered(opened, f".picture[data-figure='{NAME}']")
        sheet(picture).locator(".probe").focus()
        opened.keyboard.press("Home")
        readout = sheet(picture).locator(".readout")
        assert readout.inner_text().count("<img src=x onerror=alert(1)> a") == 2
        assert readout.locator("img").count() == 0 and readout.locator("i").count() >= 2
        assert spoken(picture).count("<img src=x onerror=alert(1)> a") == 2
