"""What a rep can learn from won and lost deals of peers: one answer for the web, the assistant and the terminal."""

from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

import sqlalchemy as sa
from pydantic import Field

from gametape.analysis.comparison import KEYS, Matching, Rules, findings
from gametape.analysis.deal_facts import Book, read_book
from gametape.analysis.dimensions import Focus, Unit, dimensions
from gametape.analysis.stats import Mean
from gametape.analysis.winners import Compared, Comparison, DimensionVerdict, RepStanding, compare
from gametape.analysis.words import headline, reason, sentence
from gametape.errors import NotFound
from gametape.queries.conversations import addresses_of
from gametape.queries.deals import Outcome, Row
from gametape.settings import Settings
from gametape.store.tables import people

Share = Annotated[float, Field(ge=0, le=1)]


class LearningRep(Row):
    """Whom it is about."""

    id: UUID
    email: str
    name: str
    role: str


class DealArm(Row):
    """Deals of one kind: how many, their mean in the dimension's unit, and the 95 % interval of the mean."""

    n: int = Field(ge=0, description="Deals.")
    mean: float | None
    low: float | None = Field(description="Null where there are too few deals for an interval.")
    high: float | None
    shown: str = Field(description="The mean with its unit, for people.")


class DealEffect(Row):
    """Cliff's delta of won against lost deals of peers, within strata: above 0, winners have more of it."""

    delta: float = Field(ge=-1, le=1)
    low: float = Field(ge=-1, le=1, description="Of the 95 % bootstrap interval.")
    high: float = Field(ge=-1, le=1)


class ExemplarMoment(Row):
    """A moment on a call that can be opened: the quote was verified against the transcript."""

    call_id: UUID
    call_title: str | None
    started_at: datetime
    opportunity_id: UUID
    opportunity_name: str
    outcome: Outcome
    rep_email: str
    rep_name: str
    turn: int = Field(ge=0)
    at_ms: int = Field(ge=0, description="When the quoted sentence begins, from the start of the call.")
    quote: str
    speaker: str
    side: str
    value: str = Field(description="The dimension on this call, with its unit.")
    why: str = Field(description="Why this one: on how many calls the deal shows it.")


class LearningDimension(Row):
    """One dimension, whether it tells won from lost deals, and where the rep stands."""

    name: str
    label: str
    unit: Unit
    focus: Focus
    definition: str
    verdict: DimensionVerdict = Field(description="With enough deals in all three arms.")
    peers: DimensionVerdict = Field(description="Of won against lost deals of peers alone.")
    reason: str = Field(description="In a few words; `not enough data (5 of 8 deals)`.")
    sentence: str = Field(description="What it says, for people; associated with, never causes.")
    rep: DealArm
    winners: DealArm = Field(description="Won deals of comparable peers, as they would be with the rep's mix of deals.")
    losers: DealArm
    effect: DealEffect | None
    p: Share | None = Field(description="Of the test among peers alone, without the rep's deals.")
    q: Share | None = Field(description="False discovery rate over everything that was tested in the company.")
    standing: RepStanding | None = Field(
        description="Whose deals the rep's are nearer to, where the dimension differs."
    )
    is_clear: bool = Field(description="The rep's whole interval lies on that side.")
    peers_agreeing: int = Field(ge=0, description="Peers whose own won and lost deals differ in the same direction ...")
    peers_compared: int = Field(ge=0, description="... of those who have both.")
    won_moments: list[ExemplarMoment]
    lost_moments: list[ExemplarMoment]
    own_moments: list[ExemplarMoment]


class MatchedOn(Row):
    """One thing that deals are matched on."""

    key: Literal["role", "segment", "product", "size", "period"]
    state: Literal["matched", "relaxed", "unknown"] = Field(
        description="Relaxed: too few deals would have been left. Unknown: no deal has it."
    )


class WorkOn(Row):
    """The one thing to work on this week."""

    dimension: str
    label: str
    basis: Literal["finding", "habit"] = Field(
        description="finding: it tells won from lost deals. habit: it only sets the rep apart from peers."
    )
    sentence: str
    action: str = Field(description="What to try in the next call.")
    own: ExemplarMoment | None = Field(description="One of the rep's own calls, as it usually goes.")
    example: ExemplarMoment | None = Field(description="One from a won deal in the same situation.")


class LearningCoverage(Row):
    """What was read, and what could not be."""

    since: datetime = Field(description="Deals closed before are not compared.")
    rep_deals: int = Field(ge=0)
    won_deals: int = Field(ge=0, description="Of comparable peers.")
    lost_deals: int = Field(ge=0)
    closed_deals: int = Field(ge=0, description="In the company, since then.")
    unmeasured_deals: int = Field(ge=0, description="Of these, without a measured call before the outcome.")
    minimum: int = Field(ge=1, description="Deals that each arm needs.")
    level: float = Field(description="The false discovery rate up to which a difference is claimed.")
    scores_by: Literal["local", "claude"] | None = Field(description="Who gave the scores that are compared.")
    limitations: list[str]


class Learning(Row):
    """What won and lost deals of peers say to a rep."""

    rep: LearningRep
    focus: Focus | None
    as_of: datetime
    headline: str
    work_on: WorkOn | None
    dimensions: list[LearningDimension] = Field(description="All that are compared, those that matter first.")
    matching: list[MatchedOn]
    coverage: LearningCoverage


def get_learning_insights(
    connection: sa.Connection,
    rep_email: str,
    focus_area: Focus | None,
    settings: Settings,
    *,
    now: datetime | None = None,
) -> Learning:
    """What a rep can learn from won and lost deals of comparable peers.

    Args:
        connection: on the store; only read from.
        rep_email: any address of the rep.
        focus_area: leaves dimensions of other areas out of the answer; they are tested all the same.
        settings: the minimum of deals, the blackout before the outcome, the segment's column.
        now: the end of the two years that are compared; this moment by default.

    Raises:
        NotFound: none of our people has this address.
    """
    moment = now or datetime.now(UTC)
    rep = _rep(connection, rep_email)
    book = read_book(connection, settings, moment)
    rules = Rules(minimum=settings.learning_minimum)
    found = findings(book.facts, dimensions(), rules)
    compared = compare(rep.email, book.of_role(rep.role), found, dimensions(), rules)
    rows = [row for row in compared.rows if focus_area in (None, row.dimension.focus)]
    return Learning(
        rep=rep,
        focus=focus_area,
        as_of=moment,
        headline=headline(rep.name, rows, rules),
        work_on=None,
        dimensions=[_shown(row, rep, rules) for row in rows],
        matching=_matched(compared.matching),
        coverage=_coverage(book, compared, rules),
    )


def rep_email(connection: sa.Connection, person_id: UUID) -> str:
    """The address of one of our people.

    Raises:
        NotFound: there is no such person among ours.
    """
    found = connection.execute(
        sa.select(people.c.email).where(people.c.id == person_id, people.c.is_internal, people.c.deleted_at.is_(None))
    ).scalar_one_or_none()
    if found is None:
        raise NotFound(f"There is no rep {person_id}.", hint="`gametape learn` takes an e-mail address.")
    return str(found)


def _rep(connection: sa.Connection, email: str) -> LearningRep:
    addresses = addresses_of(connection, email)
    row = connection.execute(
        sa.select(people).where(people.c.email.in_(addresses), people.c.is_internal, people.c.deleted_at.is_(None))
    ).first()
    if row is None:
        raise NotFound(f"None of our people has the address {email}.", hint="`gametape learn` lists nobody; see Reps.")
    return LearningRep(id=row.id, email=row.email, name=row.name or row.email, role=row.role or "AE")


def _shown(row: Compared, rep: LearningRep, rules: Rules) -> LearningDimension:
    one = row.dimension
    own, won, lost = row.counts
    return LearningDimension(
        name=one.name,
        label=one.label,
        unit=one.unit,
        focus=one.focus,
        definition=one.definition,
        verdict=row.verdict,
        peers=row.peers,
        reason=reason(row, rules),
        sentence=sentence(row, rep.name, rules),
        rep=_arm(row, row.rep, own),
        winners=_arm(row, row.winners, won),
        losers=_arm(row, row.losers, lost),
        effect=DealEffect.model_validate(row.effect) if row.effect else None,
        p=row.p,
        q=row.q,
        standing=row.standing,
        is_clear=row.is_clear,
        peers_agreeing=row.agreeing,
        peers_compared=row.both,
        won_moments=[],
        lost_moments=[],
        own_moments=[],
    )


def _arm(row: Compared, mean: Mean | None, n: int) -> DealArm:
    if mean is None:
        return DealArm(n=n, mean=None, low=None, high=None, shown="no value")
    return DealArm(n=n, mean=mean.mean, low=mean.low, high=mean.high, shown=row.dimension.shown(mean.mean))


def _matched(matching: Matching) -> list[MatchedOn]:
    states = {
        **dict.fromkeys(matching.used, "matched"),
        **dict.fromkeys(matching.relaxed, "relaxed"),
        **dict.fromkeys(matching.unknown, "unknown"),
    }
    return [
        MatchedOn(key="role", state="matched"),
        *(MatchedOn.model_validate({"key": k, "state": states[k]}) for k in KEYS),
    ]


def _coverage(book: Book, compared: Comparison, rules: Rules) -> LearningCoverage:
    return LearningCoverage(
        since=book.since,
        rep_deals=compared.own,
        won_deals=compared.won,
        lost_deals=compared.lost,
        closed_deals=book.closed,
        unmeasured_deals=book.unmeasured,
        minimum=rules.minimum,
        level=rules.level,
        scores_by=None,
        limitations=[],
    )
