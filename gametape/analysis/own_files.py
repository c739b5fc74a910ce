"""Reads every file of one's own that the settings name, so that a missing or wrong one is known before work begins."""

from collections.abc import Callable, Iterator

from gametape.analysis.claude.prices import prices
from gametape.analysis.insights.methodology import methodology
from gametape.analysis.measures.trackers import tracker_book
from gametape.analysis.scoring.rubrics import rubrics
from gametape.analysis.signals.thresholds import thresholds
from gametape.errors import BadSettings
from gametape.records.roles import SHIPPED, role_rules
from gametape.settings import Settings


def check_own_files(settings: Settings) -> None:
    """Read all of them.

    Raises:
        BadSettings: one cannot be read or understood; the message names the variable and the place.
    """
    for problem in own_file_problems(settings):
        raise problem


def own_file_problems(settings: Settings) -> Iterator[BadSettings]:
    """What is wrong with each of them."""
    readers: dict[str, Callable[[], object]] = {
        "GAMETAPE_ROLES_FILE": lambda: role_rules(settings.roles_file or SHIPPED),
        "GAMETAPE_SIGNALS_FILE": lambda: thresholds(settings.signals_file),
        "GAMETAPE_TRACKERS_DIR": lambda: tracker_book(settings.trackers_dir),
        "GAMETAPE_RUBRICS_DIR": lambda: rubrics(settings.rubrics_dir),
        "GAMETAPE_METHODOLOGY": lambda: methodology(settings.methodology),
        "GAMETAPE_LLM_PRICES_FILE": lambda: prices(settings.llm_prices_file),
    }
    for variable, read in readers.items():
        try:
            read()
        except BadSettings as error:
            yield BadSettings(f"{variable}: {error}", hint=error.hint)
