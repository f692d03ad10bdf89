"""Makes pages with the Typst wheel. PageWorker.swift starts this program and speaks to it.

Each line of standard input asks for pages, as JSON:

    {"inputs": what the Typst sources find in sys.inputs (report.typ), "fonts": folders, "threads": a number,
     "pages": [{"format", "chapter", "path", "stamp", "inputs"}, ...]}

and is answered by one line on standard output: {"error": what went wrong first, or null}. With each page a stamp is
written: what the asker said of the page's inputs, the page's SHA-256, and the Typst that made it. Whether a page is
stale is the asker's business (PageSources.swift).

Typst remembers what it has laid out, so that a page whose prose changed takes a fraction of the first one's time. The
program ends with its input, also in the middle of a page, since nobody wants it any more.
"""

import hashlib
import json
import os
import queue
import signal
import sys
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# Python, told to listen to nobody (-I), does not look beside the script either.
sys.path.insert(0, str(HERE))


def write(path: Path, data: bytes) -> None:
    """Writes a file in full or not at all, also where another process writes the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{uuid.uuid4()}.partial")
    try:
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


class Compilers:
    """One compiler for each page, each remembering what it has laid out for the same inputs."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[dict, Any]] = {}

    def compiled(self, shared: dict[str, str], fonts: list[str], form: str, chapter: str) -> bytes | str:
        """One page, or what Typst said against it."""
        import typst

        subject = f"chapter '{chapter}'" if chapter else "report"
        inputs = shared | {"format": form}
        if chapter:
            inputs["chapter"] = chapter
        before, compiler = self.known.get((form, chapter), (None, None))
        try:
            if before != inputs:
                # Neither fonts nor packages of the machine's: the pages shall be the same on all.
                compiler = typst.Compiler(
                    str(HERE / "report.typ"), root="/", font_paths=fonts, ignore_system_fonts=True,
                    package_path=HERE / "packages", package_cache_path=HERE / "packages", sys_inputs=inputs,
                )
                self.known[form, chapter] = (inputs, compiler)
            data, warnings = compiler.compile_with_warnings(
                format=form, pdf_standards=["ua-1"] if form == "pdf" else [], timestamp=1767225600
            )
            # What Typst warns of is a fault of the page: a font that is not there, a layout that does not settle.
            said = [w.message for w in warnings if "active development" not in w.message]
            return f"Typst, {form} of {subject}: {said[0]}" if said else data
        except typst.TypstError as error:
            lines = [f"Typst, {form} of {subject}: {error.message}"]
            lines += [f"  {line}" for line in list(error.trace or [])[:3] + list(error.hints or [])]
            return "\n".join(lines)


def maker() -> dict[str, str]:
    """What tells one installed Typst from another: its library's file, and that as FileState.swift sees it."""
    import typst

    file = min(Path(typst.__file__).parent.glob("_typst*"))
    status = file.stat()
    moment = f"{status.st_mtime_ns // 10**9}.{status.st_mtime_ns % 10**9}"
    return {"path": str(file), "state": f"{status.st_size} {status.st_ino} {moment}"}


def make_page(request: dict, page: dict[str, str], compilers: Compilers) -> str | None:
    """Makes one page and its stamp; returns what went wrong, or None."""
    form = page["format"]
    data = compilers.compiled(request["inputs"], request["fonts"], form, page["chapter"])
    if isinstance(data, str):
        return data
    try:
        if form == "html":
            import webpage

            data = webpage.finished(data.decode("utf-8"), Path(request["inputs"]["output"])).encode("utf-8")
        stamp = {"inputs": page["inputs"], "page": hashlib.sha256(data).hexdigest(), "maker": maker()}
        write(Path(page["path"]), data)
        write(Path(page["stamp"]), json.dumps(stamp).encode("utf-8"))
    except OSError as error:
        return (
            f"File '{error.filename or page['path']}': {str(error.strerror or error).lower()}, expected to make the "
            f"page '{page['path']}'. Make room or correct its permissions, then start again; finished runs are kept."
        )
    except ValueError as error:
        return f"Page '{page['path']}': {error}. Make the report again."
    return None


def make(request: dict, compilers: Compilers) -> str | None:
    # Typst lets go of the interpreter while it works, so that threads suffice.
    with ThreadPoolExecutor(request["threads"]) as pool:
        pages = [pool.submit(make_page, request, page, compilers) for page in request["pages"]]
        for page in pages:
            if message := page.result():
                for other in pages:
                    other.cancel()
                return message
    return None


def forget_sources() -> None:
    """Lets go of what webpage.py has read, since the files may have changed."""
    for value in vars(sys.modules.get("webpage")).values() if "webpage" in sys.modules else []:
        if callable(clear := getattr(value, "cache_clear", None)):
            clear()


def requests() -> Iterator[dict]:
    """What is asked for, one after the other."""
    lines: queue.SimpleQueue[str] = queue.SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os._exit(0)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield json.loads(lines.get())


def main() -> None:
    # Ctrl-C reaches all programs of a terminal; the asker tells this one to end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    compilers = Compilers()
    for request in requests():
        forget_sources()
        # Without links, so that no source is another one on a second way.
        request["inputs"] = {name: str(Path(path).resolve()) for name, path in request["inputs"].items()}
        print(json.dumps({"error": make(request, compilers)}), flush=True)


if __name__ == "__main__":
    main()
