"""Compile the report, or one chapter of it, with the Typst wheel.

usage: compile.py ROOT RESULTS OUTPUT_FOLDER JOB...
       compile.py ROOT RESULTS OUTPUT_FOLDER --serve

Each JOB is `FORMAT:CHAPTER:PATH`, for example `html::/out/report.html` or
`pdf:lasso:/out/chapters/lasso.pdf`. A page whose inputs are as they were is not made again (stamps.py). A
failure prints one message on standard error and exits with 2.

With --serve each line of standard input is a JSON list of jobs, answered by one line on standard
output: {"error": the message, or null}. Typst remembers what it has laid out, so that a page whose prose
changed takes a fraction of the first one's time. It ends with its input.
"""

import json
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import stamps

HERE = Path(__file__).resolve().parent
# Fonts: Typst carries Libertinus Serif and DejaVu Sans Mono; the figures ask for Inter.
FONTS = [p for p in os.environ.get("NONSMOOTH_FONT_PATHS", "").split(":") if p]


def write(path: Path, data: bytes) -> None:
    """Writes a file that is whole or absent."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_bytes(data)
        os.replace(partial, path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


class Compilers:
    """One compiler for each page, each remembering what it has laid out for the same inputs."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], tuple[dict, Any]] = {}

    def compiled(self, shared: dict[str, str], form: str, chapter: str) -> bytes | str:
        """One page, or what Typst said against it."""
        import typst

        subject = f"chapter '{chapter}'" if chapter else "report"
        inputs = shared | {"format": form}
        if chapter:
            inputs["chapter"] = chapter
        before, compiler = self.known.get((form, chapter), (None, None))
        try:
            if before != inputs:
                compiler = typst.Compiler(
                    str(HERE / "report.typ"), root="/", font_paths=FONTS, sys_inputs=inputs
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


class Pages:
    """The pages of one results.json, as it and all sources are now."""

    def __init__(self, root: str, results: str, output: str, compilers: Compilers) -> None:
        self.compilers = compilers
        self.root, self.output = Path(root), Path(output)
        self.results = json.loads(Path(results).read_text(encoding="utf-8"))
        self.inputs = stamps.Inputs(self.root, self.results, self.output, FONTS)
        self.shared = {"root": root, "results": results, "output": output}
        baselines = self.output / "baselines.json"
        if baselines.exists():
            self.shared["baselines"] = str(baselines)

    def make(self, jobs: list[str]) -> str | None:
        """Makes what is not as it would be made; returns what went wrong first, or None."""
        stale = []
        for job in jobs:
            form, chapter, path = job.split(":", 2)
            inputs = self.inputs.of_page(form, chapter)
            if not stamps.is_current(Path(path), self.output, inputs):
                stale.append((form, chapter, Path(path), inputs))
        if not stale:
            return None
        # What takes time to load is loaded for pages that are made only.
        import words

        table = words.table(self.results)
        self.shared["words"] = json.dumps(table, ensure_ascii=False, sort_keys=True)
        # Typst lets go of the interpreter while it works, so that threads suffice.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            pages = [pool.submit(self.make_page, *page) for page in stale]
            for page in pages:
                if message := page.result():
                    for other in pages:
                        other.cancel()
                    return message
        return None

    def make_page(self, form: str, chapter: str, path: Path, inputs: str) -> str | None:
        data = self.compilers.compiled(self.shared, form, chapter)
        if isinstance(data, str):
            return data
        if form == "html":
            import webpage

            page = webpage.finished(data.decode("utf-8"), self.root, self.output, self.results)
            data = page.encode("utf-8")
        try:
            write(path, data)
            write(stamps.stamp_file(path, self.output), stamps.stamp(data, inputs))
        except OSError as error:
            return (
                f"File '{path}': {error.strerror.lower()}, expected to write there. "
                "Make room or correct its permissions, then start again; finished runs are kept."
            )
        return None


def forget_sources() -> None:
    """Lets go of what webpage.py and its helpers have read, since the files may have changed."""
    for module in list(sys.modules.values()):
        if Path(getattr(module, "__file__", None) or "/").parent == HERE:
            for value in vars(module).values():
                if callable(clear := getattr(value, "cache_clear", None)):
                    clear()


def serve(root: str, results: str, output: str) -> None:
    compilers = Compilers()
    for line in sys.stdin:
        forget_sources()
        try:
            message = Pages(root, results, output, compilers).make(json.loads(line))
        except (OSError, ValueError, KeyError) as error:
            message = f"Pages of '{output}': {error}, expected whole results. Make the report again."
        print(json.dumps({"error": message}), flush=True)


def main(arguments: list[str]) -> int:
    if len(arguments) < 4:
        print(__doc__, file=sys.stderr)
        return 64
    root, results, output = (str(Path(a).resolve()) for a in arguments[:3])
    if arguments[3:] == ["--serve"]:
        serve(root, results, output)
        return 0
    if message := Pages(root, results, output, Compilers()).make(arguments[3:]):
        print(message, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
