"""Generate the sample company: plan deals, hold calls, write emails, and store all as warehouse rows."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from gametape.errors import BadRequest
from gametape.sample import gong, salesforce
from gametape.sample.behaviours import DEFAULT_EFFECTS, Effects
from gametape.sample.conversation import hold_call
from gametape.sample.deals import Company, account_of
from gametape.sample.mails import Mail, write_mails
from gametape.sample.oddities import add_oddities
from gametape.sample.people import SamplePerson
from gametape.sample.phrases import Deck
from gametape.sample.scene import Scene, open_scene
from gametape.sample.sink import Sink
from gametape.sample.slots import Slots, deal_slots, speaker_slots
from gametape.sample.speech import measure
from gametape.sample.story import PlannedCall, PlannedDeal
from gametape.sample.streams import stream
from gametape.sample.truth import TruthFile, call_truth, company_truth, deal_truth

BATCH = 20
"""Deals per flush, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Sample:
    """Paths of the generated sample, and its row counts by table."""

    warehouse: Path
    truth: Path
    rows: dict[str, int]

    @property
    def url(self) -> str:
        """Value for `GAMETAPE_WAREHOUSE`."""
        return f"duckdb:///{self.warehouse}"


def generate(
    out: Path,
    *,
    seed: int = 7,
    deals: int = 120,
    today: date | None = None,
    effects: Effects = DEFAULT_EFFECTS,
    reps: int = 12,
    open_share: float = 0.42,
) -> Sample:
    """Write the sample company to a DuckDB file, and its truth to `OUT.truth.json` next to it.

    The same arguments give the same rows and the same truth.

    Args:
        out: the DuckDB file; an existing sample is replaced.
        seed: number that determines the company.
        deals: number of opportunities.
        today: last day of the story; only close dates and next steps lie after it. Default: the current day.
        effects: behaviors with an effect on winning, and its size.
        reps: number of account executives who share the deals.
        open_share: share of the deals that are still open, 0 to 1.

    Raises:
        BadRequest: a number is out of range, an effect is unknown, DuckDB is not installed, or another file is in the
            way.
    """
    if deals < 1 or reps < 2 or not 0 <= open_share <= 1:
        raise BadRequest("A sample needs at least 1 deal, 2 reps, and an open share from 0 to 1")
    company = Company(seed, today or datetime.now(UTC).date(), deals, effects, reps, open_share)
    out = Path(out)
    _refuse_foreign(out)
    truth = _truth_of(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with _writable_by_duckdb(out.parent) as folder:
        draft = folder / f"{out.name}.part"
        for stale in (draft, draft.with_name(f"{draft.name}.wal")):
            stale.unlink(missing_ok=True)
        with Sink(draft, create=True) as sink, TruthFile(truth) as truth_file:
            truth_file.begin(company_truth(company))
            _fill(sink, truth_file, company)
            sink.flush()
            truth_file.end({"rows": sink.counts})
        out.with_name(f"{out.name}.wal").unlink(missing_ok=True)
        shutil.move(draft, out.with_name(draft.name))
    out.with_name(draft.name).replace(out)
    return Sample(out, truth, sink.counts)


@contextmanager
def _writable_by_duckdb(folder: Path) -> Iterator[Path]:
    """Yield `folder`, or a temporary folder if its path has a backslash: DuckDB reads that as a slash."""
    if "\\" not in str(folder):
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="gametape-") as private:
        yield Path(private)


def _refuse_foreign(out: Path) -> None:
    """Raise BadRequest unless `out` is new or an existing sample (a file with its truth file)."""
    if out.is_dir():
        raise BadRequest(f"{out} is a folder.", hint="Name the file to write in it.")
    if out.exists() and not _truth_of(out).exists():
        raise BadRequest(
            f"{out} is there and is no sample company.", hint="Name another file, or remove this one yourself."
        )


def _truth_of(out: Path) -> Path:
    return out.with_name(f"{out.name}.truth.json")


def _fill(sink: Sink, truth_file: TruthFile, company: Company) -> None:
    synced = datetime.combine(company.today, time(5, 30), UTC)
    salesforce.add_staff(sink, company.world, synced)
    gong.add_staff(sink, company.world, synced)
    accounts: set[int] = set()
    for number in range(company.deals):
        deal = company.deal(number)
        if account_of(number) not in accounts:
            accounts.add(account_of(number))
            since = deal.opened - timedelta(days=30)
            salesforce.add_account(sink, deal.account, company.world.reps[number % company.reps], since, synced)
        _add_deal(sink, truth_file, company, deal, synced)
        if number % BATCH == BATCH - 1:
            sink.flush()
    add_oddities(sink, company, synced)


def _add_deal(sink: Sink, truth_file: TruthFile, company: Company, deal: PlannedDeal, synced: datetime) -> None:
    seed = company.seed
    turns = deal_slots(deal, stream(seed, "deal", deal.number, "slots"))
    mails = write_mails(deal, stream(seed, "deal", deal.number, "mails"), turns)
    call_truths: list[dict[str, Any]] = []
    for scene in hold_calls(company, deal, turns):
        linked = [deal, *_also(company, deal, scene.call)]
        unknown = _unrecognised(deal, scene.call)
        measured = measure(scene.talk)
        gong.add_call(sink, scene, measured, unknown, synced)
        gong.add_links(sink, scene.call, linked, synced)
        if not scene.call.internal and not scene.call.private:
            gong.add_review(sink, deal, scene.call, stream(seed, "review", scene.call.id), synced)
        call_truths.append(call_truth(scene, measured, linked, unknown.email if unknown else None))
    owner = speaker_slots(turns, deal, deal.calls[0], deal.owner, None)[0]
    salesforce.add_deal(sink, deal, _touched(deal, mails), salesforce.next_step_of(deal, owner), synced)
    salesforce.add_mails(sink, deal, mails, synced)
    truth_file.deal(deal.id, deal_truth(deal, mails, call_truths, owner, company.today))


def hold_calls(company: Company, deal: PlannedDeal, turns: list[Slots]) -> Iterator[Scene]:
    """Hold the calls of a deal in order; each call avoids the lines of earlier calls."""
    deck = Deck(stream(company.seed, "deal", deal.number, "deck"))
    for call in deal.calls:
        rng = stream(company.seed, "deal", deal.number, "call", call.number)
        scene = open_scene(deal, call, turns, gong.speaker_ids(company.seed, call), deck, rng)
        hold_call(scene)
        yield scene


def _touched(deal: PlannedDeal, mails: list[Mail]) -> datetime:
    return max([deal.opened, *(call.at for call in deal.calls), *(mail.at for mail in mails)])


def _also(company: Company, deal: PlannedDeal, call: PlannedCall) -> list[PlannedDeal]:
    """Return the account's next deal, if a call of this deal was about both."""
    other = deal.number + 1
    if (
        deal.number % 2
        or call.number
        or call.internal
        or other >= company.deals
        or account_of(other) != account_of(deal.number)
    ):
        return []
    second = company.deal(other)
    return [second] if second.opened <= call.at and call.at.date() <= second.last else []


def _unrecognised(deal: PlannedDeal, call: PlannedCall) -> SamplePerson | None:
    """Return the participant whom Gong did not recognize: at times a call's last guest who was also on another call."""
    if deal.number % 11 != 5 or len(call.theirs) < 2 or call.number == 0:
        return None
    guest = call.theirs[-1]
    others = sum(guest in other.theirs for other in deal.calls)
    return guest if others > 1 and guest is not deal.people[0] else None
