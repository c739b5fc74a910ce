"""Command `gametape learn REP`."""

from typing import Annotated

import sqlalchemy as sa
import typer
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from gametape.analysis.comparing.dimensions import focus_area
from gametape.analysis.learning.answers import within
from gametape.analysis.learning.keep_answers import keep_learning
from gametape.analysis.learning.models import DealArm, DealEffect, ExemplarMoment, Learning, LearningDimension
from gametape.errors import BadRequest, NotFound
from gametape.settings import settings
from gametape.store.database import migrated_store
from gametape.store.our_people import IS_OURS
from gametape.store.tables import people
from gametape.surfaces.cli.app import app, out, speaking
from gametape.surfaces.cli.options import AsJson
from gametape.text.days import written_day

Who = Annotated[str, typer.Argument(metavar="REP", help="Rep's email address, or part of the name.")]
_WIDE = 120  # columns, for a table with intervals

Focus = Annotated[
    str | None,
    typer.Option("--focus-area", "--focus", help="Focus area: discovery, objections, product_knowledge or engagement."),
]


@app.command("learn")
def learn(rep: Who, *, focus: Focus = None, as_json: AsJson = False) -> None:
    """Compare a rep with won and lost deals by comparable peers, and show one thing to work on."""
    with speaking():
        area = focus_area(focus) if focus else None
        with migrated_store(settings()) as engine:
            with engine.connect() as connection:
                email = resolve_rep(connection, rep)
            learning = keep_learning(engine, email, settings())
        answer = within(learning, area)
        if as_json:
            out.print_json(answer.model_dump_json(), indent=None)
        else:
            _print(answer)


def resolve_rep(connection: sa.Connection, text: str) -> str:
    """Return the email address of our rep with this address, or with this text in the name.

    An address is returned as it is, without a look at the store.

    Raises:
        NotFound: no name matches.
        BadRequest: several names match; the message lists them.
    """
    if "@" in text:
        return text
    query = sa.select(people.c.email, people.c.name).where(IS_OURS, people.c.name.icontains(text, autoescape=True))
    rows = connection.execute(query.order_by(people.c.name)).all()
    if not rows:
        raise NotFound(f"No rep matches {text!r}.", hint="You can also use the email address.")
    if len(rows) > 1:
        listed = ", ".join(f"{row.name} <{row.email}>" for row in rows)
        raise BadRequest(f"{text!r} matches several people: {listed}.", hint="Use the email address.")
    return str(rows[0].email)


def _print(answer: Learning) -> None:
    _say(f"{answer.rep.name} ({answer.rep.role}) compared with won and lost deals by comparable peers")
    _say(answer.headline)
    if answer.work_on:
        _say(f"\nThis week: {answer.work_on.label}")
        _say(answer.work_on.sentence)
        _say(f"Try: {answer.work_on.action}")
        for title, moment in (("Own call", answer.work_on.own), ("From a won deal", answer.work_on.example)):
            if moment:
                out.print(_moment(title, moment))
    out.print()
    out.print(_table(answer.dimensions))
    _say(f"\n{_basis(answer)}")
    for line in answer.coverage.limitations:
        _say(line)


def _say(text: str) -> None:
    out.print(text)


def _moment(title: str, moment: ExemplarMoment) -> Padding:
    minutes, seconds = divmod(moment.at_ms // 1000, 60)
    place = f"{written_day(moment.started_at)}, {minutes}:{seconds:02}"
    lines = f"{title}: “{moment.quote}”\n{moment.speaker}, {moment.call_title or 'a call'}, {place}. {moment.why}"
    return Padding(Text(lines), (0, 0, 0, 2))


def _table(rows: list[LearningDimension]) -> Table:
    """Return a table of the dimensions: values with the number of deals behind them, effect and reason."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column("", no_wrap=True)
    for name in ("rep (deals)", "won", "lost"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("effect", no_wrap=True)
    table.add_column("")
    for row in rows:
        unit = "" if row.unit.startswith("share") else f", {row.unit}"
        arms = (f"{_number(row, arm)} ({arm.n})" for arm in (row.rep, row.winners, row.losers))
        effect = f"{row.effect.delta:+.2f}{_interval(row.effect)}" if row.effect else ""
        table.add_row(*map(Text, (f"{row.label}{unit}", *arms, effect, row.reason)))
    return table


def _interval(effect: DealEffect) -> str:
    return f" [{effect.low:+.2f}, {effect.high:+.2f}]" if out.width >= _WIDE else ""


def _number(row: LearningDimension, arm: DealArm) -> str:
    return "-" if arm.mean is None else arm.shown.removesuffix(f" {row.unit}")


def _basis(answer: Learning) -> str:
    by_state = {state: [row.key for row in answer.matching if row.state == state] for state in ("matched", "relaxed")}
    relaxed = f"; not matched: {', '.join(by_state['relaxed'])}" if by_state["relaxed"] else ""
    coverage = answer.coverage
    return (
        f"Matched on {', '.join(by_state['matched'])}{relaxed}. Effect: Cliff's delta of won against lost deals with"
        f" its 95% confidence interval. Claimed at q <= {coverage.level:g}, from {coverage.minimum} deals per group."
    )
