"""The PDF: its text, structure, bookmarks, links and fonts, and PDF/UA by a checker."""

import re

import pytest
from documents import Document, letters, poppler

CHAPTERS = ["tutorial", "preliminaries", "convergence", "duality", "lasso", "edge-of-stability", "reproduction"]
TITLE = "Gradient methods at kinks, remeasured"
PAGE_ONLY = {"Numbers in the text", "Machines", "Runs", "Environments"}
SIGNS = ["??", "[?]", "not in results.json", "no such label", "\ufffd"]


@pytest.fixture(scope="module")
def document(report) -> Document:
    return Document(report / "report.pdf")


def headings(source: str) -> list[str]:
    """Headings of the two upper levels of the page, which has the same source."""
    found = re.findall(r"<h[23]\b([^>]*)>(.*?)</h[23]>", source.split("<main", 1)[1], flags=re.DOTALL)
    plain = [re.sub(r'<a class="anchor".*?</a>', "", title) for attributes, title in found if "small" not in attributes]
    return [" ".join(re.sub(r"<[^>]*>", " ", title).split()) for title in plain]


@pytest.mark.parametrize("name", ["report", *(f"chapters/{name}" for name in CHAPTERS)])
def test_conforms_to_pdf_ua(report, name):
    from page import validate_pdf

    found = validate_pdf(report / f"{name}.pdf", profile="ua1")
    assert [(failure.rule_id, failure.message) for failure in found.failures] == []
    assert found.is_compliant and found.rules.total > 90


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_chapter_has_its_own_document(report, results, name):
    document = Document(report / f"chapters/{name}.pdf")
    title = next(chapter["title"] for chapter in results["chapters"] if chapter["name"] == name)
    assert document.information["Title"].startswith(title)
    assert title in document.words[:400]
    assert 1 <= len(document.reader.pages) <= 40
    assert [sign for sign in SIGNS if sign in document.words] == []


def test_states_what_it_is(document):
    assert document.information["Title"] == TITLE
    assert document.information["Tagged"] == "yes" and document.information["Encrypted"] == "no"
    assert "A4" in document.information["Page size"]
    assert document.reader.root_object["/Lang"] == "en-US"
    assert document.reader.viewer_preferences["/DisplayDocTitle"]
    assert 25 <= len(document.reader.pages) <= 110


def test_text_is_whole(document, results):
    assert [sign for sign in SIGNS if sign in document.words] == []
    wanted = ["Works cited", "arXiv 2401.08426"]
    wanted += [f"{entry['kind'].capitalize()} {entry['number']}" for entry in results["numbers"].values()]
    assert {f"{kind} {k}" for kind, count in (("Figure", 5), ("Table", 2)) for k in range(1, count + 1)} <= set(wanted)
    wanted += [f"Claim {claim['id']}" for claim in results["claims"]]
    assert [words for words in wanted if words not in document.words] == []


def test_structure_names_headings_figures_tables_and_lists(document):
    wanted = {"Document", "H1", "H2", "P", "Figure", "Table", "TR", "TH", "TD", "L", "LI", "Link", "Formula", "Caption"}
    assert wanted - document.tags == set()


def test_bookmarks_are_the_headings(document, source):
    marks = [letters(title) for level, title, _ in document.bookmarks if level <= 2]
    # Sections of the page's own kind, such as its list of numbers, are not on paper.
    assert [title for title in headings(source) if letters(title) not in marks and title not in PAGE_ONLY] == []
    pages = [page for _, _, page in document.bookmarks]
    assert pages == sorted(pages)
    for _, title, page in document.bookmarks:
        words = letters(" ".join(line.text for line in document.lines if line.page == page))
        assert letters(title) in words, f"'{title}' is not on page {page}"


def test_links_lead_somewhere(document, results):
    inside = [link for link in document.links if link.address is None]
    assert [link for link in inside if link.to is None] == []
    assert [link for link in document.links if link.address and not link.address.startswith("https://")] == []
    assert [link for link in document.links if not link.words] == [], "PDF/UA wants words"
    assert len(inside) > 4 * len(results["claims"])


def test_fonts_are_embedded(document):
    rows = poppler("pdffonts", str(document.path)).splitlines()[2:]
    # The columns from the right: object and generation, then unicode, subset, embedded.
    assert rows and [row for row in rows if row.split()[-5] != "yes" or row.split()[-3] != "yes"] == []


def test_figures_are_vectors(document):
    assert poppler("pdfimages", "-list", str(document.path)).splitlines()[2:] == []
