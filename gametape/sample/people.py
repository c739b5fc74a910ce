"""Vendor's staff, customer accounts, and their people."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any

from gametape.sample.habits import habits
from gametape.sample.ids import gong_id, salesforce_id
from gametape.sample.market import person_name, plain, table
from gametape.sample.streams import stream

SEGMENTS = ("SMB", "Mid", "Enterprise")


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Person who speaks or writes. `kind` is a role (AE, SE, CSM, manager) or a persona (champion, finance, ...)."""

    number: int
    crm_id: str
    first: str
    last: str
    email: str
    title: str
    kind: str
    ours: bool

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class Employee(SamplePerson):
    """Employee of the vendor. `lean` holds a rep's habits: the rep's part of each latent behavior."""

    gong_id: str = ""
    manager: int | None = None
    started: date = date.min
    left: date | None = None
    segment: str = "Mid"
    lean: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """Customer account, with the facts that its people mention again and again."""

    number: int
    crm_id: str
    name: str
    domain: str
    segment: str
    industry: Mapping[str, Any]
    currency: str
    employees: int
    sites: tuple[str, ...]
    people: tuple[SamplePerson, ...]
    holder: SamplePerson
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class World:
    """Vendor's staff by role. The first of `reps` is always Dana Okafor, so that documentation can refer to her."""

    seed: int
    today: date
    staff: tuple[Employee, ...]
    reps: tuple[Employee, ...]
    engineers: tuple[Employee, ...]
    managers: tuple[Employee, ...]


def _employee(seed: int, number: int, role: str, today: date, manager: int | None) -> Employee:
    rng = stream(seed, "employee", number)
    first, last = person_name(rng)
    titles = {
        "AE": "Account Executive", "SE": "Solutions Engineer", "CSM": "Customer Success Manager",
        "manager": "Sales Manager", "vp": "VP Sales",
    }  # fmt: skip
    email = f"{plain(first)}.{plain(last)}{number if number > 40 else ''}@{table('market')['domain']}"
    return Employee(
        number, salesforce_id("005", number), first, last, email, titles[role], role, ours=True,
        gong_id=gong_id(seed, "user", number), manager=manager,
        started=today - timedelta(days=rng.randrange(420, 2400)), segment=SEGMENTS[number % 3],
    )  # fmt: skip


def _rename(person: Employee, first: str, last: str, **changes: Any) -> Employee:
    email = f"{plain(first)}.{plain(last)}@{table('market')['domain']}"
    return replace(person, first=first, last=last, email=email, **changes)


@lru_cache(maxsize=8)
def build_world(seed: int, today: date, reps: int) -> World:
    """Create the vendor's staff: a VP, a manager per six reps, the reps (two of whom have left), SEs and CSMs."""
    managers = max(2, -(-reps // 6))
    roles = ["vp", *["manager"] * managers, *["AE"] * reps, *["SE"] * max(3, reps // 4), *["CSM"] * 2]
    staff: list[Employee] = []
    for number, role in enumerate(roles):
        boss = None if role == "vp" else 0 if role == "manager" else 1 + number % managers
        person = _employee(seed, number, role, today, boss)
        while any(other.email == person.email for other in staff):
            person = _rename(person, *person_name(stream(seed, "employee", number, "again", len(staff), person.email)))
        staff.append(person)
    dana = managers + 1
    for number, lean in enumerate(habits(seed, reps), dana):
        staff[number] = replace(staff[number], lean=lean)
    staff[dana] = _rename(staff[dana], "Dana", "Okafor", segment="Mid")
    for number, days in ((managers + reps, 95), (managers + reps - 1, 210)):
        if reps > 4:
            staff[number] = replace(staff[number], left=today - timedelta(days))
    by_role = {role: tuple(person for person in staff if person.kind == role) for role in set(roles)}
    return World(seed, today, tuple(staff), by_role["AE"], by_role["SE"], by_role["manager"])


def _company_name(seed: int, number: int, industry: Mapping[str, Any], slot: int) -> str:
    """Return a name that is unique for the first thousands of accounts.

    It walks over the industry's combinations of prefix and suffix without repeating any.
    """
    prefixes, suffixes = table("market")["prefixes"], industry["suffixes"]
    size = len(prefixes) * len(suffixes)
    lap, place = slot // size, (slot + stream(seed, "names", industry["name"]).randrange(size)) % size
    name = f"{prefixes[place * 31 % len(prefixes)]} {suffixes[place // len(prefixes)]}"
    return name if lap == 0 else f"{name} {number}"


def _facts(rng: Random, sites: int) -> dict[str, str]:
    market = table("market")
    metric, deadline = rng.choice(market["metric"]), rng.choice(market["deadline"])
    tool, erp, level = rng.choice(market["tools"]), rng.choice(market["erps"]), rng.randrange(4)
    words = [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
    ]
    return {
        "metric": metric["name"], "now": metric["now"][level], "goal": metric["goal"][level], "erp": erp,
        "a_tool": tool[0].format(erp=erp), "tool": tool[1], "deadline": deadline["text"],
        "deadline_month": deadline["month"], "idp": rng.choice(market["idps"]), "sites_n": words[sites - 2],
    }  # fmt: skip


def _people(seed: int, number: int, domain: str) -> tuple[SamplePerson, ...]:
    rng = stream(seed, "contacts", number)
    people: list[SamplePerson] = []
    for place, persona in enumerate([*table("market")["persona"], table("market")["persona"][4]]):
        first, last = person_name(rng)
        while any(first == other.first for other in people):
            first, last = person_name(rng)
        contact = number * 8 + place
        email = f"{plain(first)}.{plain(last)}@{domain}"
        title = rng.choice(persona["titles"])
        people.append(
            SamplePerson(contact, salesforce_id("003", contact), first, last, email, title, persona["kind"], ours=False)
        )
    if number == 0:
        people[0] = replace(people[0], first="Anders", last="Lindt", email=f"anders.lindt@{domain}", title="IT Lead")
        people[1] = replace(people[1], first="Marta", last="Ruiz", email=f"marta.ruiz@{domain}", title="CFO")
    return tuple(people)


@lru_cache(maxsize=64)
def account(seed: int, number: int) -> SampleAccount:
    """Return the customer with this number; number 0 is Northwind for each seed."""
    rng = stream(seed, "account", number)
    market = table("market")
    industries = market["industry"]
    industry = industries[1] if number == 0 else industries[number % len(industries)]
    segment = "Mid" if number == 0 else rng.choices(SEGMENTS, (0.36, 0.42, 0.22))[0]
    name = "Northwind" if number == 0 else _company_name(seed, number, industry, number // len(industries))
    currency = "USD" if number == 0 else rng.choices(("USD", "EUR", "GBP"), (0.62, 0.26, 0.12))[0]
    sites = rng.sample(
        market["towns"][currency], {"SMB": rng.randrange(2, 5), "Mid": rng.randrange(4, 9), "Enterprise": 14}[segment]
    )
    domain = f"{plain(name)}.example"
    people = _people(seed, number, domain)
    holder = people[3] if segment == "SMB" and number else people[1]
    employees = rng.randrange(*market["segment"][segment]["employees"])
    return SampleAccount(
        number, salesforce_id("001", number), name, domain, segment, industry, currency, employees, tuple(sites),
        people, holder, _facts(rng, len(sites)),
    )  # fmt: skip
