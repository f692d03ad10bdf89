"""The parts of the report that have accepted pictures, each with how to bring it into view."""

import io

from PIL import Image

# Taller parts are cut: what follows looks like what is there.
TALLEST = 640

# What differs from machine to machine and from run to run, and what would lie over other parts.
PREPARE = """
() => {
  const varying = ['Run time', 'Baseline', 'SHA-256'];
  for (const term of document.querySelectorAll('.making dt'))
    if (varying.includes(term.textContent)) term.nextElementSibling.textContent = '…';
  const own = ['Record', 'Code', 'Data', 'Wall', 'CPU', 'Peak', 'Threads', 'Where', 'Value',
    'Host', 'Processor', 'Operating system', 'Commits of the source'];
  for (const said of document.querySelectorAll('.provenance .constants')) said.textContent = '…';
  for (const cell of document.querySelectorAll('.provenance td[data-label]'))
    if (own.includes(cell.dataset.label) && !cell.closest('.numbers')) cell.textContent = '…';
  document.documentElement.style.scrollBehavior = 'auto';
  // Letters of code are the reader's own, and of another font on another machine.
  document.documentElement.style.setProperty('--mono', 'var(--sans)');
}
"""
BAR = ".bar-of-page"


def first_screen(page):
    page.evaluate("scrollTo(0, 0)")
    size = page.viewport_size
    return {"x": 0, "y": 0, **size}


def contents(page):
    page.evaluate("document.getElementById('chapter-convergence').scrollIntoView()")
    page.wait_for_function("document.querySelector('.contents a[aria-current]')?.hash === '#chapter-convergence'")
    # Beside the text it stays where it is; above it, it is scrolled to.
    return box(page, ".contents") if page.viewport_size["width"] >= 1280 else clip(page, ".contents")


def claims(page):
    page.locator(".filters button[data-verdict='reproduced']").click()
    page.evaluate("document.activeElement.blur()")
    return clip(page, ".filters", until="table.claims")


def making(page):
    page.evaluate("document.querySelector('#figure-1 details.how').open = true")
    return clip(page, "#figure-1 details.how > dl")


def numbers(page):
    page.evaluate("document.querySelector('details.numbers').open = true")
    return clip(page, "details.numbers")


def runs(page):
    page.evaluate("document.querySelector('#runs ~ details').open = true")
    return clip(page, "#runs ~ details .scroll")


def preview(page):
    link = page.locator("main p a[href^='#claim-']").first
    link.evaluate("link => link.scrollIntoView({block: 'center'})")
    link.hover()
    shown = page.locator("#preview")
    shown.wait_for(state="visible")
    shown.evaluate("""preview => { for (const side of ['left', 'top'])
        preview.style[side] = `${Math.round(parseFloat(preview.style[side]))}px`; }""")
    return box(page, "#preview")


def dialog(page):
    page.evaluate("document.querySelector('#figure-1 .picture').scrollIntoView({block: 'center'})")
    page.locator("#figure-1 button[data-action='enlarge']").click()
    page.get_by_role("dialog").wait_for()
    page.evaluate("document.activeElement.blur()")
    return {"x": 0, "y": 0, **page.viewport_size}


def element(selector: str, until: str | None = None):
    return lambda page: clip(page, selector, until)


PARTS = {
    "first-screen": first_screen,
    "contents": contents,
    "claims": claims,
    "chapter": element("#chapter-edge-of-stability", until="#chapter-edge-of-stability ~ p:not(.sections) + p"),
    "side-note": element("main p:has(.sidenote)"),
    "figure": element("#figure-1"),
    "making": making,
    "table": element("#table-1"),
    "claim": element("#claim-A\\.2"),
    "discrepancy": element("#D5"),
    "contradictions": element("#contradictions", until="#contradictions ~ .scroll"),
    "numbers": numbers,
    "provenance": element("#provenance", until="#provenance ~ p"),
    "machines": element("#machines", until="#machines ~ .scroll, #machines ~ div .scroll"),
    "runs": runs,
    "works": element("[role='doc-bibliography']"),
    "preview": preview,
    "dialog": dialog,
}
CLEAN = """
() => {
  for (const button of document.querySelectorAll('.filters button[aria-pressed="true"]')) button.click();
  for (const part of document.querySelectorAll('details')) part.open = false;
  document.querySelector('dialog[open]')?.close();
  document.documentElement.style.marginTop = '';
  document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true}));
}
"""


def box(page, selector: str, until: str | None = None) -> dict:
    """The rectangle of an element on the screen, on to the end of another one, cut where it is tall."""
    found = page.evaluate(
        """([first, last]) => {
            const start = document.querySelector(first), end = last ? document.querySelector(last) : start;
            // A side note stands outside its paragraph.
            const boxes = [start, end, ...start.querySelectorAll('.sidenote')].map(e => e.getBoundingClientRect());
            const edge = (name, pick) => pick(...boxes.map(box => box[name]));
            return [edge('left', Math.min), boxes[0].top, edge('right', Math.max), edge('bottom', Math.max)]; }""",
        [selector, until])
    left, top, right, bottom = (round(side) for side in found)
    left, top = max(0, left), max(0, top)
    size = page.viewport_size
    return {
        "x": left, "y": top,
        "width": min(right, size["width"]) - left, "height": min(bottom, size["height"], top + TALLEST) - top,
    }


def clip(page, selector: str, until: str | None = None) -> dict:
    # On a whole pixel, so that what stands above does not change how a part's letters are smoothed.
    page.evaluate("""selector => {
        const root = document.documentElement, part = document.querySelector(selector);
        const top = part.getBoundingClientRect().top + scrollY;
        root.style.marginTop = `${Math.ceil(top) - top}px`;
        part.scrollIntoView({block: 'start'}); }""", selector)
    return box(page, selector, until)


def picture_of(page, name: str) -> Image.Image:
    """The screenshot of a part; the page is left as it was."""
    part = PARTS[name]
    # The buttons that float over the page are in the first screen's picture alone.
    page.evaluate("([bar, on]) => { document.querySelector(bar).style.visibility = on ? '' : 'hidden'; }",
                  [BAR, name == "first-screen"])
    page.mouse.move(1, 1)
    try:
        data = page.screenshot(clip=part(page), animations="disabled")
    finally:
        page.mouse.move(1, 1)
        page.evaluate(CLEAN)
    return Image.open(io.BytesIO(data)).convert("RGB")
