"""Put the figures of the last run into README.md, between its two markers; `make bench` ends so."""

import platform
from pathlib import Path

from benchmarks.measuring import Figure, read_results

PROJECT = Path(__file__).resolve().parent.parent

BEGINS, ENDS = "<!-- figures of make bench -->", "<!-- end of the figures -->"
AREAS = {
    "country": "The invented country",
    "pages": "Pages",
    "files": "Lists as files",
    "import": "Import",
    "merging": "Merging",
    "papers": "Papers",
    "grid": "The grid and the choice of holders",
}


def table(figures: list[Figure]) -> str:
    lines = ["| what | ours | beside | ratio | goal |", "| --- | --- | --- | --- | --- |"]
    for area in AREAS:
        lines += [_line(one) for one in figures if one.area == area]
    return "\n".join(lines)


def _line(one: Figure) -> str:
    goal = "" if one.goal is None else f"{'≥' if one.at_least else '≤'} {one.goal:g}"
    missed = "" if one.is_met else " (missed)"
    return f"| {one.what} | {one.ours} | {one.floor} | {one.ratio:.2f} | {goal}{missed} |"


def main() -> None:
    readme = PROJECT / "README.md"
    text = readme.read_text(encoding="utf-8")
    before, _begins, rest = text.partition(BEGINS)
    _old, _ends, after = rest.partition(ENDS)
    made = f"{BEGINS}\n{table([*read_results()])}\n{ENDS}"
    readme.write_text(f"{before}{made}{after}", encoding="utf-8")
    print(f"README.md: {len(read_results())} figures, Python {platform.python_version()}")


if __name__ == "__main__":
    main()
