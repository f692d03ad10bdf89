"""What Typst's HTML needs to become the report's page: fonts, style sheet, tight formulas."""

import base64
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent

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
DELIMITERS = set("()[]{}|‖")
TALL = {"mfrac", "mtable", "munder", "mover", "munderover"}


def read(name: str) -> str:
    """A source that lies beside this file."""
    return (HERE / name).read_text(encoding="utf-8")


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

    def inline(hit: re.Match) -> str:
        name = hit[1]
        data = (figures / f"{name}.json").read_text(encoding="utf-8").replace("</", "<\\/")
        return (
            f'<div class="picture" data-figure="{name}">'
            f'<div class="sheet wide">{drawing(figures / f"{name}.svg")}</div>'
            f'<div class="sheet narrow">{drawing(figures / f"{name}-narrow.svg")}</div>'
            f'<script type="application/json" data-for="{name}">{data}</script></div>'
        )

    return re.sub(r'<div data-figure="([^"]*)" class="picture"></div>', inline, page)


def finished(page: str, output: Path) -> str:
    """The page with figures, fonts, style sheets and scripts; `output` is the folder that holds figures/."""
    style = font_faces() + "\n" + "\n".join(read(name) for name in STYLES)
    script = "\n".join(read(name) for name in SCRIPTS)
    head = f'<meta name="color-scheme" content="light dark"><style>{style}</style></head>'
    page = page.replace("</head>", head, 1)
    page = with_figures(page, output / "figures")
    page = page.replace("</body>", f"<script>{script}</script></body>", 1)
    page = re.sub(r"<math\b.*?</math>", lambda hit: tightened(hit[0]), page, flags=re.DOTALL)
    # Browsers may break a line between a formula and the comma behind it.
    return re.sub(
        r"(<math\b(?:(?!</math>).)*</math>)([.,;:?!)]+)", r'<span class="held">\1\2</span>', page, flags=re.DOTALL
    )
