"""Every page at every width: complete in one file, silent, no wider than its view, and without dead references."""

import pytest
from conftest import ROOT
from examination import faults

CHAPTERS = ["tutorial", "preliminaries", "convergence", "duality", "lasso", "edge-of-stability", "reproduction"]


@pytest.mark.parametrize("width", [1440, 768, 390, 320])
def test_the_report_is_whole(reader, report, width):
    file = report / "report.html"
    with reader.opens(file, width) as page:
        # Reading to the end wakes what waits for the scroll.
        page.evaluate("scrollTo({top: document.body.scrollHeight, behavior: 'instant'})")
        assert faults(page, file) == []
        page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
        assert [line for line in faults(page, file) if "wider" in line] == [], "unfolded"


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_alone_is_whole(reader, report, results, name):
    file = report / f"chapters/{name}.html"
    titles = {chapter["name"]: chapter["title"] for chapter in results["chapters"]}
    with reader.opens(file, width=390) as page:
        assert faults(page, file) == []
        assert titles[name] in page.title()


def test_all_chapters_are_tested(results):
    assert [chapter["name"] for chapter in results["chapters"]] == CHAPTERS


def test_the_page_holds_every_figure_table_claim_and_discrepancy(desktop, results):
    ids = set(desktop.evaluate("[...document.querySelectorAll('[id]')].map(element => element.id)"))
    wanted = [f"claim-{claim['id']}" for claim in results["claims"]]
    wanted += [entry["id"] for kind in ("figures", "tables", "discrepancies") for entry in results[kind]]
    assert [name for name in wanted if name not in ids] == []
    drawings = desktop.locator(".picture[data-figure]").evaluate_all(
        "pictures => pictures.filter(p => p.querySelector('svg text')).map(p => p.dataset.figure)")
    assert sorted(drawings) == sorted(figure["id"] for figure in results["figures"])


def test_drawings_say_what_they_show(desktop):
    silent = desktop.locator(".picture svg").evaluate_all("""
        drawings => drawings.filter(svg => svg.checkVisibility()
          && !(svg.getAttribute('role') === 'img' || svg.getAttribute('aria-label') || svg.querySelector('title, desc')))
          .map(svg => svg.closest('.picture').dataset.figure)""")
    assert silent == []


def test_the_page_is_small(report):
    for folder in {report, ROOT / "Output/quick"}:
        file = folder / "report.html"
        if file.exists():
            assert file.stat().st_size < 5_000_000, f"{file} has {file.stat().st_size} bytes"


FAULTY = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Faulty</title>
<meta name="viewport" content="width=device-width"></head><body>
<p id="twice">See Figure ??, <a href="#none">there</a> or <a href="none.csv">here</a>.</p>
<p id="twice" aria-describedby="nothing" style="width: 400px; margin: 0">Wide</p>
<img alt="broken" src="data:image/png;base64,AAAA"><img alt="elsewhere" src="none.png">
<svg width="9" height="9" role="img" aria-label="dot"><path d="M0 0h9v9z" clip-path="url(#clip)"/></svg>
<script>console.error("oh", "no"); undefined.x</script></body></html>
"""


def test_a_faulty_page_is_found_out(reader, tmp_path):
    file = tmp_path / "faulty.html"
    file.write_text(FAULTY, encoding="utf-8")
    with reader.opens(file, width=390) as page:
        found = faults(page, file)
    starts = [
        "console: error: oh no", "console: thrown: ", "console: error: Failed to load resource", "needs file://",
        "image 'broken' did not load", "image 'elsewhere' did not load", "reference to 'none' leads nowhere",
        "reference to 'nothing' leads nowhere", "reference to 'clip' leads nowhere", "id 'twice' stands twice",
        "link to none.csv leads nowhere", "link to none.png leads nowhere", "shows '??'",
        "is 18 px wider than its view, by ['<p id=\"twice\"",
    ]
    missed = [start for start in starts if not any(line.startswith(start) for line in found)]
    assert (missed, len(found)) == ([], len(starts)), found
