"""The universes of a claim, one of which a reader chooses: by keyboard, aloud, and with nothing that axe-core finds."""

import json

import pytest
from accessibility import violations
from examination import faults

CLAIM = "B.4.a"


@pytest.fixture
def place(desktop):
    """The choice of that claim, folded and as the report has it before and after."""
    found = desktop.locator("[data-universes]").filter(has=desktop.get_by_text(f"Choose a universe of claim {CLAIM}"))
    summary = found.locator("summary")
    summary.scroll_into_view_if_needed()
    yield found
    found.get_by_role("button", name="Ours again").evaluate("button => button.click()")
    found.locator("details").evaluate("fold => { fold.open = false; }")
    desktop.evaluate("document.activeElement.blur()")


def told(place) -> dict:
    return json.loads(place.get_attribute("data-universes"))


def expected(data, options) -> str:
    """The words for the universe that decides so."""
    verdict = next(verdict for own, verdict, _ in data["universes"] if own == options)
    return data["verdicts"][verdict][2]


def test_each_claim_with_other_universes_has_a_folded_choice(desktop, results):
    shown = desktop.locator("[data-universes]").evaluate_all(
        "places => places.map(place => JSON.parse(place.dataset.universes).claim)")
    assert sorted(shown) == sorted(
        answer["claim"] for answer in results["multiverse"] if len(answer["universes"]) > 1)
    assert desktop.locator("[data-universes] details[open]").count() == 0


def test_the_keyboard_decides_and_the_verdict_is_said(desktop, place):
    data = told(place)
    ours = [decision["ours"] for decision in data["decisions"]]
    summary, verdict, command = place.locator("summary"), place.locator(".universe-verdict"), place.locator("pre code")
    summary.focus()
    desktop.keyboard.press("Enter")
    assert verdict.is_visible()
    assert expected(data, ours) in verdict.inner_text()
    assert command.inner_text() == data["command"]

    # Each decision is the next stop, and each option another universe.
    chosen = list(ours)
    for k, decision in enumerate(data["decisions"]):
        desktop.keyboard.press("Tab")
        name = desktop.evaluate("document.activeElement.closest('label')?.querySelector('span').textContent")
        assert name == decision["title"]
        desktop.keyboard.press("ArrowDown")
        chosen[k] += 1
        assert expected(data, chosen) in verdict.inner_text()
        assert desktop.locator(".spoken", has_text=f"Claim {CLAIM}: ").first.text_content() == verdict.text_content()
        setting = f"{decision['target']}={decision['options'][chosen[k]][0]}"
        assert f"--set {setting}" in command.inner_text()
    assert expected(data, chosen) != expected(data, ours), "the test has a verdict that turns"

    desktop.keyboard.press("Tab")
    assert desktop.evaluate("document.activeElement.textContent") == "Ours again"
    desktop.keyboard.press("Enter")
    assert expected(data, ours) in verdict.inner_text()
    assert command.inner_text() == data["command"]


def test_a_universe_that_was_not_made_has_no_verdict(desktop):
    """Of a claim of which few were made."""
    for place in desktop.locator("[data-universes]").all():
        data = told(place)
        made = [own for own, _, _ in data["universes"]]
        counts = [len(decision["options"]) for decision in data["decisions"]]
        last = [count - 1 for count in counts]
        if last not in made:
            break
    else:
        pytest.fail("in this report every universe was made")
    place.locator("details").evaluate("fold => { fold.open = true; }")
    for select, option in zip(place.locator("select").all(), last):
        select.select_option(str(option))
    assert place.locator(".universe-verdict").inner_text() == "This universe was not made."
    assert place.locator("pre code").inner_text().count("--set") > 0
    place.get_by_role("button", name="Ours again").click()
    place.locator("details").evaluate("fold => { fold.open = false; }")


@pytest.mark.parametrize("width, theme", [(1440, "light"), (1440, "dark"), (390, "light"), (390, "dark")])
def test_an_open_choice_breaks_no_rule(reader, report, width, theme):
    file = report / "chapters/lasso.html"
    with reader.opens(file, width, theme) as page:
        page.evaluate("for (const fold of document.querySelectorAll('[data-universes] details')) fold.open = true")
        for place in page.locator("[data-universes]").all()[:2]:
            place.locator("select").first.select_option("1")
        assert violations(page, within="[data-universes]") == []
        assert [line for line in faults(page, file) if "wider" in line or "console" in line or "twice" in line] == []
        for control in page.locator("[data-universes] :is(select, button)").all():
            assert control.bounding_box()["height"] >= 24
