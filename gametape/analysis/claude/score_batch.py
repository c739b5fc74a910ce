"""Scores in batches: a question per dimension of a rep on a call."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from gametape.analysis.claude.call_scorer import ClaudeScorer, question_on
from gametape.analysis.claude.client import Claude, Question
from gametape.analysis.claude.forms import AnswerForm, Judgement
from gametape.analysis.measures.read_call_kinds import read_kinds
from gametape.analysis.scoring.call_view import speaking_seconds, speaks_on
from gametape.analysis.scoring.inputs import measures_of, reps_on
from gametape.analysis.scoring.rescoring import LEAST_SECONDS
from gametape.analysis.scoring.rubrics import DIMENSIONS, Rubric, rubrics
from gametape.analysis.scoring.scorer import Rep
from gametape.errors import AnswerUnusable
from gametape.queries.calls_and_emails import call
from gametape.queries.talk import CallTalk, read_talks
from gametape.records.identity import derived_id
from gametape.store.activity_rules import holds, is_customer_call
from gametape.store.tables import calls, transcripts

_text = transcripts.c


@dataclass(frozen=True, slots=True)
class ScoreToAsk:
    """Score to ask for: a dimension of a rep on a call."""

    scorer: ClaudeScorer
    talk: CallTalk
    rubric: Rubric
    rep: Rep

    @property
    def name(self) -> dict[str, str]:
        """Key in `llm_usage`."""
        return {
            "call": str(self.talk.call_id),
            "rep": derived_id("person", self.rep.email).hex,
            "dimension": self.rubric.dimension,
            "talk": self.talk.hash.hex(),
        }

    @property
    def is_kept(self) -> bool:
        """True if the judgement is stored."""
        return self.scorer.is_kept(self.talk, self.rubric, self.rep)

    def question(self) -> Question[Judgement]:
        """Return the question. Raises Skip if the call is too long."""
        return question_on(self.talk, self.rubric, self.rep)

    def keep(self, answer: AnswerForm) -> None:
        """Check the judgement and store it. Raises Skip if it cannot be used."""
        if not isinstance(answer, Judgement):
            raise AnswerUnusable("The answer has another form than a judgement.")
        self.scorer.check_and_keep(self.talk, self.rubric, self.rep, answer)


class ScoreBatch:
    """`BatchTask` of scores, on measured calls with customers."""

    name = "score"

    def __init__(self, claude: Claude, engine: sa.Engine) -> None:
        self._engine = engine
        self._scorer = ClaudeScorer(claude, engine)
        self._book = rubrics(claude.settings.rubrics_dir)

    def questions(self, only: Sequence[UUID] | None = None) -> Iterator[ScoreToAsk]:
        """Yield the scores to ask for, on these calls or on all, newest calls first."""
        wanted = (
            sa.select(call.id)
            .join_from(calls, transcripts, _text.call_id == call.id)
            .where(holds(is_customer_call, calls), _text.deleted_at.is_(None))
            .where(_text.turns.is_not(None), *([] if only is None else [call.id.in_(only)]))
            .order_by(call.started_at.desc().nulls_last(), call.id)
        )
        with self._engine.connect() as connection:
            ids = list(connection.scalars(wanted))
            reps, measures, kinds = reps_on(connection, ids), measures_of(connection, ids), read_kinds(connection, ids)
            for id_ in ids:
                if id_ not in measures:
                    continue
                for talk in read_talks(connection, [id_]):
                    for rep in reps.get(id_, ()):
                        if speaks_on(talk, rep) and speaking_seconds(talk, rep) >= LEAST_SECONDS:
                            on_kind = (self._book[rep.role][name].on(kinds[id_].kind) for name in DIMENSIONS)
                            yield from (ScoreToAsk(self._scorer, talk, rubric, rep) for rubric in on_kind if rubric)

    def ready(self) -> list[UUID]:
        """List the calls whose judgements are all stored: scoring them needs no question."""
        known: dict[UUID, bool] = {}
        for score in self.questions():
            id_ = score.talk.call_id
            known[id_] = known.get(id_, True) and score.is_kept
        return [id_ for id_, is_kept in known.items() if is_kept]
