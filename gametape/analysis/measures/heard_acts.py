"""Acts of a call: what its sentences do, heard by the model of the call's language."""

from gametape.analysis.hearing.hear import ACCEPTANCE
from gametape.analysis.hearing.hear_call import VoicedTurn, hear_call
from gametape.analysis.measures.objections import judge_objections
from gametape.queries.heard import HeardAct
from gametape.queries.talk import CallTalk
from gametape.text.languages import Language, Part


def hear_talk(talk: CallTalk, language: Language | None) -> list[HeardAct]:
    """List what the sentences of a call do, in the order in which they were said; empty for a language without a model.

    An acceptance is listed only where it settles an objection. It is heard from the threshold of a sentence that stands
    alone: as a reply to an objection it is not as rare as elsewhere on a call.
    """
    if language is None or Part.HEARING not in language.parts:
        return []
    spoken = [VoicedTurn(said.voice.side.value, said.turn.sentences) for said in talk.turns]
    heard = hear_call(spoken, language.code, candidates=frozenset({ACCEPTANCE}))
    acts = [
        HeardAct(said.voice.side, act.kind, act.detail, act.probability, said.number, act.start, act.end)
        for said, found in zip(talk.turns, heard, strict=True)
        for act in found
    ]
    settling = {thread.acceptance for thread in judge_objections(talk, acts, language)}
    return [act for act in acts if act.kind != ACCEPTANCE or act in settling]
