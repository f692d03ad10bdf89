"""Opens pages as a reader does, and notices what a reader would not: messages, and requests for more."""

from contextlib import contextmanager
from pathlib import Path

HEIGHTS = {1440: 900, 768: 1024, 390: 844, 320: 640}
WHOLE = "Promise.all([document.fonts.ready, ...[...document.images].map(image => image.decode().catch(() => {}))])"


class Reader:
    """A browser that opens files from the disk, without network."""

    def __init__(self, browser):
        self.browser = browser

    @contextmanager
    def opens(
        self, file: Path, width: int, theme: str = "light", script: bool = True, still: bool = False, fragment: str = ""
    ):
        """The page of a file, loaded whole.

        `still` is for readers who asked their system for reduced motion. The page has two attributes more:
        `complaints`, what it wrote to its console or threw, and `requests`, what it asked for beyond itself.
        """
        context = self.browser.new_context(
            viewport={"width": width, "height": HEIGHTS[width]},
            color_scheme=theme,
            java_script_enabled=script,
            reduced_motion="reduce" if still else "no-preference",
            has_touch=width < 600,
            offline=True,
        )
        page = context.new_page()
        # Against a page that hangs, not one that is slow: other tests may keep the machine busy.
        page.set_default_timeout(120_000)
        page.complaints, page.requests = [], []
        page.on("console", lambda message: page.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: page.complaints.append(f"thrown: {error}"))
        page.on("request", lambda request: page.requests.append(request.url))
        address = file.resolve().as_uri() + fragment
        try:
            page.goto(address, wait_until="load")
            # Without scripts only ours is off: the driver can still ask.
            page.evaluate(WHOLE)
            page.requests = [url for url in page.requests if not url.startswith("data:") and url != address.split("#")[0] and url != address]
            yield page
        finally:
            context.close()


def centered(page, selector: str):
    """The first element that a selector finds, in the middle of the view."""
    element = page.locator(selector).first
    element.evaluate("element => element.scrollIntoView({block: 'center', behavior: 'instant'})")
    return element
