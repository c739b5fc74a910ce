"""Check the deployment's own files that the settings name, so that missing or wrong files are reported at the start."""

from collections.abc import Callable, Iterator

from gametape.analysis.claude.prices import prices
from gametape.analysis.insights.methodology import methodology
from gametape.analysis.measures.trackers import tracker_book
from gametape.analysis.scoring.rubrics import rubrics
from gametape.analysis.signals.thresholds import thresholds
from gametape.errors import BadSettings
from gametape.records.roles import role_rules
from gametape.settings import Settings


def check_own_files(settings: Settings) -> None:
    """Read all own files.

    Raises:
        BadSettings: a file cannot be read or is not valid; the message names the variable and the place.
    """
    for problem in own_file_problems(settings):
        raise problem


def own_file_problems(settings: Settings) -> Iterator[BadSettings]:
    """Yield an error for each own file that cannot be read or is not valid."""
    readers: dict[str, Callable[[], object]] = {
        "GAMETAPE_ROLES_FILE": lambda: role_rules(settings.roles_file),
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
