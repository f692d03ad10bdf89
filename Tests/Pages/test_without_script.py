"""Without JavaScript, and on paper, everything can be read."""

import pytest

VISIBLE = "elements => elements.filter(e => e.checkVisibility() && e.getBoundingClientRect().height > 0).length"


@pytest.fixture(scope="module")
def plain(reader, report):
    with reader.opens(report / "report.html", width=1440, script=False) as page:
        yield page


def test_text_claims_figures_and_contents_are_there(plain, results):
    def count(selector):
        return plain.locator(selector).evaluate_all(VISIBLE)

    assert count("table.claims tbody tr") == len(results["claims"])
    assert count("section.fact[id^='claim-']") == len(results["claims"])
    assert count("figure .picture svg") >= len(results["figures"])
    assert plain.locator("figure table").count() == len(results["tables"])
    assert count("figure table") + count("figure details.fold") == len(results["tables"]), "a table of prose is folded"
    assert count(".contents a") == plain.locator(".contents a").count() > 20
    assert count("main > p") > 100


def test_no_control_stands_there_that_needs_the_script(plain):
    assert plain.locator("button:visible, select:visible, input:visible").count() == 0


def test_every_figure_has_its_legend_and_values_as_files(plain, report, results):
    for figure in results["figures"]:
        links = plain.locator(f"[id='{figure['id']}'] .making a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
        files = [link for link in links if not link.startswith("#")]
        assert {link.rsplit(".", 1)[1] for link in files} >= {"csv", "pdf", "png"}, figure["id"]
        assert all((report / link).exists() for link in files)


def test_folded_parts_unfold(plain):
    fold = plain.locator("figure details.how").first
    assert not fold.locator("dl").is_visible()
    fold.locator("summary").first.click()
    assert fold.locator("dl").is_visible()


def test_on_paper_only_what_can_be_read_there(reader, report):
    with reader.opens(report / "report.html", width=1440, theme="dark") as page:
        page.emulate_media(media="print")
        for selector in (".contents", ".skip", ".anchor", ".filters", ".bar-of-page", "#preview", "#provenance", ".provenance", ".tools"):
            assert page.locator(f"{selector}:visible").count() == 0, selector
        assert page.locator("main p:visible").count() > 100
        assert page.locator(".fact dl").first.is_visible() and page.locator(".fold .scroll").first.is_visible(), "unfolded"
        # Paper is white, whatever the screen prefers, so that ink is dark.
        red, green, blue = page.evaluate("getComputedStyle(document.body).color.match(/\\d+/g).slice(0, 3).map(Number)")
        assert max(red, green, blue) < 80
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
