"""The analyser that asks Claude: every call by itself and side by side, then the deal from what was noted.

It answers in the same form as the local one and never knows less: facts, counts and actions are the same code's.
docs/decisions/0107-calls-first-then-the-deal.md
"""

import json
from decimal import Decimal
from hashlib import blake2b
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.claude import deal as claude_deal
from gametape.analysis.claude import notes as claude_notes
from gametape.analysis.claude.client import MOST_ANSWERED, Claude, Question, demand_key
from gametape.analysis.claude.data import block
from gametape.analysis.claude.deal import DealNotes, Synthesis, ledger_of
from gametape.analysis.claude.notes import Notes
from gametape.analysis.claude.prices import Tokens, prices
from gametape.analysis.evidence.claims import Ledger, NotSaid, Why
from gametape.analysis.evidence.hostile import flags
from gametape.analysis.insights.local_analyser import LocalAnalyser
from gametape.analysis.insights.models import AnalyserName, DealReading, Remark
from gametape.analysis.insights.story import DealStory
from gametape.errors import Skip
from gametape.queries.talk import CallTalk
from gametape.settings import Settings

CODE = 1
"""Goes up when the same answers are read differently."""

_TOKENS_PER_WORD = 2  # with what stands around them in JSON
_PER_CALL = 3_000  # tokens of prompts, forms and questions, from above
_DEAL = 20_000  # tokens of notes, facts and mails


class ClaudeAnalyser:
    """Reads with Claude."""

    name: AnalyserName = "claude"

    def __init__(self, settings: Settings, engine: sa.Engine | None) -> None:
        """Without an engine it can say what it would read, and what of it holds, which takes no key.

        Raises:
            BadSettings: it is to read, and no key is set.
        """
        if engine is not None:
            demand_key(settings)
        self._settings = settings
        self._engine = engine
        self.model: str | None = settings.llm_model
        self.prompt_version: str | None = claude_deal.PROMPT.label

    @property
    def version(self) -> str:
        """Changes with the model, the prompts, the forms, the code, and what the local analyser finds."""
        parts = (
            str(CODE),
            LocalAnalyser(self._settings).version,
            claude_notes.version(self._settings),
            claude_deal.PROMPT.fingerprint,
            json.dumps(DealNotes.model_json_schema(), sort_keys=True),
        )
        return blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()

    def price(self, words: int, calls: int) -> Decimal | None:
        """Each call once, and the deal; answers as long as they may be, each asked for twice. None: nobody knows."""
        known = prices(self._settings.llm_prices_file)
        if self._settings.llm_model not in known.model:
            return None
        read = Tokens(0, words * _TOKENS_PER_WORD + calls * _PER_CALL + _DEAL, 0, MOST_ANSWERED * (calls + 1))
        return 2 * known.dollars(self._settings.llm_model, read)

    def read(self, story: DealStory) -> tuple[DealReading, Ledger]:
        """What Claude makes of a story.

        Raises:
            MoneySpent, ModelUnavailable, BadSettings: see `Claude.ask`; calls that were read by then are kept.
            Skip: Claude cannot read the deal.
        """
        if self._engine is None:
            raise ValueError("to read takes an engine")
        with Claude(self._settings, self._engine) as claude:
            notes, ledger = self._notes(claude, self._engine, story)
            synthesis = Synthesis(story, notes)
            answer = claude.ask(Question(claude_deal.PROMPT, DealNotes, synthesis.data, opportunity_id=story.deal.id))
            remarks = self._remarks(claude, story, synthesis, answer, ledger)
        objections, elements = synthesis.objections(answer), synthesis.elements(answer)
        read = {one.call_id for one in notes}
        reading = DealReading(
            themes=synthesis.themes(answer),
            objections=objections,
            elements=elements,
            suggestions=synthesis.suggestions(answer, objections, elements),
            remarks=remarks,
            flagged=flags(story.talks, story.emails),
            unread=tuple(talk.call_id for talk in story.talks if talk.call_id not in read),
        )
        return reading, ledger

    def _notes(self, claude: Claude, engine: sa.Engine, story: DealStory) -> tuple[list[Notes], Ledger]:
        def note(talk: CallTalk) -> tuple[Notes, Ledger] | None:
            try:
                return claude_notes.read_call(claude, engine, talk, story.methodology, story.deal.id)
            except Skip:
                return None  # the receipt says that it was not read

        found = [one for one in claude.at_once(note, story.talks) if one is not None]
        ledgers: dict[UUID, Ledger] = {notes.call_id: ledger for notes, ledger in found}
        return [notes for notes, _ in found], ledger_of(ledgers)

    def _remarks(
        self, claude: Claude, story: DealStory, synthesis: Synthesis, answer: DealNotes, ledger: Ledger
    ) -> tuple[Remark, ...]:
        """Those that stand; refused ones are asked for once more, with the reasons."""
        kept, refused = synthesis.remarks(answer, ledger)
        if not refused:
            return tuple(kept)
        reasons = block("refused", ({"remark": one} for one in refused))
        question = Question(
            claude_deal.PROMPT,
            DealNotes,
            synthesis.data,
            then=f"{reasons}\nThese remarks of an earlier answer do not stand, for the reasons given. Put them right.",
            opportunity_id=story.deal.id,
        )
        second = Ledger()
        try:
            again, still = synthesis.remarks(claude.ask(question), second)
        except Skip:
            again, still = [], refused
        ledger.keep(second.kept)
        for one in still:
            ledger.drop(NotSaid(Why.NOT_PLAIN, one))
        known = {one.text for one in kept}
        more = [one for one in again if one.text not in known]
        both = [*kept, *more][: claude_deal.MOST_REMARKS]
        return tuple(one.model_copy(update={"number": place}) for place, one in enumerate(both, start=1))
