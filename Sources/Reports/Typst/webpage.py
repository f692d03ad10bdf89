"""What Typst's HTML needs to become the report's page.

Fonts, style sheets and scripts go into its head, figures as inline SVG with their data, stable addresses for headings,
and formulas that browsers set well. Typst would take seconds to set a figure's thousands of nodes, and knows neither
the page's head nor which of its links lead nowhere.
"""

import base64
import gzip
import html
import json
import re
import xml.etree.ElementTree as ElementTree
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent
STYLES = ["report.css", "figures.css", "live.css"]
SCRIPTS = [
    "page-parts.js",
    "report.js",
    "search.js",
    "tables.js",
    "figure-axes.js",
    "figure-marks.js",
    "figure-redraw.js",
    "figure-values.js",
    "figure-sheet.js",
    "figures.js",
    "universes.js",
    "settings-box.js",
    "live.js",
    "deep.js",
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
    """A source that lies beside this file."""
    return (HERE / name).read_text(encoding="utf-8")


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


def named(svg: str, name: str) -> str:
    """The drawing under the name by which paper-outputs.typ shows it once more, small, and with a class of its own.

    Style rules reach what is shown again only as far as they name nothing outside of it.
    """
    return svg.replace("<svg", f'<svg id="drawing-{name}" class="drawing"', 1)


# figures.typ leaves a figure's name between these, and the number of figures at the end.
PLACE = re.compile("\ue000([^\ue001]*)\ue001")
COUNT = re.compile("\ue002([0-9]+)\ue003")


def with_figures(page: str, figures: Path) -> str:
    """The page with each figure where Typst left a place: for wide and for narrow screens, and its data."""
    counted = COUNT.search(page)
    names = PLACE.findall(page)
    if counted is None or int(counted[1]) != len(names):
        expected = counted[1] if counted else "their number"
        raise ValueError(f"{len(names)} places for figures in Typst's page, expected {expected}")
    page = COUNT.sub("", page)
    parts = PLACE.split(page)
    for place, name in enumerate(names):
        before = parts[2 * place]
        # Typst names only those that the text refers to.
        start = before.rindex("<figure")
        if " id=" not in before[start : before.index(">", start)]:
            parts[2 * place] = f'{before[:start]}<figure id="{name}"{before[start + len("<figure") :]}'
        data = (figures / f"{name}.json").read_text(encoding="utf-8")
        parts[2 * place + 1] = (
            f'<div class="sheet wide">{named(drawing(figures / f"{name}.svg"), name)}</div>'
            f'<div class="sheet narrow">{drawing(figures / f"{name}-narrow.svg")}</div>'
            f'<script type="application/json" data-for="{name}">{data}</script>'
        )
        behind = parts[2 * place + 2]
        # Behind the picture, whose place is an element of its own.
        boxes = live(figures / f"{name}-live.json") + deep(figures / f"{name}-deep.json")
        parts[2 * place + 2] = behind.replace("</div>", "</div>" + boxes, 1)
    return re.sub(
        r'<div data-table="([^"]*)"></div>', lambda hit: live(figures / f"{hit[1]}-live.json"), "".join(parts)
    )


def live(file: Path) -> str:
    """What live.js needs to run a figure again, or why that cannot be; nothing for a figure that is not live."""
    if not file.exists():
        return ""
    entry = json.loads(file.read_text(encoding="utf-8"))
    if "module" not in entry:
        return f'<p class="live-absent">The figure cannot be run again in this page: {html.escape(entry["absent"])}.</p>'
    shown = {name: value for name, value in entry.items() if name not in ("module", "sha256")}
    return data_script("live", shown)


def deep(file: Path) -> str:
    """What deep.js needs to ask for a figure whose runs the engine alone can make; nothing for one that has none."""
    return data_script("deep", json.loads(file.read_text(encoding="utf-8"))) if file.exists() else ""


def data_script(kind: str, entry: dict) -> str:
    """An entry that has an `id`, as data for the page's scripts."""
    # No tag ends a script before its time.
    data = json.dumps(entry, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" data-{kind}="{html.escape(entry["id"])}">{data}</script>'


@cache
def packed(module: Path) -> str:
    """A WebAssembly module, compressed, as text."""
    return base64.b64encode(gzip.compress(module.read_bytes(), mtime=0)).decode("ascii")


def live_module(page: str, figures: Path) -> str:
    """The module that runs the page's live figures, and its worker; nothing for a page without any."""
    names = re.findall(r'<script type="application/json" data-live="([^"]*)"', page)
    if not names:
        return ""
    entry = json.loads((figures / f"{names[0]}-live.json").read_text(encoding="utf-8"))
    return (
        f'<script type="text/plain" id="live-module">{packed(Path(entry["module"]))}</script>'
        f'<script type="text/plain" id="live-worker">{source("live-worker.js")}</script>'
    )


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
        # For the pointer alone: the contents have the same addresses for the tabulator.
        link = f'<a class="anchor" href="#{name}" tabindex="-1" aria-label="Link to {html.escape(html.unescape(words))}">#</a>'
        return f"<h{level}{attributes}>{title}{link}</h{level}>"

    page = re.sub(r"<h([2-4])\b([^>]*)>(.*?)</h\1>", address, page, flags=re.DOTALL)
    return re.sub(r'href="#(loc-\d+)"', lambda hit: f'href="#{renamed.get(hit[1], hit[1])}"', page)


def without_dead_links(page: str) -> str:
    """The page without links to what it does not hold, such as a claim of another chapter."""
    there = set(re.findall(r'\bid="([^"]*)"', page))

    def kept(hit: re.Match) -> str:
        return hit[0] if html.unescape(hit[1]) in there else hit[2]

    return re.sub(r'<a\b[^>]*\bhref="#([^"]*)"[^>]*>((?:(?!</a>).)*)</a>', kept, page, flags=re.DOTALL)


def finished(page: str, output: Path) -> str:
    """The whole page; `output` is the folder that holds figures/."""
    page = re.sub(r"<math\b.*?</math>", lambda hit: tightened(hit[0]), page, flags=re.DOTALL)
    # Browsers may break a line between a formula and the comma behind it.
    page = re.sub(
        r"(<math\b(?:(?!</math>).)*</math>)([.,;:?!)]+)", r'<span class="held">\1\2</span>', page, flags=re.DOTALL
    )
    page = with_addresses(page)
    page = without_dead_links(page)
    page = with_figures(page, output / "figures")
    style = "\n".join([font_faces()] + [source(name) for name in STYLES])
    head = f'<meta name="color-scheme" content="light dark"><style>{style}</style>'
    script = "\n".join(source(name) for name in SCRIPTS)
    module = live_module(page, output / "figures")
    for end, part in (("</head>", head), ("</body>", f"{module}<script>{script}</script>")):
        if page.count(end) != 1:
            raise ValueError(f"{page.count(end)} times {end} in Typst's page, expected once")
        page = page.replace(end, part + end)
    return page
