"""What the benchmarks share: how a time is taken, and where the figures are written down.

Machines are noisy, so nothing here is judged by seconds: each figure is a ratio to a floor or a
peer measured in the same run, by turns, the best of several.
"""

import json
import multiprocessing
import resource
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter

RESULTS = Path(__file__).resolve().parent.parent / "var" / "bench" / "results.jsonl"


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table: ours beside its floor, each with its unit, and the goal for the ratio.

    ``at_least`` where more is better: households a second, workers.
    """

    area: str
    what: str
    ours: str
    floor: str
    ratio: float
    goal: float | None = None
    at_least: bool = False

    @property
    def is_met(self) -> bool:
        if self.goal is None:
            return True
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal


def tell(*figures: Figure) -> None:
    """Print the figures and keep them for the table of the run."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("a", encoding="utf-8") as kept:
        for one in figures:
            kept.write(json.dumps(asdict(one), ensure_ascii=False) + "\n")
            goal = "" if one.goal is None else f" (goal {'≥' if one.at_least else '≤'} {one.goal})"
            missed = "" if one.is_met else "  MISSED"
            print(f"{one.what}: {one.ours}, floor {one.floor}, ratio {one.ratio:.2f}{goal}{missed}")


def best_of(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The least seconds that each of the works took, done by turns, so that noise meets all."""
    taken: list[list[float]] = [[] for _work in works]
    for _round in range(rounds):
        for work, times in zip(works, taken, strict=True):
            begun = perf_counter()
            work()
            times.append(perf_counter() - begun)
    return [min(times) for times in taken]


def apart(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the work in a process of its own, and the megabytes that it came to hold more."""
    reading, writing = multiprocessing.Pipe(duplex=False)

    def measured() -> None:
        before, begun = _peak(), perf_counter()
        work()
        writing.send((perf_counter() - begun, _peak() - before))

    child = multiprocessing.get_context("fork").Process(target=measured)
    child.start()
    child.join()
    assert reading.poll(), "the work ended with an error"
    return reading.recv()


def best_apart(rounds: int, *works: Callable[[], object]) -> list[tuple[float, float]]:
    """The least seconds and the most megabytes of each, by turns."""
    taken = [[apart(work) for work in works] for _round in range(rounds)]
    by_work = zip(*taken, strict=True)
    return [(min(one[0] for one in of), max(one[1] for one in of)) for of in by_work]


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def ms(seconds: float) -> str:
    return f"{seconds * 1000:,.1f} ms"


def s(seconds: float) -> str:
    return f"{seconds:,.2f} s"


def read_results() -> Sequence[Figure]:
    if not RESULTS.exists():
        return []
    lines = RESULTS.read_text(encoding="utf-8").splitlines()
    return [Figure(**json.loads(line)) for line in lines]
