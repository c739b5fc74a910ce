"""Answers to reps that were kept last, of whatever day: for pages that show a line of them and must not wait."""

from collections.abc import Sequence
from datetime import UTC, datetime

import sqlalchemy as sa

from gametape.analysis.judgements import read_judgement, read_judgements
from gametape.analysis.learning.answers import learning_key, make_answer, read_basis
from gametape.analysis.learning.models import Learning, LearningRep, WorkOn
from gametape.settings import Settings


def latest_learning(connection: sa.Connection, rep: LearningRep, settings: Settings) -> Learning:
    """Return the answer to a rep that was kept last, of whatever day, as it says; without one, a new answer.

    For pages that show one line of it, and must not wait for a new answer.
    """
    known = read_judgement(connection, learning_key(rep.email))
    if known is not None:
        return Learning.model_validate(known.body)
    return make_answer(connection, rep, read_basis(connection, settings, datetime.now(UTC)))


def kept_tasks(connection: sa.Connection, rep_emails: Sequence[str]) -> dict[str, WorkOn]:
    """Return what each of the reps may work on, by the answer that was kept last; reps without a task are left out."""
    bodies = read_judgements(connection, "rep", "learning", "local", rep_emails)
    return {email: WorkOn.model_validate(body["work_on"]) for email, body in bodies.items() if body["work_on"]}
