"""Truth file of the sample: the planted facts, deal by deal, against which an analysis can be measured."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from gametape.sample.behaviours import BEHAVIOURS, CONFOUND_LOGIT, CONFOUND_SHIFT, FIT_SLOPE, Effects, slopes
from gametape.sample.deals import Company
from gametape.sample.mails import Mail
from gametape.sample.phrases import is_open
from gametape.sample.scene import Scene
from gametape.sample.slots import Slots
from gametape.sample.speech import FILLERS
from gametape.sample.story import DECIDERS, PlannedCall, PlannedDeal

FORMAT = 1
DEFINITIONS = {
    "turn": "index as in transcript.index; a turn lasts from the start of its first sentence to the end of its last",
    "talk_ratio": "time of our sentences over the time of all sentences",
    "open_questions": "sentences of ours that end with ? and, fillers aside, start with how, what, why or an invitation"
    " to tell, walk through or describe",
    "open_questions_per_hour": "open_questions over the time from 0 to the end of the last turn",
    "questions_ours": "sentences of ours that end with ?",
    "questions_theirs": "sentences of theirs that end with ?",
    "longest_monologue": "seconds of our longest turn",
    "longest_story": "seconds of the customer's longest turn",
    "patience": "mean seconds from the end of a customer's turn to the start of ours right after it; overlap is 0",
    "switches_per_hour": "changes of speaker from one turn to the next, per hour",
    "filler_per_100_words": "sentences of ours that start with a filler, per 100 words of ours",
    "fillers": ", ".join(filler.strip(", ") for filler in FILLERS),
    "speech_rate": "our words over the minutes of our sentences",
    "money_turn": "index of the turn that names money; only in the call where it comes first, or is objected to",
}
SITUATIONS = {
    "quiet": "nothing said or written for 16 to 45 days",
    "single_threaded": "one person of the customer on all calls",
    "close_date_pushed": "the close date was moved back at least twice",
    "stalled": "in its stage for 52 days or longer",
    "overdue": "the close date has passed by at least 5 days",
    "pricing_never_raised": "in stage 3 or later, and money was not named in any call",
    "no_decision_maker": "nobody from finance or the head of operations on any call",
    "open_objection": "an objection in the last call was evaded",
    "ghosted": "the customer has been silent for 16 days or longer while our side kept writing",
}


class TruthFile:
    """Writes the truth as JSON, a deal per line, so that it is never in memory as a whole."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w", encoding="utf-8")
        self._values: dict[str, list[dict[str, float]]] = {"won": [], "lost": []}
        self._first = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def begin(self, head: Mapping[str, Any]) -> None:
        """Write the facts of the whole company."""
        text = json.dumps(head, ensure_ascii=False, default=str, indent=1)
        self._file.write(text.removesuffix("\n}") + ',\n "deals": {')

    def deal(self, key: str, facts: dict[str, Any]) -> None:
        """Write the facts of a deal."""
        self._file.write(("\n" if self._first else ",\n") + json.dumps(key) + ":")
        self._file.write(json.dumps(facts, ensure_ascii=False, default=str, separators=(",", ":")))
        self._first = False
        if facts["status"] in self._values and not facts["deleted"]:
            self._values[facts["status"]].append(facts["realised"])

    def end(self, tail: Mapping[str, Any]) -> None:
        """Write the facts that are known last: the realized effects, and the counts."""
        body = json.dumps({"realised_effects": self._effects(), **tail}, ensure_ascii=False, default=str, indent=1)
        self._file.write("\n},\n" + body.lstrip("{\n"))

    def _effects(self) -> dict[str, Any]:
        won, lost = self._values["won"], self._values["lost"]
        return {
            b.name: {
                "cliffs_delta": cliffs_delta([v[b.name] for v in won if b.name in v],
                [v[b.name] for v in lost if b.name in v]),
                "won": sum(b.name in v for v in won), "lost": sum(b.name in v for v in lost),
            }
            for b in BEHAVIOURS
        }  # fmt: skip


def company_of(truth: Mapping[str, Any]) -> Company:
    """Return the company that a truth file describes."""
    deltas = {b["name"]: b["cliffs_delta"] for b in truth["behaviours"] if b["cliffs_delta"]}
    effects = Effects(deltas, tuple(truth["model"]["confounded"]))
    today = date.fromisoformat(truth["today"])
    return Company(truth["seed"], today, truth["deals_asked"], effects, truth["reps_asked"], truth["open_share"])


def cliffs_delta(xs: list[float], ys: list[float]) -> float | None:
    """Return Cliff's delta, P(x > y) - P(x < y), from -1 to 1, rounded to 4 places; None if a list is empty."""
    if not xs or not ys:
        return None
    ranked = sorted([(value, 0) for value in xs] + [(value, 1) for value in ys])
    balance, below, place = 0, 0, 0
    while place < len(ranked):
        same, end = [], place
        while end < len(ranked) and ranked[end][0] == ranked[place][0]:
            same.append(ranked[end][1])
            end += 1
        xs_tied = same.count(0)
        ys_tied = len(same) - xs_tied
        balance += xs_tied * (2 * below + ys_tied)
        below += ys_tied
        place = end
    return round(balance / (len(xs) * len(ys)) - 1, 4)


def company_truth(company: Company) -> dict[str, Any]:
    """Return the head of the file: the planted effects, and the definitions of all numbers."""
    effects = company.effects
    slope = slopes(effects)
    return {
        "format": FORMAT, "seed": company.seed, "today": company.today, "deals_asked": company.deals,
        "reps_asked": company.reps, "open_share": company.open_share,
        "model": {
            "outcome": "P(won) = 1 / (1 + exp(-(sum(slope * z) + fit_slope * fit + segment)))",
            "behaviour": "value = clip(mean + sd * z, low, high); z = the rep's habit + the deal's own part",
            "fit_slope": FIT_SLOPE, "fit": "N(0, 1), visible nowhere",
            "confounded": list(effects.confounded),
            "segment": {"logit": CONFOUND_LOGIT, "shift": CONFOUND_SHIFT} if effects.confounded else None,
        },
        "behaviours": [
            {
                "name": b.name, "unit": b.unit, "mean": b.mean, "sd": b.sd, "low": b.low, "high": b.high,
                "definition": b.definition, "cliffs_delta": effects.deltas.get(b.name, 0.0),
                "slope": slope.get(b.name, 0.0),
            }
            for b in BEHAVIOURS
        ],
        "definitions": DEFINITIONS, "situations": SITUATIONS,
        "reps": [
            {
                "email": rep.email, "name": rep.name, "active": rep.left is None, "segment": rep.segment,
                "habit": {name: round(z, 4) for name, z in rep.lean.items()},
                "typical": {b.name: round(b.value(rep.lean[b.name]), 3) for b in BEHAVIOURS},
            }
            for rep in company.world.reps
        ],
    }  # fmt: skip


def call_truth(
    scene: Scene, measured: dict[str, float], deals: list[PlannedDeal], unknown: str | None
) -> dict[str, Any]:
    """Return the facts of a call."""
    call = scene.call
    step = call.step
    return {
        "id": call.id, "kind": call.kind, "title": call.title, "at": call.at.isoformat(),
        "deals": [d.id for d in deals],
        "internal": call.internal, "private": call.private, "ours": [p.email for p in call.ours],
        "theirs": [p.email for p in call.theirs], "unknown_speaker": unknown,
        "targets": {name: round(value, 4) for name, value in call.targets.items()}, "measured": measured,
        "money_turn": scene.money_turn,
        "next_step": None if step is None else {"at": step.at.isoformat(), "turn": _turn_of(scene, "next_step")},
        "objections": [
            {"kind": o.kind, "turn": o.turn, "answer_turn": o.answer_turn, "handled": o.handled}
            for o in scene.objections
        ],
        "quotes": [{"kind": q.kind, "turn": q.turn, "text": q.text, "speaker": q.speaker.email} for q in scene.quotes],
    }  # fmt: skip


def _turn_of(scene: Scene, kind: str) -> int | None:
    return next((quote.turn for quote in scene.quotes if quote.kind == kind), None)


def _held(deal: PlannedDeal) -> list[PlannedCall]:
    return [call for call in deal.calls if not call.internal and not call.private]


def situation(deal: PlannedDeal, mails: list[Mail], today: date) -> dict[str, Any]:
    """Return the state of a deal in numbers, from all its calls and emails."""
    calls = [call for call in deal.calls if not call.internal]
    theirs = [call.at for call in calls] + [mail.at for mail in mails if mail.incoming]
    every = theirs + [mail.at for mail in mails]
    after = max(theirs)
    people = {person.email: person for call in calls for person in call.theirs}
    moved = [change for change in deal.changes if change.name == "CloseDate" and change.old is not None]
    return {
        "last_activity": max(every).isoformat(), "quiet_days": (today - max(every).date()).days,
        "customer_silent_days": (today - after.date()).days,
        "unanswered_mails": sum(mail.at > after for mail in mails if not mail.incoming),
        "contacts_met": len(people),
        "decision_maker_met": any(p.kind in DECIDERS or p is deal.account.holder for p in people.values()),
        "money_named": any(call.money for call in calls), "stage_days": (today - deal.entered.date()).days,
        "times_pushed": sum(change.new > change.old for change in moved),
        "overdue_days": max(0, (today - deal.close).days) if not deal.closed else 0,
        "open_objections": [raised.kind for call in calls for raised in call.raised if not raised.handled],
    }  # fmt: skip


def realised(deal: PlannedDeal, measured: dict[str, dict[str, float]]) -> dict[str, float]:
    """Return the deal's behaviors as its calls show them, from the calls with a transcript."""
    calls = _held(deal)
    numbers = [measured[call.id] for call in calls]
    raised = [raised for call in calls for raised in call.raised]
    before_outcome = [call for call in calls if call.outcome is None]
    values = {
        "open_questions": _mean([n["open_questions_per_hour"] for n in numbers]),
        "talk_ratio": _mean([n["talk_ratio"] for n in numbers]),
        "next_steps": _mean([float(call.step is not None) for call in before_outcome]),
        "contacts": float(len({person.email for call in calls for person in call.theirs})),
        "objections_handled": _mean([float(r.handled) for r in raised]),
        "longest_monologue": _mean([n["longest_monologue"] for n in numbers]),
        "patience": _mean([n["patience"] for n in numbers]),
        "pricing_at": _pricing_at(calls),
        "filler": _mean([n["filler_per_100_words"] for n in numbers]),
        "speech_rate": _mean([n["speech_rate"] for n in numbers]),
    }
    return {name: round(value, 4) for name, value in values.items() if value is not None}


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _pricing_at(calls: list[PlannedCall]) -> float | None:
    places = [place for place, call in enumerate(calls) if call.money]
    return places[0] / (len(calls) - 1) if places and len(calls) > 1 else None


def deal_truth(
    deal: PlannedDeal, mails: list[Mail], calls: list[dict[str, Any]], slots: Slots, today: date
) -> dict[str, Any]:
    """Return the facts of a deal."""
    names = ("tool", "metric", "now", "goal", "deadline", "deadline_month", "erp", "seats", "price", "total", "budget",
            "discount", "term", "competitor", "region")  # fmt: skip
    return {
        "number": deal.number, "name": deal.name, "account": deal.account.name, "owner": deal.owner.email,
        "engineer": deal.engineer.email, "manager": deal.manager.email, "segment": deal.account.segment,
        "industry": deal.account.industry["name"], "product": deal.product["name"], "amount": str(deal.amount),
        "currency": deal.account.currency, "status": deal.status, "reason": deal.reason, "stage": deal.stage,
        "opened": deal.opened.isoformat(), "close_date": deal.close, "health": deal.health, "deleted": deal.deleted,
        "flags": list(deal.flags), "situation": situation(deal, mails, today),
        "facts": {name: slots[name] for name in names} | {"deadline": deal.account.facts["deadline"]},
        "people": [
            {"email": p.email, "name": p.name, "title": p.title, "kind": p.kind, "holder": p is deal.account.holder}
            for p in deal.people
        ],
        "planted": {name: round(value, 4) for name, value in deal.values.items()},
        "realised": realised(deal, {call["id"]: call["measured"] for call in calls}),
        "mails": len(mails), "stages": [[c.at.isoformat(), c.new] for c in deal.changes if c.name == "StageName"],
        "calls": calls,
    }  # fmt: skip


def asks_openly(text: str) -> bool:
    """Tell whether a spoken sentence is an open question; fillers before it are ignored."""
    for filler in FILLERS:
        if text.startswith(filler):
            return is_open(text[len(filler) :])
    return is_open(text)
