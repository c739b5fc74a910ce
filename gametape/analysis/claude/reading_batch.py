"""Notes on calls in batches: a question per call of an open deal. Then a deal costs one question at the full price."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.forms import AnswerForm, CallNotes
from gametape.analysis.claude.notes import are_notes_kept, check_and_keep_notes, question_on_call
from gametape.analysis.insights.methodology import Methodology, methodology
from gametape.errors import AnswerUnusable
from gametape.queries.calls_and_emails import call, linked
from gametape.queries.deals import deal, is_open
from gametape.queries.talk import CallTalk, read_talks
from gametape.store.activity_rules import holds, is_counted_once, is_customer_call
from gametape.store.tables import call_opportunities, calls, opportunities, transcripts

_text = transcripts.c


@dataclass(frozen=True, slots=True)
class CallToRead:
    """Call to read, on account of a deal."""

    claude: Claude
    engine: sa.Engine
    talk: CallTalk
    methodology: Methodology
    opportunity_id: UUID

    @property
    def name(self) -> dict[str, str]:
        """Key in `llm_usage`."""
        return {"call": str(self.talk.call_id), "talk": self.talk.hash.hex()}

    @property
    def is_kept(self) -> bool:
        """True if the notes are stored."""
        return are_notes_kept(self.engine, self.claude.settings, self.talk, self.methodology)

    def question(self) -> Question[CallNotes]:
        """Return the question. Raises Skip if the call is too long."""
        return question_on_call(self.talk, self.methodology, self.opportunity_id)

    def keep(self, answer: AnswerForm) -> None:
        """Check the notes and store them. Raises Skip if they cannot be used."""
        if not isinstance(answer, CallNotes):
            raise AnswerUnusable("The answer has another form than notes.")
        check_and_keep_notes(self.claude, self.engine, self.talk, self.methodology, answer, self.opportunity_id)


class ReadingBatch:
    """`BatchTask` of notes on the calls of open deals with the customer."""

    name = "reading"

    def __init__(self, claude: Claude, engine: sa.Engine) -> None:
        self._claude = claude
        self._engine = engine
        self._methodology = methodology(claude.settings.methodology)

    def questions(self, only: Sequence[UUID] | None = None) -> Iterator[CallToRead]:
        """Yield the calls to read, each once, these or all, newest calls first."""
        with self._engine.connect() as connection:
            deals = {row.call_id: row.opportunity_id for row in connection.execute(_calls_of_deals(only))}
            for call_id, deal_id in deals.items():
                for talk in read_talks(connection, [call_id]):
                    yield CallToRead(self._claude, self._engine, talk, self._methodology, deal_id)

    def ready(self) -> list[UUID]:
        """List the open deals whose calls with text are all read, so that each costs one question."""
        with self._engine.connect() as connection:
            rows = connection.execute(_calls_of_deals(None)).all()
        unread = {due.talk.call_id for due in self.questions() if not due.is_kept}
        waiting = {row.opportunity_id for row in rows if row.call_id in unread}
        return list(dict.fromkeys(row.opportunity_id for row in rows if row.opportunity_id not in waiting))


def _calls_of_deals(only: Sequence[UUID] | None) -> sa.Select[tuple[UUID, UUID]]:
    return (
        sa.select(linked.call_id, linked.opportunity_id)
        .join_from(call_opportunities, calls, call.id == linked.call_id)
        .join(opportunities, deal.id == linked.opportunity_id)
        .join(transcripts, _text.call_id == call.id)
        .where(is_open, deal.deleted_at.is_(None), holds(is_customer_call, calls))
        .where(holds(is_counted_once, call_opportunities), _text.deleted_at.is_(None), _text.turns.is_not(None))
        .where(*([] if only is None else [call.id.in_(only)]))
        .order_by(call.started_at.desc().nulls_last(), call.id, linked.opportunity_id)
    )
