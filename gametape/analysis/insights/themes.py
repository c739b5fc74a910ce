"""Themes and objections of a deal: from trackers, and from the exchanges around objections."""

from collections.abc import Iterator

from gametape.analysis.evidence.claims import Evidence
from gametape.analysis.evidence.quote_counts import Ledger
from gametape.analysis.insights.load_story import tracker_of
from gametape.analysis.insights.models import DealObjection, ObjectionKind, ObjectionState, Theme, ThemeName
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.tracker_evidence import clearest, first_quotes, quote
from gametape.analysis.measures.objections import ObjectionThread, judge_objections, outcome_sentence
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk
from gametape.text.languages import language

_QUOTES = 2  # quotes of a theme
_STATES = {True: ObjectionState.OPEN, False: ObjectionState.RESOLVED, None: ObjectionState.NOT_COVERED}
_KINDS = {kind.value: kind for kind in ObjectionKind}


def counts(story: DealStory) -> dict[ThemeName, tuple[int, int]]:
    """Count, by theme, the calls and the turns in which it came up; most turns first."""
    by_theme = {}
    for name in ThemeName:
        turns = {(talk.call_id, hit.said.number) for talk, hit in story.found(tracker_of(name))}
        if turns:
            by_theme[name] = (len({call_id for call_id, _ in turns}), len(turns))
    return dict(sorted(by_theme.items(), key=lambda item: (-item[1][1], item[0])))


def themes(story: DealStory, ledger: Ledger) -> Iterator[Theme]:
    """Yield each theme with one or two quotes: the customer's quotes before ours, and the latest first."""
    for name, (calls, turns) in counts(story).items():
        hits = [*story.found(tracker_of(name), Side.THEIRS), *story.found(tracker_of(name), Side.OURS)]
        if evidence := first_quotes(hits, ledger, _QUOTES):
            yield Theme(name=name, calls=calls, turns=turns, evidence=evidence)


def deal_objections(story: DealStory, ledger: Ledger) -> Iterator[DealObjection]:
    """Yield the latest objection of each kind, open objections first."""
    latest: dict[ObjectionKind, DealObjection] = {}
    for talk in reversed(story.talks):
        for thread in reversed(
            judge_objections(
                talk, story.turns_of(talk.call_id, Side.THEIRS), language(story.languages.get(talk.call_id))
            )
        ):
            kind = _KINDS.get(thread.kind)  # a deployment's own tracker may have another kind
            if kind and kind not in latest and (objection := _deal_objection(story, talk, thread, ledger)):
                latest[kind] = objection
    yield from sorted(latest.values(), key=lambda objection: objection.state is ObjectionState.RESOLVED)


def _deal_objection(story: DealStory, talk: CallTalk, thread: ObjectionThread, ledger: Ledger) -> DealObjection | None:
    raised = _raised(story, talk, thread, ledger)
    if raised is None:
        return None
    replies = [clearest(thread.answer), outcome_sentence(thread.reaction, language(story.languages.get(talk.call_id)))]
    quoted = [quote(talk, *reply, ledger) for reply in replies if reply]
    return DealObjection(
        kind=_KINDS[thread.kind],
        state=_STATES[thread.is_open],
        raised_at=talk.started_at,
        resolved_at=talk.started_at if thread.is_open is False else None,
        evidence=(raised, *filter(None, quoted)),
    )


def _raised(story: DealStory, talk: CallTalk, thread: ObjectionThread, ledger: Ledger) -> Evidence | None:
    for hit in story.hits[talk.call_id].get(f"objection_{thread.kind}", ()):
        if hit.said.number in thread.mentions and (
            evidence := quote(talk, hit.said, hit.sentence, ledger, Side.THEIRS)
        ):
            return evidence
    return None
