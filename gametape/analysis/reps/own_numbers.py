"""Numbers of our people on calls, each person's own, as measured by speaker (`call_metrics.speakers`)."""

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from gametape.analysis.comparing.dimensions import Dimension
from gametape.queries.attendances import our_addresses
from gametape.queries.calls_and_emails import Side, is_attendee, participant
from gametape.queries.ids import any_of, as_text
from gametape.store.tables import call_metrics, call_participants

measured = call_metrics.c


def own_numbers(
    connection: sa.Connection, call_ids: Sequence[str], wanted: Sequence[Dimension]
) -> dict[tuple[str, UUID], dict[str, float]]:
    """Read by call and person the person's own metrics; of several speaker ids, those of the one who spoke most."""
    of = our_addresses()
    numbers_of_speaker = measured.speakers.op("->", return_type=JSONB)(participant.speaker_id)
    rows = connection.execute(
        sa.select(as_text(measured.call_id), of.c.person_id, numbers_of_speaker)
        .join_from(call_metrics, call_participants, participant.call_id == measured.call_id)
        .join(of, of.c.address == sa.func.lower(participant.email))
        .where(
            measured.call_id == any_of(call_ids),
            measured.side == Side.OURS.value,
            participant.side == Side.OURS.value,
            is_attendee,
            numbers_of_speaker.is_not(None),
        )
    ).all()
    spoken = sorted(rows, key=lambda row: row[2].get("talk_ratio") or 0)
    return {
        (call_id, person_id): {
            dimension.name: float(number) for dimension in wanted if (number := own.get(dimension.metric)) is not None
        }
        for call_id, person_id, own in spoken
    }


def speakers_per_call(connection: sa.Connection, call_ids: Sequence[str]) -> float | None:
    """Return the mean number of our people who speak on a call; None without measured calls."""
    speaking = sa.func.count().label("speaking")
    keys = sa.func.jsonb_object_keys(measured.speakers).table_valued("id")
    per_call = (
        sa.select(measured.call_id, speaking)
        .select_from(call_metrics)
        .join(keys, sa.true())
        .where(measured.call_id == any_of(call_ids))
        .group_by(measured.call_id)
        .subquery()
    )
    mean: float | None = connection.scalar(sa.select(sa.cast(sa.func.avg(per_call.c.speaking), sa.Float)))
    return mean
