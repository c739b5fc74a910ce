"""Local analyser: hearing, trackers, rules and facts, without an API key. The same story gives the same reading."""

from hashlib import blake2b

from gametape.analysis.evidence.hostile import flags
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.hearing.hear_call import CODE as HEARING_CODE
from gametape.analysis.insights.elements import elements
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.themes import deal_objections, themes
from gametape.analysis.measures import objections
from gametape.analysis.measures.trackers import tracker_book
from gametape.settings import Settings
from gametape.text import languages

CODE = 9
"""Version of the rules; increase it when the same story gives another reading."""


class LocalAnalyser:
    """`Analyser` that uses rules only."""

    name: AnalyserName = "local"
    model: str | None = None
    prompt_version: str | None = None

    def __init__(self, settings: Settings) -> None:
        self._trackers = tracker_book(settings.trackers_dir).fingerprint

    @property
    def version(self) -> str:
        """Version that changes with the code, the trackers and the language files."""
        files = self._trackers + languages.fingerprint() + bytes([objections.CODE, HEARING_CODE])
        return f"{CODE}.{blake2b(files, digest_size=8).hexdigest()}"

    def price(self, words: int, calls: int) -> None:
        """Return None: reading is free."""

    def read(self, story: DealStory) -> tuple[DealReading, Ledger]:
        """Return the reading by rules, and a ledger that counts the sentences too short to be proof."""
        ledger = Ledger()
        objections_found = tuple(deal_objections(story, ledger))
        known = tuple(elements(story, ledger))
        reading = DealReading(
            themes=tuple(themes(story, ledger)),
            objections=objections_found,
            elements=known,
            flagged=flags(story.talks, story.emails),
        )
        return reading, ledger
