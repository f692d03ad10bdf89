"""What Typst's HTML needs to become the report's page.

Fonts, style sheets and scripts go into its head, figures as inline SVG with their data, the Swift that declares
them, stable addresses for headings, a list of all numbers in the text, and formulas that browsers set well.
"""

import base64
import html
import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

import numbers_list
import swift_excerpt

HERE = Path(__file__).resolve().parent
STYLES = ["report.css", "figures.css"]
SCRIPTS = [
    "report.js",
    "figure-axes.js",
    "figure-marks.js",
    "figure-redraw.js",
    "figure-values.js",
    "figure-sheet.js",
    "figures.js",
]

# Subsets that every page carries: (family, style, weight, file).
FONTS = [
    ("Report Serif", "normal", 400, "LibertinusSerif-Regular"),
    ("Report Serif", "italic", 400, "LibertinusSerif-Italic"),
    ("Report Serif", "normal", 600, "LibertinusSerif-Semibold"),
    ("Report Sans", "normal", 400, "Inter-Regular"),
    ("Report Sans", "italic", 400, "Inter-Italic"),
    ("Report Sans", "normal", 600, "Inter-SemiBold"),
    ("Report Math", "normal", 400, "NewCMMath-Book"),
]
DELIMITERS = set("()[]{}|‖")
TALL = {"mfrac", "mtable", "munder", "mover", "munderover"}


@cache
def source(name: str) -> str:
    """A source that lies beside this file; empty where there is none."""
    path = HERE / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


@cache
def font_faces() -> str:
    """The fonts as style rules, so that the page needs none of the reader's."""
    rules = []
    for family, style, weight, name in FONTS:
        data = base64.b64encode((HERE / "fonts" / f"{name}.woff2").read_bytes()).decode("ascii")
        rules.append(
            f'@font-face{{font-family:"{family}";font-style:{style};font-weight:{weight};'
            f"src:url(data:font/woff2;base64,{data})}}"
        )
    return "\n".join(rules)


def tightened(formula: str) -> str:
    """A formula whose parentheses and bars stretch around tall contents only.

    Around others Chromium takes the next size of a stretched sign, with wide gaps at its sides.
    """
    root = ElementTree.fromstring(formula)
    for row in root.iter("mrow"):
        ends = [part for part in row if part.tag == "mo" and (part.text or "") in DELIMITERS]
        if ends and not any(part.tag in TALL for part in row.iter()):
            for end in ends:
                end.set("stretchy", "false")
    return ElementTree.tostring(root, encoding="unicode", short_empty_elements=False)


def drawing(file: Path) -> str:
    """An SVG as a part of the page; its description becomes a label, as a title would pop up over all of it."""
    svg = file.read_text(encoding="utf-8")
    svg = svg[svg.index("<svg") :]
    words = re.search(r"<desc[^>]*>(.*?)</desc>\s*", svg, flags=re.DOTALL)
    if words:
        svg = re.sub(r"<(title|desc)[^>]*>.*?</\1>\s*", "", svg, flags=re.DOTALL)
        svg = re.sub(r'aria-labelledby="[^"]*"', lambda _: f'aria-label="{words[1]}"', svg, count=1)
    return svg


def with_figures(page: str, figures: Path) -> str:
    """The page with each figure where Typst left a place: for wide and for narrow screens, and its data."""

    # Typst names only those that the text refers to.
    page = re.sub(r'<figure>(?=\s*<div data-figure="([^"]*)")', r'<figure id="\1">', page)

    def inline(hit: re.Match) -> str:
        name = hit[1]
        data = (figures / f"{name}.json").read_text(encoding="utf-8").replace("</", "<\\/")
        return (
            f'<div class="picture" data-figure="{name}">'
            f'<div class="sheet wide">{drawing(figures / f"{name}.svg")}</div>'
            f'<div class="sheet narrow">{drawing(figures / f"{name}-narrow.svg")}</div></div>'
            f'<script type="application/json" data-for="{name}">{data}</script>'
        )

    return re.sub(r'<div data-figure="([^"]*)" class="picture"></div>', inline, page)


def with_excerpts(page: str, root: Path) -> str:
    """The page with the Swift that declares each figure and table."""

    def excerpt(hit: re.Match) -> str:
        return swift_excerpt.excerpt(root, html.unescape(hit[1]), int(hit[2]), int(hit[3]))

    pattern = r'<div data-source="([^"]*)" data-first="(\d+)" data-last="(\d+)" class="swift"></div>'
    return re.sub(pattern, excerpt, page)


def slug(title: str) -> str:
    """A heading's words as an address: lower case, hyphens between words, without its number."""
    words = html.unescape(re.sub(r"<[^>]*>", "", re.sub(r"<math\b.*?</math>", "", title, flags=re.DOTALL)))
    words = re.sub(r"^[\d.]+\s+", "", words).lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-") or "section"


def with_addresses(page: str) -> str:
    """The page whose headings have addresses that stay the same as long as their words do, and links to them."""
    taken = set(re.findall(r'\bid="([^"]*)"', page))
    renamed: dict[str, str] = {}

    def address(hit: re.Match) -> str:
        level, attributes, title = hit[1], hit[2], hit[3]
        identifier = re.search(r'\bid="([^"]*)"', attributes)
        name = identifier[1] if identifier else ""
        if not name or name.startswith("loc-"):
            new, count = slug(title), 1
            while new in taken:
                count += 1
                new = f"{slug(title)}-{count}"
            taken.add(new)
            if name:
                renamed[name] = new
            attributes = re.sub(r'\s*\bid="[^"]*"', "", attributes) + f' id="{new}"'
            name = new
        words = re.sub(r"<[^>]*>", "", re.sub(r"<math\b.*?</math>", "…", title, flags=re.DOTALL))
        link = f'<a class="anchor" href="#{name}" aria-label="Link to {html.escape(html.unescape(words))}">#</a>'
        return f"<h{level}{attributes}>{title}{link}</h{level}>"

    page = re.sub(r"<h([2-4])\b([^>]*)>(.*?)</h\1>", address, page, flags=re.DOTALL)
    return re.sub(r'href="#(loc-\d+)"', lambda hit: f'href="#{renamed.get(hit[1], hit[1])}"', page)


def without_dead_links(page: str) -> str:
    """The page without links to what it does not hold, such as a claim of another chapter."""
    there = set(re.findall(r'\bid="([^"]*)"', page))

    def kept(hit: re.Match) -> str:
        return hit[0] if html.unescape(hit[1]) in there else hit[2]

    return re.sub(r'<a\b[^>]*\bhref="#([^"]*)"[^>]*>((?:(?!</a>).)*)</a>', kept, page, flags=re.DOTALL)


def finished(page: str, root: Path, output: Path, results: dict) -> str:
    """The whole page.

    `root` is the repository's root, `output` the folder that holds figures/, `results` what results.json says.
    """
    page = re.sub(r"<math\b.*?</math>", lambda hit: tightened(hit[0]), page, flags=re.DOTALL)
    # Browsers may break a line between a formula and the comma behind it.
    page = re.sub(
        r"(<math\b(?:(?!</math>).)*</math>)([.,;:?!)]+)", r'<span class="held">\1\2</span>', page, flags=re.DOTALL
    )
    page = numbers_list.with_numbers(page, results)
    page = with_addresses(page)
    page = without_dead_links(page)
    page = with_excerpts(page, root)
    page = with_figures(page, output / "figures")
    style = "\n".join([font_faces()] + [source(name) for name in STYLES])
    head = f'<meta name="color-scheme" content="light dark"><style>{style}</style></head>'
    page = page.replace("</head>", head, 1)
    script = "\n".join(source(name) for name in SCRIPTS)
    return page.replace("</body>", f"<script>{script}</script></body>", 1)
