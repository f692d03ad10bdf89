"""The table of claims, filtered by verdict, chapter and words, with the count said aloud."""

import re

import pytest

TABLE = "table.claims tbody tr"


@pytest.fixture
def form(desktop):
    """The filter, cleared before and after."""
    form = desktop.get_by_role("form", name="Filter of the claims")
    form.scroll_into_view_if_needed()
    yield form
    while form.locator("button[aria-pressed='true']").count():
        form.locator("button[aria-pressed='true']").first.click()
    form.get_by_role("combobox").select_option("")
    form.get_by_role("searchbox").fill("")


def shown(page) -> list[str]:
    return page.locator(f"{TABLE}:visible").evaluate_all("rows => rows.map(row => row.querySelector('a').textContent.trim())")


def test_all_claims_stand_there_with_their_verdicts(desktop, form, results):
    assert sorted(shown(desktop)) == sorted(claim["id"] for claim in results["claims"])
    assert form.locator("output").inner_text() == f"{len(results['claims'])} claims"
    words = {"reproduced": "reproduced", "notReproduced": "not reproduced", "contradicted": "contradicted", "undecided": "undecided", "notTested": "not tested"}
    found = dict(desktop.locator(TABLE).evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').textContent.trim(), row.querySelector('.verdict').innerText.trim()])"))
    for claim in results["claims"]:
        sign, word = found[claim["id"]].split(maxsplit=1)
        assert word == words[claim["verdict"]] and sign in "✓✗≠?○", "a sign and a word, not a color alone"


@pytest.mark.parametrize("verdict", ["reproduced", "notReproduced", "contradicted", "undecided", "notTested"])
def test_by_verdict(desktop, form, results, verdict):
    wanted = [claim["id"] for claim in results["claims"] if claim["verdict"] == verdict]
    button = form.locator(f"button[data-verdict='{verdict}']")
    if not wanted:
        assert button.count() == 0
        return
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    assert sorted(shown(desktop)) == sorted(wanted)
    assert form.locator("output").inner_text() == f"{len(wanted)} of {len(results['claims'])} claims"


def test_verdicts_add_up_by_keyboard(desktop, form, results):
    pressed = [b.get_attribute("data-verdict") for b in form.locator("button").all()[:2]]
    form.locator("button").first.focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("Tab")
    desktop.keyboard.press("Enter")
    wanted = [claim["id"] for claim in results["claims"] if claim["verdict"] in pressed]
    assert sorted(shown(desktop)) == sorted(wanted)


def test_by_chapter(desktop, form, results):
    form.get_by_role("combobox", name="Chapter").select_option("lasso")
    assert sorted(shown(desktop)) == sorted(c["id"] for c in results["claims"] if c["chapter"] == "lasso")


def test_by_words_and_verdict_together(desktop, form, results):
    statement = next(claim["statement"] for claim in results["claims"] if claim["chapter"] == "lasso")
    first, second = sorted({word for word in re.findall(r"[A-Za-z]+", statement)}, key=len)[-2:]
    form.get_by_role("searchbox", name="Words in the claim").fill(f"{first.upper()}  {second}")
    found = shown(desktop)
    assert 0 < len(found) < len(results["claims"])
    texts = desktop.locator(f"{TABLE}:visible").all_text_contents()
    assert all(first.lower() in text.lower() and second.lower() in text.lower() for text in texts)
    verdict = {claim["id"]: claim["verdict"] for claim in results["claims"]}
    form.locator(f"button[data-verdict='{verdict[found[0]]}']").click()
    assert shown(desktop) == [name for name in found if verdict[name] == verdict[found[0]]]


def test_nothing_found_is_said(desktop, form, results):
    form.get_by_role("searchbox").fill("no claim says this")
    assert shown(desktop) == []
    assert form.locator("output").inner_text() == f"0 of {len(results['claims'])} claims"
    assert form.get_by_role("status").count() == 1, "an output is a live region"


def test_a_claims_number_leads_to_its_box(desktop, form, results):
    claim = results["claims"][0]["id"]
    desktop.locator(f"{TABLE} a[href='#claim-{claim}']").first.click()
    assert desktop.evaluate("location.hash") == f"#claim-{claim}"
    assert desktop.locator(f"[id='claim-{claim}']").first.evaluate("box => box.matches('.fact:target')")
