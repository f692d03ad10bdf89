"""The lines of a Swift file that declare a figure or table, highlighted."""

import html
from functools import cache
from pathlib import Path

from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.objective import SwiftLexer


@cache
def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def excerpt(root: Path, source: str, first: int, last: int) -> str:
    """Lines `first` to `last` of the file `source` below `root`, folded, with classes for the style sheet."""
    chosen = lines(root / source)[first - 1 : last]
    margin = min((len(line) - len(line.lstrip()) for line in chosen if line.strip()), default=0)
    code = "\n".join(line[margin:] for line in chosen)
    marked = highlight(code, SwiftLexer(), HtmlFormatter(nowrap=True)).rstrip("\n")
    place = f"{html.escape(source)}, lines {first} to {last}"
    return (
        f'<details class="swift"><summary>The Swift that declares it</summary><p>{place}</p>'
        f'<pre tabindex="0" role="region" aria-label="{place}"><code>{marked}</code></pre></details>'
    )
