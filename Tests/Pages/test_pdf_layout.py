"""How the PDF is set: its overview, figures near their text, no widowed heading, no line beyond the edge."""

import itertools
import re
import tempfile
from pathlib import Path

import pytest
from documents import Document, letters, poppler
from PIL import Image
from pypdf import PdfReader

# Points, from Sources/Reports/Typst/report.typ: an A4 page, its right margin, its head and its foot.
RIGHT = 595.28 - 57.6
# Commas, points and hyphens hang into the margin by so much at most.
HANGING = 2.5
HEAD, FOOT = 68, 841.89 - 64


@pytest.fixture(scope="module")
def document(report) -> Document:
    return Document(report / "report.pdf")


def body(document, page: int):
    """The lines of a page between its head and its foot."""
    return [line for line in document.lines if line.page == page and line.top > HEAD - 12 and line.bottom < FOOT + 8]


def test_the_first_pages_are_the_overview(document, results):
    """A page of what the report is about, the paper's figures and tables, the table of claims, then the first chapter."""
    words = [" ".join(line.text for line in body(document, page)) for page in range(1, len(document.reader.pages) + 1)]
    for sign in ("Gradient methods at kinks", "not tested", "undecided", "contradicted", *(f["title"] for f in results.get("findings", []))):
        assert letters(sign) in letters(words[0])
    for kind, count in (("Figure", 5), ("Table", 2)):
        assert all(f"{kind} {number}:" in words[1] for number in range(1, count + 1)), "a card for each of the paper's"
    assert re.search(r"The claims, and what we found", words[2])
    first = next(page for _, title, page in document.bookmarks if results["chapters"][0]["title"] in title)
    assert first <= 6, "the table of claims takes three pages at most"
    table = " ".join(words[2:first])
    missing = [claim["id"] for claim in results["claims"] if letters(claim["id"]) not in letters(table)]
    assert missing == [], "all claims stand before the first chapter"


def test_no_line_runs_over_the_edge(document):
    over = [
        f"page {line.page}: '{line.text[-60:]}' ends {line.right - RIGHT:.1f} pt right of the text"
        for line in document.lines if line.right > RIGHT + HANGING
    ]
    assert over == []


def test_no_line_begins_before_the_edge(document):
    over = [f"page {line.page}: '{line.text[:60]}'" for line in document.lines if line.left < 57.6 - 2]
    assert over == []


def test_nothing_runs_into_the_foot(document):
    running = re.compile(r"^(Profile .*|\d+)$")
    low = [
        f"page {line.page}: '{line.text[:60]}'" for line in document.lines
        if line.bottom > FOOT + 4 and not running.match(line.text)
    ]
    assert low == []


def test_no_heading_is_the_last_line_of_its_page(document):
    titles = {(page, letters(title)) for _, title, page in document.bookmarks}
    widowed = []
    for page in range(1, len(document.reader.pages) + 1):
        lines = body(document, page)
        if not lines:
            continue
        last = max(lines, key=lambda line: line.bottom)
        if (page, letters(last.text)) in titles:
            widowed.append(f"page {page}: '{last.text}'")
    assert widowed == []


def covered(path) -> list[float]:
    """For each page the share of its text's height without bare stretches of more than 40 points."""
    shares = []
    with tempfile.TemporaryDirectory() as folder:
        poppler("pdftoppm", "-r", "36", "-gray", str(path), f"{folder}/page")
        for file in sorted(Path(folder).iterdir()):
            page = Image.open(file)
            dark = page.crop((0, HEAD // 2, page.width, int(FOOT) // 2)).point(lambda level: 255 * (level < 200))
            rows = [dark.crop((0, y, dark.width, y + 1)).getbbox() is not None for y in range(dark.height)]
            bare = [len(list(run)) for has_ink, run in itertools.groupby(rows) if not has_ink]
            shares.append(1 - sum(run for run in bare if 2 * run > 40) / len(rows))
    return shares


def test_no_page_is_mostly_empty(report):
    """All but the last one of each document, which ends where it ends."""
    for file in [report / "report.pdf", *sorted((report / "chapters").glob("*.pdf"))]:
        empty = [f"page {page}: {share:.0%}" for page, share in enumerate(covered(file)[:-1], start=1) if share < 0.6]
        assert empty == [], file.name


def test_a_claim_is_not_broken_after_its_sentence(document, results):
    """Below a claim's label its page has two of the rows about it."""
    terms = re.compile(r"(Paper|Ours|Rule|Why|Would decide|Evidence)\b")
    broken, seen = [], 0
    # Behind the overview, whose table has a column of that name.
    for page in range(6, len(document.reader.pages) + 1):
        lines = body(document, page)
        # The label of a box stands in the margin, as does the one of the next.
        labels = sorted(line.top for line in lines if line.left < 60 and re.match(r"Claim \S+$|Claim$", line.text))
        rows = [line.top for line in lines if 100 < line.left < 160 and terms.match(line.text)]
        seen += len(labels)
        for top, end in zip(labels, [*labels[1:], FOOT]):
            if len([row for row in rows if top < row < end]) < 2:
                broken.append(f"page {page}, {top:.0f} pt")
    assert seen >= len(results["claims"])
    assert broken == []


def test_a_sentence_is_of_one_size(report, results):
    """A claim's statement and its place in the paper, and no words below eight points but in overviews and labels."""
    sizes = {}

    def take(text, _, matrix, font, size):
        if text.strip() and font:
            sizes.setdefault(round(size * abs(matrix[3]), 1), []).append(text)

    reader = PdfReader(report / "report.pdf")
    # Reading sizes takes a second a page, so that these stand for all.
    for page in reader.pages[12:22]:
        page.extract_text(visitor_text=take)
    places = {size for size, words in sizes.items() for text in words if "(Section" in text or text.startswith("(Section")}
    statements = {size for size, words in sizes.items() for text in words
                  for claim in results["claims"] if text.strip() and claim["statement"].startswith(text.strip()[:60]) and len(text.strip()) > 30}
    assert statements and places <= statements, (places, statements)


def labels(document, kind: str) -> dict[str, int]:
    """The page of each figure or table, by its number, from its label in the margin."""
    found = {}
    for line in document.lines:
        label = re.match(rf"{kind} (S?\d+)\b", line.text)
        if label and line.left < 60:
            found.setdefault(label[1], line.page)
    return found


@pytest.mark.parametrize("kind", ["Figure", "Table"])
def test_every_figure_is_near_its_text(document, results, kind):
    where = labels(document, kind)
    numbers = [entry["number"] for entry in results["numbers"].values() if entry["kind"] == kind.lower()]
    assert sorted(where) == sorted(numbers), "every label stands in the margin"
    first = {}
    for link in document.links:
        # The overview on the first three pages leads to what the chapters show.
        if link.page > 3 and (hit := re.fullmatch(rf"{kind} (S?\d+)", link.words)):
            first.setdefault(hit[1], link.page)
    # A chapter may point ahead to a later one's: the text gives the page then, see below.
    far = [
        f"{kind} {number} on page {where[number]}, first named on page {page}" for number, page in first.items()
        if where[number] - page > 1 and (kind, number, where[number]) not in named_pages(document, page)
    ]
    assert far == []


def test_links_to_figures_lead_to_their_pages(document):
    wrong = []
    for kind in ("Figure", "Table"):
        where = labels(document, kind)
        for link in document.links:
            hit = re.fullmatch(rf"{kind} (S?\d+)", link.words)
            # A table may begin below its label.
            if hit and where[hit[1]] != link.to:
                wrong.append(f"page {link.page}: {link.words} is on page {where[hit[1]]}, the link leads to {link.to}")
    assert wrong == []


def named_pages(document, page: int | None = None) -> set[tuple[str, str, int]]:
    """What the text says to stand on which page, e.g. `("Figure", "S3", 17)`, on one page or on all."""
    text = " ".join(line.text for line in document.lines if page in (None, line.page) and line.left > 100)
    return {(kind, number, int(on)) for kind, number, on in re.findall(r"(Figure|Table)\s(S?\d+) on p\.\s(\d+)", text)}


def test_page_references_are_true(document):
    given = named_pages(document)
    assert len(given) > 3
    assert [entry for entry in given if labels(document, entry[0])[entry[1]] != entry[2]] == []
