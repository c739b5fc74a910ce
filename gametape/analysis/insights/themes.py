"""What was talked about on a deal, and what became of objections: from trackers, and from the exchanges they are in."""

from collections.abc import Iterator

from gametape.analysis.evidence.claims import Evidence, Ledger
from gametape.analysis.insights.load_story import tracker_of
from gametape.analysis.insights.models import DealObjection, ObjectionKind, ObjectionState, Theme, ThemeName
from gametape.analysis.insights.story import DealStory
from gametape.analysis.insights.tracker_evidence import clearest, first_quotes, quote
from gametape.analysis.measures.objections import ObjectionThread, judge_objections, outcome_sentence
from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import CallTalk
from gametape.text.languages import language

_QUOTES = 2  # of a theme
_STATES = {True: ObjectionState.OPEN, False: ObjectionState.RESOLVED, None: ObjectionState.NOT_COVERED}
_KINDS = {kind.value: kind for kind in ObjectionKind}


def counts(story: DealStory) -> dict[ThemeName, tuple[int, int]]:
    """In how many calls, and in how many turns, each theme came up; the one with most turns first."""
    found = {}
    for name in ThemeName:
        turns = {(talk.call_id, hit.said.number) for talk, hit in story.found(tracker_of(name))}
        if turns:
            found[name] = (len({call_id for call_id, _ in turns}), len(turns))
    return dict(sorted(found.items(), key=lambda one: (-one[1][1], one[0])))


def themes(story: DealStory, ledger: Ledger) -> Iterator[Theme]:
    """Each theme with a quote or two: the customer's words before ours, and the latest first."""
    for name, (calls, turns) in counts(story).items():
        hits = [*story.found(tracker_of(name), Side.THEIRS), *story.found(tracker_of(name), Side.OURS)]
        if evidence := first_quotes(hits, ledger, _QUOTES):
            yield Theme(name=name, calls=calls, turns=turns, evidence=evidence)


def deal_objections(story: DealStory, ledger: Ledger) -> Iterator[DealObjection]:
    """Of each kind the latest one, open ones first."""
    latest: dict[ObjectionKind, DealObjection] = {}
    for talk in reversed(story.talks):
        for one in reversed(
            judge_objections(
                talk, story.turns_of(talk.call_id, Side.THEIRS), language(story.languages.get(talk.call_id))
            )
        ):
            kind = _KINDS.get(one.kind)  # a tracker of the deployment's own may be of another kind
            if kind and kind not in latest and (told := _told(story, talk, one, ledger)):
                latest[kind] = told
    yield from sorted(latest.values(), key=lambda one: one.state is ObjectionState.RESOLVED)


def _told(story: DealStory, talk: CallTalk, one: ObjectionThread, ledger: Ledger) -> DealObjection | None:
    raised = _raised(story, talk, one, ledger)
    if raised is None:
        return None
    replies = [clearest(one.answer), outcome_sentence(one.reaction, language(story.languages.get(talk.call_id)))]
    quoted = [quote(talk, *reply, ledger) for reply in replies if reply]
    return DealObjection(
        kind=_KINDS[one.kind],
        state=_STATES[one.is_open],
        raised_at=talk.started_at,
        resolved_at=talk.started_at if one.is_open is False else None,
        evidence=(raised, *filter(None, quoted)),
    )


def _raised(story: DealStory, talk: CallTalk, one: ObjectionThread, ledger: Ledger) -> Evidence | None:
    for hit in story.hits[talk.call_id].get(f"objection_{one.kind}", ()):
        if hit.said.number in one.mentions and (found := quote(talk, hit.said, hit.sentence, ledger, Side.THEIRS)):
            return found
    return None
