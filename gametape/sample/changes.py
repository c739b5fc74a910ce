"""Add a day to the sample company: the changes that the next sync finds."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from gametape.errors import NotFound
from gametape.sample import gong, salesforce
from gametape.sample.conversation import hold_call
from gametape.sample.deals import Company
from gametape.sample.ids import gong_id, number_of, salesforce_id
from gametape.sample.mails import Mail
from gametape.sample.phrases import Deck
from gametape.sample.scene import open_scene
from gametape.sample.sink import Sink
from gametape.sample.slots import deal_slots
from gametape.sample.speech import measure
from gametape.sample.story import PROBABILITY, STAGES, PlannedCall, PlannedDeal
from gametape.sample.streams import next_at_work, stream
from gametape.sample.truth import company_of

_REIMPORTED = (
    "users", "user_email_alias", "call_participant", "call_speaker", "call_interaction", "call_tracker",
    "call_context_integration", "manual_call_integration", "tracker", "scorecard", "scorecard_question",
    "answered_scorecard_answer",
)  # fmt: skip
"""Gong tables that Fivetran copies completely on each sync: their `_fivetran_synced` moves without any change."""

_OPEN = """
SELECT id, stage_name, CAST(close_date AS VARCHAR) FROM salesforce.opportunity
WHERE NOT is_closed AND NOT is_deleted AND name IS NOT NULL ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Day:
    """Changes of the added day, by id."""

    day: date
    moved: dict[str, str]
    pushed: dict[str, date]
    renamed: tuple[str, str] | None
    departed: str | None
    deleted: str | None
    call: str | None
    mail: str | None


def tomorrow(path: Path, *, seed: int = 7) -> Day:
    """Add the next working day to a sample warehouse: the same file and seed give the same day.

    Deals move to their next stage, a close date is pushed, an account is renamed, a rep leaves, a deal is deleted, a
    call is held and an email follows. The truth file is not changed: it describes the day when the sample was made.

    Raises:
        NotFound: there is no sample warehouse with its truth file.
    """
    truth_file = path.with_name(f"{path.name}.truth.json")
    if not path.exists() or not truth_file.exists():
        raise NotFound(f"{path} is not a sample warehouse", hint="gametape sample --out FILE makes one.")
    company = company_of(json.loads(truth_file.read_text("utf-8")))
    with Sink(path, create=False) as sink:
        before = date.fromisoformat(
            sink.run("SELECT CAST(max(_fivetran_synced) AS VARCHAR) FROM salesforce.user")[0][0][:10]
        )
        at = next_at_work(datetime.combine(before + timedelta(days=1), time(9, 30), UTC))
        return _play(sink, company, at, stream(seed, "tomorrow", at.date()))


def _play(sink: Sink, company: Company, at: datetime, rng: Random) -> Day:
    deals = sink.run(_OPEN)
    rng.shuffle(deals)
    size = max(1, len(deals) // 12)
    moving = [deal for deal in deals if deal[1] in STAGES[:-1]][:size]
    others = [deal for deal in deals if deal not in moving]
    moved = {deal[0]: _move(sink, deal, at) for deal in moving}
    pushed = {deal[0]: _push(sink, deal, at, rng) for deal in others[: max(1, size // 2)]}
    deleted = _delete(sink, others[-1][0], at) if len(others) > 4 else None
    renamed = _rename(sink, rng, at)
    departed = _depart(sink, company, at)
    talked = others[1][0] if len(others) > 5 else None
    call, mail = _talk(sink, company, talked, at) if talked else (None, None)
    synced = at.replace(hour=23)
    for name in _REIMPORTED:
        sink.run(f'UPDATE gongio_ft."{name}" SET _fivetran_synced = ?', synced)
    sink.run("UPDATE salesforce.user SET _fivetran_synced = ?", synced)
    return Day(at.date(), moved, pushed, renamed, departed, deleted, call, mail)


def _update(sink: Sink, table: str, key: str, at: datetime, **cells: Any) -> None:
    """Update cells and stamps of a Salesforce row."""
    cells |= {"last_modified_date": at, "system_modstamp": at, "_fivetran_synced": at}
    columns = ", ".join(f"{column} = ?" for column in cells)
    sink.run(f'UPDATE salesforce."{table}" SET {columns} WHERE id = ?', *cells.values(), key)


def _log(sink: Sink, deal: str, at: datetime, field: str, change: tuple[Any, Any]) -> None:
    """Log a change in both history tables, from the deal's current state."""
    number = (at.date().toordinal() % 100_000) * 100_000 + number_of(deal)
    stage, amount, close, probability, owner = sink.run(
        "SELECT stage_name, amount, CAST(close_date AS VARCHAR), probability, owner_id FROM salesforce.opportunity"
        " WHERE id = ?",
        deal,
    )[0]
    same: dict[str, Any] = {"opportunity_id": deal, "created_by_id": owner, "created_date": at, "is_deleted": False,
                            "_fivetran_synced": at}  # fmt: skip
    sink.add("salesforce.opportunity_history", id=salesforce_id("008", number), stage_name=stage, amount=amount,
             close_date=close, probability=probability, system_modstamp=at, **same)  # fmt: skip
    sink.add("salesforce.opportunity_field_history", id=salesforce_id("017", number), field=field, data_type="Text",
             old_value=str(change[0]), new_value=str(change[1]), **same)  # fmt: skip


def _move(sink: Sink, deal: tuple[Any, ...], at: datetime) -> str:
    key, old, _ = deal
    new = STAGES[STAGES.index(old) + 1]
    _update(sink, "opportunity", key, at, stage_name=new, probability=PROBABILITY[new], last_stage_change_date=at)
    _log(sink, key, at, "StageName", (old, new))
    return new


def _push(sink: Sink, deal: tuple[Any, ...], at: datetime, rng: Random) -> date:
    old = date.fromisoformat(deal[2][:10])
    new = max(old, at.date()) + timedelta(days=rng.randrange(14, 35))
    _update(sink, "opportunity", deal[0], at, close_date=salesforce.midnight(new))
    _log(sink, deal[0], at, "CloseDate", (old, new))
    return new


def _delete(sink: Sink, deal: str, at: datetime) -> str:
    _update(sink, "opportunity", deal, at, is_deleted=True)
    return deal


def _rename(sink: Sink, rng: Random, at: datetime) -> tuple[str, str] | None:
    """Rename an account; the stamps of its opportunities stay, as in Salesforce."""
    accounts = sink.run("SELECT id, name FROM salesforce.account WHERE name NOT LIKE '% Holding' ORDER BY id")
    if not accounts:
        return None
    key, name = rng.choice(accounts)
    _update(sink, "account", key, at, name=f"{name} Holding")
    return key, f"{name} Holding"


def _depart(sink: Sink, company: Company, at: datetime) -> str | None:
    """Let the last active rep leave, if at least five are active; the rep keeps the deals."""
    active = {row[0] for row in sink.run("SELECT id FROM salesforce.user WHERE is_active")}
    active_reps = [rep for rep in company.world.reps if rep.crm_id in active]
    if len(active_reps) < 5:
        return None
    _update(sink, "user", active_reps[-1].crm_id, at, is_active=False)
    sink.run("UPDATE gongio_ft.users SET active = false WHERE id = ?", active_reps[-1].gong_id)
    return active_reps[-1].email


def _talk(sink: Sink, company: Company, key: str, at: datetime) -> tuple[str, str]:
    """Hold a short call on a deal, followed by an email."""
    deal = company.deal(number_of(key))
    last = [call for call in deal.calls if not call.internal][-1]
    name = f"{at.date()}"
    title, aim = f"Check-in with {deal.account.name}", "see where you are and what is in the way"
    call = PlannedCall(
        len(deal.calls), gong_id(company.seed, "call", deal.number, name), "check_in", title,
        at + timedelta(minutes=31), 15, (deal.owner,), last.theirs, aim, money=last.money, previous=last.step,
        previous_at=last.at, targets=last.targets,
    )  # fmt: skip
    turns = deal_slots(deal, stream(company.seed, "deal", deal.number, "slots"))
    ids = gong.speaker_ids(company.seed, call)
    rng = stream(company.seed, "deal", deal.number, "tomorrow", name)
    scene = open_scene(deal, call, turns, ids, Deck(rng), rng)
    hold_call(scene)
    gong.add_call(sink, scene, measure(scene.talk), None, at.replace(hour=23))
    gong.add_links(sink, call, [deal], at.replace(hour=23))
    _update(sink, "opportunity", key, at + timedelta(hours=1))
    return call.id, _mail(sink, deal, call, at + timedelta(hours=2))


def _mail(sink: Sink, deal: PlannedDeal, call: PlannedCall, at: datetime) -> str:
    mail = Mail(at, deal.owner, call.theirs[0], "Where we are", [
        f"Hi {call.theirs[0].first},", "Thank you for the talk today. I will send what I promised by tomorrow.",
        f"Best\n{deal.owner.first}",
    ], "follow vague", number=salesforce.MAILS - 1 - at.toordinal() % 64)  # fmt: skip
    salesforce.add_mails(sink, deal, [mail], at.replace(hour=23))
    return salesforce_id("02s", deal.number * salesforce.MAILS + mail.number)
