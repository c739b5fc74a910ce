"""Values for the slots of a phrase: facts of the deal, examples that rotate, and the speaker."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from gametape.sample.market import person_name, table
from gametape.sample.people import SamplePerson
from gametape.sample.story import PlannedCall, PlannedDeal, Step

ROTATIONS = 7
_SYMBOL = {"USD": "$", "EUR": "€", "GBP": "£"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CREW_ROLES = (
    "in planning",
    "from the store",
    "in dispatch",
    "in {site}",
    "on the desk",
    "from the late shift",
    "at {site}",
)
_NUMBERS = ("three", "four", "five", "six", "seven", "eight", "two")
_PERCENT = ("twelve percent", "fifteen percent", "nine percent", "twenty percent", "ten percent", "eighteen percent")
_AGO = ("two weeks ago", "the other day", "last month", "three weeks ago", "in the spring", "just after the holidays")
_YEARS = ("last year", "the year before last", "the winter before last", "two summers ago")
_DEPARTMENTS = ("logistics", "the quality team", "the warehouse side", "the customer service team")

Slots = dict[str, str]


def ordinal(day: date) -> str:
    """Return the day of the month as spoken: the 3rd."""
    ending = "th" if 10 < day.day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return f"the {day.day}{ending}"


def said_date(day: date) -> str:
    """Return a past date as spoken: the 3rd of May."""
    return f"{ordinal(day)} of {_MONTHS[day.month - 1]}"


def said_day(day: date) -> str:
    """Return a future date as spoken: Thursday the 14th."""
    return f"{_DAYS[day.weekday()]} {ordinal(day)}"


def said_time(moment: datetime) -> str:
    """Return a time as spoken: half past nine, or ten o'clock."""
    words = ("eight", "nine", "ten", "eleven", "twelve", "one", "two", "three", "four", "five")
    hour, following = words[moment.hour - 8], words[min(9, moment.hour - 7)]
    quarter = moment.minute // 15
    return (f"{hour} o'clock", f"a quarter past {hour}", f"half past {hour}", f"a quarter to {following}")[quarter]


def money(amount: float, currency: str) -> str:
    """Format an amount with its currency sign and without cents: $70,560."""
    return f"{_SYMBOL[currency]}{amount:,.0f}"


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title(person: SamplePerson) -> str:
    """Return a title in the form that follows "our", "your" or "their"."""
    words = person.title.split()
    return " ".join(word if word.isupper() or word == "VP" else word.lower() for word in words)


def _constant(deal: PlannedDeal, rng: Random) -> Slots:
    customer, market = deal.account, table("market")
    facts, industry, currency = customer.facts, customer.industry, customer.currency
    total = deal.seats * deal.price * 12
    last = deal.last.month
    return {
        **facts,
        "company": customer.name, "vendor": market["vendor"], "product": deal.product["name"],
        "competitor": deal.competitor, "industry": industry["name"], "site_noun": industry["site_noun"],
        "sites": industry["sites"], "crew": industry["crew"], "tech": industry["tech"], "seats": str(deal.seats),
        "region": market["regions"][currency], "price": money(deal.price, currency), "total": money(total, currency),
        "budget": money(round(total * rng.choice((0.7, 0.8, 0.9, 1.1)), -3), currency),
        "overtime": money(round(total * rng.choice((1.6, 2.1, 2.6)), -4) or 10000, currency),
        "discount": rng.choice(("ten percent", "twelve percent", "fifteen percent")),
        "term": rng.choice(("two years", "three years")), "fiscal_month": _MONTHS[(last + rng.randrange(2, 6)) % 12],
        "jobs_day": str(max(24, deal.seats * 4 // 10 * 10)), "jobs_total": rng.choice(("twenty thousand",
        "forty thousand")),
        "champ": deal.people[0].first, "champ_full": deal.people[0].name,
    }  # fmt: skip


def _turning(deal: PlannedDeal, rng: Random, index: int) -> Slots:
    industry, market = deal.account.industry, table("market")
    site = deal.account.sites[index % len(deal.account.sites)]
    names = {person.first for person in deal.account.people}
    first = person_name(rng)[0]
    while first in names:
        first = person_name(rng)[0]
    colleague = f"{first} {_CREW_ROLES[index].format(site=deal.account.sites[-1])}"
    job, part = industry["jobs"][index % 3], industry["parts"][(index + 1) % 3]
    peer, ago = market["peers"][(deal.number + index) % len(market["peers"])], rng.choice(_AGO)
    year = rng.choice(_YEARS)
    return {
        "site": site, "Site": site, "site_plain": site, "colleague": colleague, "colleague_cap": colleague,
        "colleague_short": first, "colleague_plain": first, "colleague_dept": _DEPARTMENTS[index % len(_DEPARTMENTS)],
        "job": job[0], "a_job": job[0], "a_job_bare": job[0].split(" ", 1)[1], "jobs": job[1],
        "part": part[0], "part_word": part[0].split(" ", 1)[1], "parts": part[1],
        "assets": industry["assets"][(index + 2) % 3], "n": _NUMBERS[index], "n_cap": _upper(_NUMBERS[index]),
        "pct": rng.choice(_PERCENT),
        "weekday": _DAYS[rng.randrange(5)], "month": _MONTHS[rng.randrange(12)], "ago": ago, "Ago": _upper(ago),
        "Ago_cap": _upper(ago), "peer": peer, "peer_cap": _upper(peer), "last_year": year,
        "last_year_cap": _upper(year),
    }  # fmt: skip


def deal_slots(deal: PlannedDeal, rng: Random) -> list[Slots]:
    """Return several versions of the deal's slots: the facts stay, the examples change."""
    constant = _constant(deal, rng)
    return [{**constant, **_turning(deal, rng, index)} for index in range(ROTATIONS)]


def _spoken_by(deal: PlannedDeal, call: PlannedCall, *, ours: bool) -> Slots:
    """Return the slots that depend on the side: whose audit it is, and how the decision maker is called."""
    facts, holder = deal.account.facts, deal.account.holder
    present = holder in call.theirs
    owner = "our" if not ours else "their" if call.internal else "your"
    named = "the board" if present else f"{owner} {_title(holder)}"
    return {
        "deadline": facts["deadline"] if not ours else facts["deadline"].replace("our ", f"{owner} "),
        "holder": named,
        "holder_cap": _upper(named),
        "holder_role": named,
    }


def _agreement(step: Step | None, previous: Step | None, base: Slots) -> Slots:
    agreed: Slots = {}
    if step is not None:
        agreed = {
            "ours": step.ours.format_map(base), "theirs": step.theirs.format_map(base),
            "next_day": said_day(step.at.date()), "next_time": said_time(step.at),
            "next_eve": _DAYS[(step.at.date() - timedelta(days=1 if step.at.weekday() else 3)).weekday()],
        }  # fmt: skip
    if previous is not None:
        did, did_ours = previous.theirs.format_map(base), previous.ours.format_map(base)
        agreed["last_step"] = f"you would {did}, and I would {did_ours}"
    return agreed


def speaker_slots(
    turns: list[Slots], deal: PlannedDeal, call: PlannedCall, person: SamplePerson, step: Step | None
) -> list[Slots]:
    """Return the deal's slots as filled by one person in one call.

    Args:
        turns: result of `deal_slots`.
        deal: deal that the call is about.
        call: call that is held.
        person: speaker.
        step: next step, if this call agrees on one.
    """
    side = _spoken_by(deal, call, ours=person.ours)
    base = {**turns[0], **_spoken_by(deal, call, ours=True)}
    lead = call.theirs[0] if call.theirs else deal.people[0]
    others = [other for other in call.theirs if other is not person]
    own: Slots = {
        **side, "me": person.first, "title": person.title, "name": lead.first, "aim": call.aim.format_map(base),
        "champ_or_other": others[0].first if others else turns[0]["colleague_short"],
        "mins": "three" if call.minutes < 30 else "five",
        "last_date": said_date(call.previous_at.date()) if call.previous_at else "the first call",
        **_agreement(step, call.previous, base),
    }  # fmt: skip
    capitals = {f"{key}_cap": _upper(turns[0][key]) for key in ("metric", "now", "tool", "term")}
    capitals["deadline_cap"] = _upper(side["deadline"])
    shared: dict[str, Any] = {"tool_bare": turns[0]["tool"], **capitals, **own}
    return [{**turn, **shared} for turn in turns]
