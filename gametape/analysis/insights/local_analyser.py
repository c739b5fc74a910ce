"""The analyser that needs no key: trackers, rules over exchanges, and facts. The same story gives the same reading."""

from hashlib import blake2b

from gametape.analysis.evidence.claims import Ledger
from gametape.analysis.evidence.hostile import flags
from gametape.analysis.insights.actions import suggestions
from gametape.analysis.insights.elements import elements
from gametape.analysis.insights.models import AnalyserName, DealReading
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.themes import deal_objections, themes
from gametape.analysis.measures import objections
from gametape.analysis.measures.trackers import tracker_book
from gametape.settings import Settings
from gametape.text import languages

CODE = 5
"""Goes up when the same story is read differently."""


class LocalAnalyser:
    """Reads with rules alone."""

    name: AnalyserName = "local"
    model: str | None = None
    prompt_version: str | None = None

    def __init__(self, settings: Settings) -> None:
        self._trackers = tracker_book(settings.trackers_dir).fingerprint

    @property
    def version(self) -> str:
        """Changes with the code, the trackers and what is known of languages."""
        files = self._trackers + languages.fingerprint() + bytes([objections.CODE])
        return f"{CODE}.{blake2b(files, digest_size=8).hexdigest()}"

    def price(self, words: int, calls: int) -> None:
        """Nothing."""

    def read(self, story: DealStory) -> tuple[DealReading, Ledger]:
        """What rules make of a story, and how many sentences were too short to prove anything."""
        ledger = Ledger()
        found = tuple(deal_objections(story, ledger))
        known = tuple(elements(story, ledger))
        reading = DealReading(
            themes=tuple(themes(story, ledger)),
            objections=found,
            elements=known,
            suggestions=suggestions(story, found, known),
            flagged=flags(story.talks, story.emails),
        )
        return reading, ledger
