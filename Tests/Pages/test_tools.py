"""The bar at the top, search, gallery, sorting, copying, the filter in the address, and the cross-hair."""

import re
import subprocess

import pytest
from browsing import centered
from conftest import ROOT


@pytest.fixture
def page(reader, report):
    """The report on a desktop's screen, for one test alone."""
    with reader.opens(report / "report.html", width=1440) as page:
        yield page
        assert page.complaints == []


@pytest.mark.parametrize("name, up", [("report", ""), ("chapters/lasso", "../")])
def test_the_bar_leads_to_files_beside_the_page(reader, report, name, up):
    with reader.opens(report / f"{name}.html", width=390) as page:
        bar = page.get_by_role("navigation", name="Files, source and citation")
        links = bar.locator("a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        own = name.rsplit("/", 1)[-1]
        assert links[:3] == [f"{own}.pdf", f"{up}results.json", f"{up}figures.tar"]
        assert all((report / f"{name}.html").parent.joinpath(link).resolve().exists() for link in links[:3])
        assert "#provenance" in links and "https://arxiv.org/abs/2401.08426" in links
        bar.locator("summary").click()
        assert bar.locator("pre").count() == 2
        assert "eprint = {2401.08426}" in bar.locator("pre").first.inner_text()
        page.emulate_media(media="print")
        assert not bar.is_visible()


def test_the_archive_holds_every_figure(report, results):
    listed = subprocess.run(["tar", "-tf", report / "figures.tar"], check=True, capture_output=True, text=True).stdout.split()
    wanted = {f"figures/{figure['id']}.{end}" for figure in results["figures"] for end in ("csv", "pdf", "png", "svg")}
    assert set(listed) == wanted and len(listed) == len(wanted)


def test_search_finds_claims_figures_sections_and_numbers(page, results):
    panel = page.get_by_role("dialog", name="Search")
    assert not panel.is_visible()
    page.keyboard.press("/")
    assert panel.is_visible() and page.evaluate("document.activeElement.type") == "search"

    def hits(words: str) -> list[str]:
        page.keyboard.press("Control+A")
        page.keyboard.type(words)
        return panel.locator("li").all_inner_texts()

    claim = results["claims"][0]
    assert any(hit.startswith("Claim") for hit in hits(claim["id"] + " " + claim["statement"].split()[0]))
    assert any(hit.startswith("Figure") for hit in hits("figure 1 norm"))
    name = next(iter(re.findall(r'id="value-([^"]+)"', page.content())))
    assert any(hit.startswith("Number") and name in hit for hit in hits(name))
    assert hits("no place says these words") == []
    assert panel.locator("output").inner_text() == "0 places"
    assert any(hit.startswith("Section") for hit in hits("how robust"))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert not panel.is_visible()
    assert "robust" in page.url and page.evaluate("document.activeElement.textContent").strip() != ""


def test_a_slash_in_a_field_stays_a_letter(page):
    field = page.get_by_role("searchbox", name="Words in the claim")
    field.fill("a")
    field.press("/")
    assert field.input_value() == "a/"
    assert not page.get_by_role("dialog", name="Search").is_visible()


def test_a_hit_in_a_folded_part_unfolds_it(page, results):
    claim = results["claims"][0]
    page.keyboard.press("/")
    page.keyboard.type(claim["statement"][:60])
    page.get_by_role("dialog", name="Search").locator("li button").first.click()
    assert page.evaluate("decodeURIComponent(location.hash)") == f"#claim-{claim['id']}"
    assert page.locator(f"[id='claim-{claim['id']}'] dl").first.is_visible()


def test_the_gallery_shows_all_figures(page, results):
    page.get_by_role("button", name="Figures", exact=True).click()
    gallery = page.get_by_role("dialog", name="All figures")
    pictures = gallery.locator("li button")
    assert pictures.count() == len(results["figures"])
    box = pictures.first.locator("svg").bounding_box()
    assert box["width"] > 100 and box["height"] > 60
    pictures.nth(2).click()
    assert not gallery.is_visible() and page.url.split("#")[1] in {figure["id"] for figure in results["figures"]}


def test_figures_lead_to_the_next_and_back(page):
    order = page.locator("figure .picture").evaluate_all("pictures => pictures.map(picture => picture.dataset.figure)")
    at = "decodeURIComponent(location.hash.slice(1))"
    first = centered(page, f".picture[data-figure='{order[0]}']")
    assert first.locator("button[data-action='previous']").is_disabled()
    first.locator("button[data-action='next']").click()
    assert page.evaluate(at) == order[1]
    second = page.locator(f".picture[data-figure='{order[1]}']")
    second.locator("button[data-action='enlarge']").click()
    second.locator("button[data-action='previous']").click()
    dialog = page.get_by_role("dialog")
    assert dialog.count() == 1 and dialog.locator(".picture").get_attribute("data-figure") == order[0], "enlarged as well"


def test_tables_sort_numbers_as_numbers(page):
    table = page.locator("#table-2 table")
    button = table.locator("button.sort").nth(3)
    cells = "rows => rows.map(row => Number(row.cells[3].textContent))"

    def column():
        return table.locator("tbody tr").evaluate_all(cells)

    before = column()
    button.click()
    assert column() == sorted(before)
    assert table.locator("th").nth(3).get_attribute("aria-sort") == "ascending"
    button.click()
    assert column() == sorted(before, reverse=True)
    button.click()
    assert column() == before and table.locator("th[aria-sort='none']").count() == table.locator("th").count()


def test_code_hashes_and_data_can_be_copied(page, report, results):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("for (const part of document.querySelectorAll('#figure-1 details, .cite')) part.open = true")
    read = "navigator.clipboard.readText()"
    page.locator(".cite .copy").first.click()
    page.get_by_text("Copied").first.wait_for()
    assert page.evaluate(read).startswith("@misc{kumar2024")
    page.locator("#figure-1 .how .hash + .copy").first.click()
    page.wait_for_function(f"{read}.then(text => /^[0-9a-f]{{64}}$/.test(text))")
    page.locator("#figure-1").get_by_role("button", name="Copy data").click()
    page.wait_for_function(f"{read}.then(text => text.startsWith('panel\\tseries\\tx\\ty'))")
    assert len(page.evaluate(read).splitlines()) > 20


def test_the_filter_stands_in_the_address(page, results):
    wanted = sorted(claim["id"] for claim in results["claims"] if claim["verdict"] == "contradicted")
    page.locator(".filters button[data-verdict='contradicted']").click()
    assert page.url.endswith("#claims?verdict=contradicted")
    page.reload()
    shown = page.locator("table.claims tbody tr:visible").evaluate_all("rows => rows.map(row => row.querySelector('a').textContent)")
    assert sorted(shown) == wanted
    assert page.locator(".filters button[aria-pressed='true']").count() == 1
    page.locator(".filters button[data-verdict='contradicted']").click()
    assert page.url.endswith("#claims")


def test_progress_follows_the_scroll(page):
    read = "Number(document.querySelector('.progress').style.getPropertyValue('--read'))"
    assert page.evaluate(read) == 0
    page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
    page.wait_for_function(f"{read} > 0.99")


def test_the_cross_hair_meets_all_series_of_all_panels(page):
    picture = centered(page, ".picture[data-figure='figure-3']")
    sheet = picture.locator(".sheet:visible")
    sheet.locator(".probe").focus()
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    assert sheet.locator(".cross").count() == 2, "one in each panel"
    assert sheet.locator(".spot").count() == 6, "three optimizers at two penalties"
    words = sheet.locator(".readout").inner_text()
    assert all(name in words for name in ("SGD", "RMSProp", "Adam"))


def test_the_swift_of_the_experiments_stands_whole(page, results):
    """Beside what draws it: declarations of specification, run and step, none of them clipped."""
    page.evaluate("for (const part of document.querySelectorAll('.how, .swift')) part.open = true")
    for figure in results["figures"]:
        codes = page.locator(f"[id='{figure['id']}'] .swift .code")
        written = [entry["code"] for entry in [*figure.get("experimentDeclarations", []), figure["declaration"]]]
        assert codes.evaluate_all("codes => codes.map(code => code.innerText.trimEnd())") == [
            code.rstrip() for code in written], figure["id"]
        assert codes.evaluate_all("codes => codes.filter(code => code.scrollHeight > code.clientHeight + 1).length") == 0


def test_nothing_of_this_stands_there_without_the_script(reader, report):
    with reader.opens(report / "report.html", width=1440, script=False) as page:
        assert page.locator("button, dialog, .progress").count() == 0
        assert page.get_by_role("navigation", name="Files, source and citation").is_visible()


def test_what_opens_breaks_no_rule(page):
    from accessibility import violations

    page.keyboard.press("/")
    page.keyboard.type("norm")
    assert violations(page, within="dialog.search") == []
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Figures", exact=True).click()
    assert violations(page, within="dialog.gallery") == []


def test_the_source_links_stay_true_in_a_moved_folder(report):
    source = (report / "report.html").read_text(encoding="utf-8")
    assert str(ROOT) not in source
