"""Analyser that asks Claude: first about each call, several calls in parallel, then about the deal from the notes.

The result has the same form as the local analyser's and contains at least as much: facts, counts and actions come from
the same code.
docs/decisions/0107-calls-first-then-the-deal.md
"""

from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.claude import deal as claude_deal
from gametape.analysis.claude import notes as claude_notes
from gametape.analysis.claude.client import MAX_ANSWER_TOKENS, Claude, Question, require_key
from gametape.analysis.claude.data import block
from gametape.analysis.claude.deal import Synthesis, ledger_of
from gametape.analysis.claude.deal_check import Statements, check_statements
from gametape.analysis.claude.entailment import version_parts
from gametape.analysis.claude.forms import DealNotes, form_text
from gametape.analysis.claude.notes import Notes
from gametape.analysis.claude.prices import Tokens, prices
from gametape.analysis.claude.tasks import Task, choice
from gametape.analysis.evidence.hostile import flags
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.local_analyser import LocalAnalyser
from gametape.analysis.insights.models import AnalyserName, DealReading, Remark
from gametape.analysis.insights.story import DealStory
from gametape.errors import Skip
from gametape.queries.talk import CallTalk
from gametape.settings import Settings

CODE = 2
"""Version of this code; increase it when the same answers give another reading."""

_TOKENS_PER_WORD = 2  # upper estimate, with the JSON around the words
_PER_CALL = 6_000  # tokens of prompt, answer form and question, upper estimate
_DEAL = 20_000  # tokens of notes, facts and emails, upper estimate


class ClaudeAnalyser:
    """`Analyser` that asks Claude."""

    name: AnalyserName = "claude"

    def __init__(self, settings: Settings, engine: sa.Engine | None) -> None:
        """Prepare an analyser; without an engine it can plan a reading, which needs no API key, but not read.

        Raises:
            BadSettings: `engine` is given, and no API key is set.
        """
        if engine is not None:
            require_key(settings)
        self._settings = settings
        self._engine = engine
        self.model: str | None = choice(settings, Task.WORDING).model
        self.prompt_version: str | None = claude_deal.PROMPT.label

    @property
    def version(self) -> str:
        """Version that changes with the model, the prompts, the answer forms, the code and the local analyser."""
        parts = (
            str(CODE),
            LocalAnalyser(self._settings).version,
            claude_notes.version(self._settings),
            claude_deal.PROMPT.fingerprint,
            *version_parts(self._settings),
            *choice(self._settings, Task.WORDING),
            form_text(DealNotes),
        )
        return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()

    def price(self, words: int, calls: int) -> Decimal | None:
        """Return the cost of all questions with the longest answers, each asked twice; None if a price is unknown."""
        known = prices(self._settings.llm_prices_file)
        models = {task: choice(self._settings, task).model for task in Task}
        if not known.model.keys() >= {models[Task.READING], models[Task.WORDING]}:
            return None
        calls_read = Tokens(0, words * _TOKENS_PER_WORD + calls * _PER_CALL, 0, MAX_ANSWER_TOKENS * calls)
        deal_read = Tokens(0, _DEAL, 0, MAX_ANSWER_TOKENS)
        return 2 * (known.dollars(models[Task.READING], calls_read) + known.dollars(models[Task.WORDING], deal_read))

    def read(self, story: DealStory) -> tuple[DealReading, Ledger]:
        """Return Claude's reading of a story.

        Raises:
            MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`; notes of calls read before stay stored.
            Skip: Claude cannot read the deal.
        """
        if self._engine is None:
            raise ValueError("to read takes an engine")
        with Claude(self._settings, self._engine) as claude:
            notes, ledger = self._notes(claude, self._engine, story)
            synthesis = Synthesis(story, notes)
            answer = claude.ask(self._question(story, synthesis))
            remarks = self._remarks(claude, story, synthesis, answer, ledger)
            said = Statements(synthesis.objections(answer), synthesis.elements(answer), remarks)
            held = check_statements(claude, story, said, ledger)
        read = {noted.call_id for noted in notes}
        reading = DealReading(
            themes=synthesis.themes(answer),
            objections=held.objections,
            elements=held.elements,
            remarks=held.remarks,
            taken_back=synthesis.taken_back(answer),
            flagged=flags(story.talks, story.emails),
            unread=tuple(talk.call_id for talk in story.talks if talk.call_id not in read),
        )
        return reading, ledger

    def _notes(self, claude: Claude, engine: sa.Engine, story: DealStory) -> tuple[list[Notes], Ledger]:
        def note(talk: CallTalk) -> tuple[Notes, Ledger] | None:
            try:
                return claude_notes.read_call(claude, engine, talk, story.methodology, story.deal.id)
            except Skip:
                return None  # listed in `DealReading.unread`

        read_calls = [noted for noted in claude.in_parallel(note, story.talks) if noted is not None]
        ledgers: dict[UUID, Ledger] = {notes.call_id: ledger for notes, ledger in read_calls}
        return [notes for notes, _ in read_calls], ledger_of(ledgers)

    def _remarks(
        self, claude: Claude, story: DealStory, synthesis: Synthesis, answer: DealNotes, ledger: Ledger
    ) -> tuple[Remark, ...]:
        """Return the remarks that pass the checks; ask once more for refused remarks, with the reasons."""
        kept, refused = synthesis.remarks(answer, ledger)
        if not refused:
            return tuple(kept)
        reasons = block("refused", ({"remark": str(reason)} for reason in refused))
        again = f"{reasons}\nThese remarks of an earlier answer do not stand, for the reasons given. Put them right."
        question = self._question(story, synthesis, again)
        second = Ledger()
        try:
            more, still = synthesis.remarks(claude.ask(question), second)
        except Skip:
            more, still = [], refused
        ledger.keep(second.kept)
        for reason in still:
            ledger.drop(reason)
        known = {remark.text for remark in kept}
        more = [remark for remark in more if remark.text not in known]
        both = [*kept, *more][: claude_deal.MOST_REMARKS]
        return tuple(remark.model_copy(update={"number": place}) for place, remark in enumerate(both, start=1))

    def _question(self, story: DealStory, synthesis: Synthesis, then: str = "") -> Question[DealNotes]:
        return Question(claude_deal.PROMPT, DealNotes, synthesis.data, then, Task.WORDING, story.deal.id)
