"""Rows as Fivetran copies them from Gong: numbers and times as text, one row per CRM field of a call."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from gametape.sample.ids import gong_id
from gametape.sample.market import table
from gametape.sample.people import SamplePerson, World
from gametape.sample.scene import Scene
from gametape.sample.sink import Sink
from gametape.sample.speech import SampleTurn
from gametape.sample.story import PROBABILITY, PlannedCall, PlannedDeal

WORKSPACE = "1824637450192837465"
_TRACKERS = ("Pricing", "Next steps", "Objection")
_QUESTIONS = ("Product knowledge", "Discovery", "Objection handling", "Engagement", "Overall")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_quote = json.encoder.encode_basestring  # the same escapes as `_encode`, much faster; there are many sentences


def text_time(moment: datetime) -> str:
    """Format a time as Gong does: 2026-03-02T14:00:00Z."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def add_staff(sink: Sink, world: World, synced: datetime) -> None:
    """Add Gong's users and their aliases, the trackers and the scorecard."""
    marks: dict[str, Any] = {"_fivetran_deleted": False, "_fivetran_synced": synced}
    vp = world.staff[0].gong_id
    started = datetime.combine(world.staff[0].started, datetime.min.time())
    for person in world.staff:
        boss = world.staff[person.manager].gong_id if person.manager is not None else None
        sink.add("gongio_ft.users", id=person.gong_id, manager_id=boss, active=person.left is None,
                 created=f"{person.started}T09:00:00Z", email_address=person.email, emails_imported=True,
                 first_name=person.first, last_name=person.last, telephony_calls_imported=False, title=person.title,
                 web_conferences_recorded=True, **marks)  # fmt: skip
        if person.number % 4 == 3:
            alias = f"{person.first[0].lower()}{person.email.split('@')[0].split('.')[1]}@{table('market')['domain']}"
            sink.add("gongio_ft.user_email_alias", email=alias, user_id=person.gong_id, **marks)
    for name in _TRACKERS:
        sink.add("gongio_ft.tracker", tracker_id=gong_id(0, "tracker", name), creator_user_id=vp, updater_user_id=vp,
                 workspace_id=WORKSPACE, affiliation="Anyone", created=started, updated=started, tracker_name=name,
                 part_of_question="Anywhere", said_at="Anytime", **marks)  # fmt: skip
    sink.add("gongio_ft.scorecard", id=gong_id(0, "scorecard"), updater_user_id=vp, workspace_id=WORKSPACE,
             created=started, enabled=True, name="Call review", updated=started, **marks)  # fmt: skip
    for name in _QUESTIONS:
        sink.add("gongio_ft.scorecard_question", question_id=gong_id(0, "question", name),
                 scorecard_id=gong_id(0, "scorecard"), updater_user_id=vp, created=text_time(started),
                 is_overall=name == "Overall", question_revision_id=gong_id(0, "revision", name), question_text=name,
                 updated=text_time(started), **marks)  # fmt: skip


def speaker_ids(seed: int, call: PlannedCall) -> dict[str, str]:
    """Return each person's speaker id in a call, by email; it differs from the participant id, as in Gong."""
    return {person.email: gong_id(seed, "speaker", call.id, person.email) for person in (*call.ours, *call.theirs)}


def add_call(
    sink: Sink, scene: Scene, measured: dict[str, float], unknown: SamplePerson | None, synced: datetime
) -> None:
    """Add a call with participants, transcript and Gong's statistics; no transcript for a private call.

    Args:
        sink: receives the rows.
        scene: the call after it was held.
        measured: the numbers of `speech.measure`.
        unknown: the participant whom Gong did not recognize, if any.
        synced: time at which Fivetran supposedly copied the call.
    """
    call, turns = scene.call, scene.talk.turns
    marks: dict[str, Any] = {"_fivetran_deleted": False, "_fivetran_synced": synced}
    address = f"https://{scene.deal.owner.email.split('@')[1].split('.')[0]}.app.gong.example"
    sink.add("gongio_ft.call", id=call.id, workspace_id=WORKSPACE, primary_user_id=call.ours[0].gong_id,
             calendar_event_id=gong_id(0, "event", call.id), client_unique_id=None,
             company_question_count=str(int(measured["questions_ours"])), direction="Conference",
             duration=round(measured["seconds"]), is_private=call.private, languages='["eng"]', media="Video",
             media_audio_url=f"{address}/media/{call.id}.mp3?expires=1",
             meeting_url=f"https://meet.example/{call.id[:9]}",
             non_company_question_count=str(int(measured["questions_theirs"])),
             scheduled=text_time(call.at.replace(minute=call.at.minute // 15 * 15, second=0)),
             scope="Internal" if call.internal else "External", started=text_time(call.at), systems='["Zoom"]',
             title=call.title, url=f"{address}/call?id={call.id}", **marks)  # fmt: skip
    _add_people(sink, scene, unknown, marks)
    if call.private:
        return
    sink.extend("gongio_ft.transcript", (
        (call.id, str(index), WORKSPACE, sentences(turn), turn.speaker.id, turn.topic, "false", str(synced))
        for index, turn in enumerate(turns)
    ))  # fmt: skip
    numbers = {"Talk Ratio": measured["talk_ratio"], "Longest Monologue": measured["longest_monologue"],
               "Longest Customer Story": measured["longest_story"], "Interactivity": measured["switches_per_hour"] / 60,
               "Patience": measured["patience"], "Question Rate": measured["questions_ours"]}  # fmt: skip
    for name, value in numbers.items():
        sink.add("gongio_ft.call_interaction", name=name, call_id=call.id, value=f"{value:.2f}", **marks)
    _add_trackers(sink, scene, marks)


def sentences(turn: SampleTurn) -> str:
    """Format a turn as Gong's JSON array of sentences, with start and end in milliseconds."""
    encoded = [f'{{"start":{start},"end":{end},"text":{_quote(text)}}}' for start, end, text in turn.parts]
    return f"[{','.join(encoded)}]"


def _add_people(sink: Sink, scene: Scene, unknown: SamplePerson | None, marks: dict[str, Any]) -> None:
    call = scene.call
    spoken: dict[str, int] = {}
    ids = {speaker.person.email: speaker.id for speaker in (*scene.ours, *scene.theirs)}
    for turn in scene.talk.turns:
        spoken[turn.speaker.person.email] = spoken.get(turn.speaker.person.email, 0) + turn.length
    for person in (*call.ours, *call.theirs):
        user = getattr(person, "gong_id", None)
        is_recognized = person is not unknown
        part = gong_id(0, "participant", call.id, person.email)
        sink.add("gongio_ft.call_participant", id=part, call_id=call.id, user_id=user,
                 affiliation="Internal" if user else "External" if is_recognized else "Unknown",
                 email_address=person.email if is_recognized else None, name=person.name if is_recognized else None,
                 methods='["Invitee","Attendee"]' if is_recognized else '["Attendee"]', speaker_id=ids[person.email],
                 title=person.title if is_recognized else None, **marks)  # fmt: skip
        if not call.private:
            sink.add("gongio_ft.call_speaker", id=part, call_id=call.id, user_id=user,
                     talk_time=f"{spoken.get(person.email, 0) / 1000:.1f}", **marks)  # fmt: skip


def _add_trackers(sink: Sink, scene: Scene, marks: dict[str, Any]) -> None:
    hits = [("Objection", objection.turn, objection.kind) for objection in scene.objections]
    hits += [("Next steps", quote.turn, "next step") for quote in scene.quotes if quote.kind == "next_step"]
    if scene.money_turn is not None:
        hits.append(("Pricing", scene.money_turn, "price"))
    for name, place, phrase in hits:
        turn = scene.talk.turns[place]
        sink.add("gongio_ft.call_tracker", _fivetran_id=gong_id(0, name, scene.call.id, place, phrase),
                 call_id=scene.call.id,
                 id=gong_id(0, "tracker", name), name=name, phrase=phrase, speaker_id=turn.speaker.id,
                 start_time=f"{turn.parts[0].start / 1000:.1f}", type="KEYWORD", count="1", **marks)  # fmt: skip


def add_links(sink: Sink, call: PlannedCall, deals: Sequence[PlannedDeal], synced: datetime) -> None:
    """Add the links from a call to its opportunities: a row per CRM field, or a manual link by the rep."""
    marks: dict[str, Any] = {"_fivetran_deleted": False, "_fivetran_synced": synced}
    for deal in deals:
        object_id = deal.id[:15] if deal.number % 12 == 4 else deal.id
        if deal.number % 25 == 7 and call.number == 0:
            sink.add(
                "gongio_ft.manual_call", id=call.id, user_id=deal.owner.gong_id, created=text_time(call.at), **marks
            )
            sink.add("gongio_ft.manual_call_integration", _fivetran_id=gong_id(0, "manual", call.id),
                     account_crm_id=deal.account.crm_id, deal_crm_id=deal.id[:15], manual_call_id=call.id,
                     manual_user_id=deal.owner.gong_id, **marks)  # fmt: skip
            continue
        fields = {"Name": deal.name, "StageName": deal.stage, "Amount": float(deal.amount),
                  "CloseDate": str(deal.close), "Probability": PROBABILITY[deal.stage]}  # fmt: skip
        for name, value in fields.items():
            sink.add("gongio_ft.call_context_integration", name=name, object_id=object_id, call_id=call.id,
                     object_type="Opportunity", systems="Salesforce", timing="Now", value=_encode(value),
                     **marks)  # fmt: skip
    account = {"Name": deals[0].account.name, "Industry": deals[0].account.industry["name"].capitalize()}
    for name, value in account.items():
        sink.add("gongio_ft.call_context_integration", name=name, object_id=deals[0].account.crm_id, call_id=call.id,
                 object_type="Account", systems="Salesforce", timing="Now", value=_encode(value), **marks)  # fmt: skip


def add_review(sink: Sink, deal: PlannedDeal, call: PlannedCall, rng: Random, synced: datetime) -> None:
    """Add a manager's scorecard to some calls: 1 to 5 per question, close to the deal's behaviors."""
    if rng.random() > 0.22:
        return
    marks: dict[str, Any] = {"_fivetran_deleted": False, "_fivetran_synced": synced}
    answered = gong_id(0, "answered", call.id)
    at = call.at + timedelta(days=rng.randrange(1, 4), minutes=rng.randrange(400))
    sink.add("gongio_ft.answered_scorecard", id=answered, call_id=call.id, scorecard_id=gong_id(0, "scorecard"),
             reviewed_user_id=deal.owner.gong_id, reviewer_user_id=deal.manager.gong_id,
             call_start_time=text_time(call.at), review_time=text_time(at), visibility_type="Team",
             **marks)  # fmt: skip
    leans = (0.0, deal.latent["open_questions"], deal.latent["objections_handled"], -deal.latent["talk_ratio"])
    scores = [min(5, max(1, round(3.2 + 0.8 * lean + rng.gauss(0, 0.6)))) for lean in leans]
    scores.append(round(sum(scores) / len(scores)))
    for name, score in zip(_QUESTIONS, scores, strict=True):
        skipped = name == "Objection handling" and not call.raised
        sink.add("gongio_ft.answered_scorecard_answer", answered_scorecard_id=answered,
                 question_id=gong_id(0, "question", name), is_overall=name == "Overall",
                 not_applicable=str(skipped).lower(), question_revision_id=gong_id(0, "revision", name),
                 score=None if skipped else str(score), **marks)  # fmt: skip
