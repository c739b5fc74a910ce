"""Themes and objections of a deal: from trackers, and from what was heard and the exchanges around it."""

from collections.abc import Iterator
from datetime import datetime

from gametape.analysis.evidence.hostile import tricks_in
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.models import DealObjection, ObjectionState, Theme, ThemeName
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.tracker_evidence import clearest, first_quotes, quote
from gametape.analysis.measures.acceptances import sentence
from gametape.analysis.measures.objections import ObjectionThread, judge_objections, outcome_sentence
from gametape.queries.calls_and_emails import Side
from gametape.queries.deal_texts import EARLIEST
from gametape.queries.objection_names import ObjectionKind
from gametape.queries.talk import CallTalk
from gametape.text.languages import language

_QUOTES = 2  # quotes of a theme


def counts(story: DealStory) -> dict[ThemeName, tuple[int, int]]:
    """Count, by theme, the calls and the turns in which it came up; most turns first."""
    by_theme = {}
    for name in ThemeName:
        turns = {(talk.call_id, hit.said.number) for talk, hit in story.found(name)}
        if turns:
            by_theme[name] = (len({call_id for call_id, _ in turns}), len(turns))
    return dict(sorted(by_theme.items(), key=lambda item: (-item[1][1], item[0])))


def themes(story: DealStory, ledger: Ledger) -> Iterator[Theme]:
    """Yield each theme with one or two quotes: the customer's quotes before ours, and the latest first."""
    for name, (calls, turns) in counts(story).items():
        hits = [*story.found(name, Side.THEIRS), *story.found(name, Side.OURS)]
        if evidence := first_quotes(hits, ledger, _QUOTES):
            yield Theme(name=name, calls=calls, turns=turns, evidence=evidence)


def deal_objections(story: DealStory, ledger: Ledger) -> Iterator[DealObjection]:
    """Yield the latest objection of each kind, and each whose kind is not certain; open objections first."""
    latest: dict[ObjectionKind, DealObjection] = {}
    others: list[DealObjection] = []
    for talk in reversed(story.talks):
        known = language(story.languages.get(talk.call_id))
        for thread in reversed(judge_objections(talk, story.heard.get(talk.call_id, ()), known)):
            if thread.kind in latest:
                continue
            objection = _deal_objection(talk, thread, ledger)
            if objection and objection.kind:
                latest[objection.kind] = objection
            elif objection:
                others.append(objection)
    found = sorted((*latest.values(), *others), key=_raised_at, reverse=True)
    yield from sorted(found, key=lambda objection: objection.state is ObjectionState.RESOLVED)


def _raised_at(objection: DealObjection) -> datetime:
    return objection.raised_at or EARLIEST


def _deal_objection(talk: CallTalk, thread: ObjectionThread, ledger: Ledger) -> DealObjection | None:
    quotes = (quote(talk, talk.turns[act.turn], sentence(talk, act), ledger, Side.THEIRS) for act in thread.raised)
    raised = next(filter(None, quotes), None)
    if raised is None:
        return None
    replies = [clearest(thread.answer), outcome_sentence(talk, thread)]
    quoted = [quote(talk, *reply, ledger) for reply in replies if reply and not tricks_in(reply[0].turn.text)]
    return DealObjection(
        kind=ObjectionKind(thread.kind) if thread.kind else None,
        state=ObjectionState.OPEN if thread.is_open else ObjectionState.RESOLVED,
        raised_at=talk.started_at,
        resolved_at=None if thread.is_open else talk.started_at,
        evidence=(raised, *filter(None, quoted)),
    )
