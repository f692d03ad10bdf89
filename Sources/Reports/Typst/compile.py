"""Compile the report, or one chapter of it, with the Typst wheel.

usage: compile.py ROOT RESULTS OUTPUT_FOLDER JOB...

Each JOB is `FORMAT:CHAPTER:PATH`, for example `html::/out/report.html` or
`pdf:lasso:/out/chapters/lasso.pdf`. A failure prints one message on standard error and exits with 2.
"""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import typst

import webpage

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


def compile_job(root: str, results: str, output: str, job: str) -> str | None:
    """Makes one page; returns what went wrong, or None."""
    form, chapter, path = job.split(":", 2)
    inputs = {"root": root, "results": results, "output": output, "format": form}
    if chapter:
        inputs["chapter"] = chapter
    if (baselines := Path(output) / "baselines.json").exists():
        inputs["baselines"] = str(baselines)
    try:
        data = typst.compile(
            str(HERE / "report.typ"),
            root="/",
            font_paths=FONTS,
            format=form,
            sys_inputs=inputs,
            pdf_standards=["ua-1"] if form == "pdf" else [],
            timestamp=1767225600,
        )
    except typst.TypstError as error:
        subject = f"chapter '{chapter}'" if chapter else "report"
        lines = [f"Typst, {form} of {subject}: {error.message}"]
        lines += [f"  {line}" for line in list(error.trace or [])[:3] + list(error.hints or [])]
        return "\n".join(lines)
    if form == "html":
        data = webpage.finished(data.decode("utf-8"), Path(root), Path(output), webpage.results_of(results)).encode("utf-8")
    try:
        write(Path(path), data)
    except OSError as error:
        return (
            f"File '{path}': {error.strerror.lower()}, expected to write there. "
            "Make room or correct its permissions, then start again; finished runs are kept."
        )
    return None


def main(arguments: list[str]) -> int:
    if len(arguments) < 4:
        print(__doc__, file=sys.stderr)
        return 64
    root, results, output = (str(Path(a).resolve()) for a in arguments[:3])
    # Typst lets go of the interpreter while it works, so that threads suffice.
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        pages = [pool.submit(compile_job, root, results, output, job) for job in arguments[3:]]
        for page in pages:
            if message := page.result():
                for other in pages:
                    other.cancel()
                print(message, file=sys.stderr)
                return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
