"""Storage of learning insights after each sync or on command, so that pages and assistants need not compute them."""

import time
from datetime import UTC, datetime
from math import inf

import sqlalchemy as sa

from gametape.analysis.judgements import NewJudgement, keep_judgement, read_judgement
from gametape.analysis.learning.answers import (
    LearningBasis,
    answer_key,
    find_rep,
    kept_answer,
    key_of_all_answers,
    make_answer,
    read_basis,
)
from gametape.analysis.learning.models import Learning
from gametape.settings import Settings


def keep_learning(engine: sa.Engine, rep_email: str, settings: Settings) -> Learning:
    """Return the whole learning insights of a rep; compute and keep them first if an input has changed.

    Raises:
        NotFound: no rep has this email address.
    """
    with _snapshot(engine) as connection:
        rep = find_rep(connection, rep_email)
        now = datetime.now(UTC)
        known = kept_answer(connection, rep, settings, now)
        if known:
            return known
        basis = read_basis(connection, settings, now)
        made = make_answer(connection, rep, basis)
    _keep(engine, made, basis)
    return made


def keep_all_learning(engine: sa.Engine, settings: Settings, *, until: float = inf) -> int:
    """Compute and keep the learning insights of every rep with a compared deal, once a day and after each change.

    Args:
        engine: engine of the store.
        settings: as for `get_learning_insights`.
        until: time on the clock `time.monotonic()` (s) after which no further rep is begun; the next run continues.

    Returns:
        Number of reps for whom an answer was computed.
    """
    if time.monotonic() >= until:
        return 0
    now = datetime.now(UTC)
    with _snapshot(engine) as connection:
        all_made = key_of_all_answers(connection, settings, now)
        if read_judgement(connection, *all_made):
            return 0
        basis = read_basis(connection, settings, now)
        reps = [find_rep(connection, email) for email in basis.book.reps]
    made = 0
    for rep in reps:
        if time.monotonic() >= until:
            return made
        with _snapshot(engine) as connection:
            if read_judgement(connection, *answer_key(rep, basis)):
                continue
            answer = make_answer(connection, rep, basis)
        _keep(engine, answer, basis)
        made += 1
    with engine.begin() as connection:
        keep_judgement(connection, NewJudgement(*all_made, body={"reps": len(reps)}))
    return made


def _keep(engine: sa.Engine, answer: Learning, basis: LearningBasis) -> None:
    key, hash_ = answer_key(answer.rep, basis)
    with engine.begin() as connection:
        keep_judgement(connection, NewJudgement(key, hash_, body=answer.model_dump(mode="json")))


def _snapshot(engine: sa.Engine) -> sa.Connection:
    return engine.connect().execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
