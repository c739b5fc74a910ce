"""Read a warehouse independently, without gametape's code: the data that a store must hold after a sync.

The rules of docs/warehouse-folder.md and of the architecture tour, implemented a second time: deleted and outdated rows
are left out, both lengths of a Salesforce id are the same deal, and of two rows of a deal the later counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from bench.real_history import stage_moves
from bench.real_tables import Row, Tables, opened
from bench.real_values import Value, address, day, deal_key, flag, moment, money, related, seconds, text, unquoted

Facts = dict[str, Value]
_MESSAGE_ID = "message_identifier|message_id|internet_message_id"
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass
class Reading:
    """Facts by subject and id; several `Facts` of an id if rows of the same age disagree.

    `message_ids`: email -> its Message-ID. `left_out`: ids of rows whose deal or call does not exist.
    """

    datasets: tuple[str, str]
    subjects: dict[str, dict[str, list[Facts]]] = field(default_factory=dict)
    message_ids: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


def read(warehouse: Path) -> Reading:
    """Read a whole DuckDB file or folder."""
    with opened(warehouse) as tables:
        reading = Reading((tables.salesforce, tables.gong))
        reading.subjects["deals"] = _deals(tables)
        reading.subjects["deleted deals"] = _deals(tables, deleted=True)
        reading.subjects["calls"] = _calls(tables)
        reading.subjects["participants"] = _participants(tables, reading)
        reading.subjects["links"] = _links(tables, reading)
        reading.subjects["emails"] = _emails(tables, reading)
        reading.subjects["stage moves"] = _moves(tables, reading)
    return reading


def _newest(rows: Iterable[tuple[str | None, Row, Facts]], *, deleted: bool = False) -> dict[str, list[Facts]]:
    """Return the facts of each id's latest row; of all rows with the same age.

    With `deleted`, only ids whose latest row the source deleted.
    """
    ages: dict[str, datetime] = {}
    by_id: dict[str, list[tuple[bool, Facts]]] = {}
    for key, row, facts in rows:
        stamp = moment(row["stamp"])
        age = stamp if isinstance(stamp, datetime) else _FIRST
        if key is None or age < ages.get(key, _FIRST):
            continue
        if age > ages.get(key, _FIRST) or key not in by_id:
            by_id[key] = []
        ages[key] = age
        by_id[key].append((bool(row["deleted"]), facts))
    is_deleted = {key: any(gone for gone, _ in each) for key, each in by_id.items()}
    return {key: [facts for _, facts in each] for key, each in by_id.items() if is_deleted[key] == deleted}


def _deals(tables: Tables, *, deleted: bool = False) -> dict[str, list[Facts]]:
    if tables.has(tables.salesforce, "opportunity", "id", "name"):
        return _newest(_salesforce_deals(tables), deleted=deleted)
    if tables.has(tables.gong, "opportunity", "id", "name"):
        return _newest(_gong_deals(tables), deleted=deleted)
    return {} if deleted else _deals_of_calls(tables)


def _salesforce_deals(tables: Tables) -> Iterator[tuple[str | None, Row, Facts]]:
    users = {deal_key(row["id"]): row["email"] for row in tables.rows(tables.salesforce, "user", "id", "email")}
    names = ("id", "name", "owner_id", "stage_name", "amount", "currency_iso_code", "close_date", "is_closed", "is_won")
    for row in tables.rows(tables.salesforce, "opportunity", *names):
        if row["deleted"] and not row["name"]:
            continue  # a deleted row without values: nothing to store
        owner = (users.get(deal_key(row["owner_id"])) or "").strip().lower() or None
        closed: Facts = {"closed": flag(row["is_closed"]), "won": flag(row["is_won"])}
        yield deal_key(row["id"]), row, _deal(row, row["stage_name"], row["currency_iso_code"], owner) | closed


def _gong_deals(tables: Tables) -> Iterator[tuple[str | None, Row, Facts]]:
    for row in tables.rows(tables.gong, "opportunity", "id", "owner_email", "stage|stage_name", "amount", "close_date"):
        owner = (row["owner_email"] or "").strip().lower() or None
        yield deal_key(row["id"]), row, _deal(row, row["stage"], None, owner)


def _deal(row: Row, stage: str | None, currency: str | None, owner: str | None) -> Facts:
    return {
        "amount": money(row["amount"]),
        "currency": (currency or "").strip() or None,
        "close date": day(row["close_date"]),
        "owner": owner,
        "stage": text(stage),
    }


def _deals_of_calls(tables: Tables) -> dict[str, list[Facts]]:
    """Return Gong's facts about deals from calls: current values before earlier values, then the latest call."""
    started = {row["id"]: row["started"] or "" for row in tables.rows(tables.gong, "call", "id", "started")}
    noted: dict[str, dict[str, tuple[tuple[bool, str], str | None]]] = defaultdict(dict)
    names = ("call_id", "object_id", "object_type", "name", "value", "timing")
    for row in tables.rows(tables.gong, "call_context_integration", *names):
        deal = deal_key(row["object_id"])
        if deal and (row["object_type"] or "").lower() == "opportunity" and not row["deleted"]:
            name = (row["name"] or "").lower()
            rank = ((row["timing"] or "").lower() == "now", started.get(row["call_id"], ""))
            if name not in noted[deal] or rank > noted[deal][name][0]:
                noted[deal][name] = (rank, unquoted(row["value"]))
    deals = {}
    for deal, each in noted.items():
        values = {name: value for name, (_, value) in each.items()}
        row = {"amount": values.get("amount"), "close_date": values.get("closedate")}
        deals[deal] = [_deal(row, values.get("stagename"), values.get("currencyisocode"), None)]
    return deals


def _calls(tables: Tables) -> dict[str, list[Facts]]:
    """Return the calls. A call in several workspaces is one call, and exists while one workspace has it."""
    calls: dict[str, list[Facts]] = {}
    for row in tables.rows(tables.gong, "call", "id", "started", "scheduled", "duration"):
        key = (row["id"] or "").strip()
        if key and not row["deleted"] and (row["started"] or not row["scheduled"]):
            facts: Facts = {"started": moment(row["started"]), "seconds": seconds(row["duration"])}
            calls.setdefault(key, []).append(facts)
    return calls


def _participants(tables: Tables, reading: Reading) -> dict[str, list[Facts]]:
    users = {row["id"]: row["email_address"] for row in tables.rows(tables.gong, "users", "id", "email_address")}
    people: dict[str, dict[str, str | None]] = defaultdict(dict)
    for row in tables.rows(tables.gong, "call_participant", "id", "call_id", "user_id", "email_address"):
        call = row["call_id"] or ""
        if row["deleted"]:
            continue
        if call not in reading.subjects["calls"]:
            reading.left_out["participants"].append(call)
            continue
        email = (row["email_address"] or users.get(row["user_id"]) or "").strip().lower() or None
        known = people[call]
        name = row["id"] or f"without an id {sum(name.startswith('without an id') for name in known)}"
        known[name] = known.get(name) or email
    return {
        call: [{"people": len(each), "addresses": tuple(sorted({email for email in each.values() if email}))}]
        for call, each in people.items()
    }


def _links(tables: Tables, reading: Reading) -> dict[str, list[Facts]]:
    links: dict[str, list[Facts]] = {}
    for call, deal in dict.fromkeys(_pairs(tables)):
        key = f"{call}/{deal}"
        if call in reading.subjects["calls"] and deal in reading.subjects["deals"]:
            links[key] = [{}]
        else:
            reading.left_out["links"].append(key)
    return links


def _pairs(tables: Tables) -> Iterator[tuple[str, str]]:
    for row in tables.rows(tables.gong, "call_context_integration", "call_id", "object_id", "object_type"):
        if (row["object_type"] or "").lower() == "opportunity":
            yield from _pair(row, row["call_id"], row["object_id"])
    for row in tables.rows(tables.gong, "manual_call_integration", "manual_call_id", "deal_crm_id"):
        yield from _pair(row, row["manual_call_id"], row["deal_crm_id"])
    columns = ("id", "gong_call_id_c", "gong_primary_opportunity_c")
    calls = {deal_key(row["id"]): row for row in tables.rows(tables.salesforce, "gong_gong_call_c", *columns)}
    for row in calls.values():
        yield from _pair(row, row["gong_call_id_c"], row["gong_primary_opportunity_c"])
    interaction = "gong_gong_interaction_c|gong_gong_call_c|gong_call_c"
    entity = "gong_related_entity_id_c|gong_opportunity_c|opportunity_c"
    for row in tables.rows(tables.salesforce, "gong_related_opportunity_c", interaction, entity):
        call = calls.get(deal_key(row["gong_gong_interaction_c"]))
        if call and not call["deleted"]:
            yield from _pair(row, call["gong_call_id_c"], row["gong_related_entity_id_c"])


def _pair(row: Row, call: str | None, deal: str | None) -> Iterator[tuple[str, str]]:
    key = deal_key(deal)
    if call and key and not row["deleted"]:
        yield call, key


def _emails(tables: Tables, reading: Reading) -> dict[str, list[Facts]]:
    rows = [*_gong_emails(tables), *_email_messages(tables), *_email_tasks(tables), *_cloud_emails(tables)]
    for _, row, facts in rows:
        message = (row.get("message_identifier") or "").strip().strip("<>").strip()
        if "@" in message and row["id"] and facts["deal"]:
            reading.message_ids[row["id"]] = message
    return _newest(rows)


def _gong_emails(tables: Tables) -> Iterator[tuple[str | None, Row, Facts]]:
    senders: dict[str | None, list[str]] = defaultdict(list)
    for row in tables.rows(tables.gong, "email_sender", "email_id", "email_address"):
        if not row["deleted"] and row["email_address"]:
            senders[row["email_id"]].append(row["email_address"])
    for row in tables.rows(tables.gong, "email", "id", "opportunity_id", "sent_at", _MESSAGE_ID):
        sender = address(min(senders[row["id"]], default=None))
        deal = deal_key(row["opportunity_id"])
        yield row["id"], row, {"deal": deal, "sent": moment(row["sent_at"]), "sender": sender}


def _email_messages(tables: Tables) -> Iterator[tuple[str | None, Row, Facts]]:
    names = ("id", "related_to_id", "message_date", "from_address", "status", _MESSAGE_ID)
    for row in tables.rows(tables.salesforce, "email_message", *names):
        if (row["status"] or "").lower() not in {"5", "5.0", "draft"}:
            sender = address(row["from_address"])
            deal, sent = related(row["related_to_id"]), moment(row["message_date"])
            yield row["id"], row, {"deal": deal, "sent": sent, "sender": sender}


def _email_tasks(tables: Tables) -> Iterator[tuple[str | None, Row, Facts]]:
    """Yield emails logged as tasks. Their sender is in text that a person typed, so it is not compared."""
    dates = ("completed_date_time", "activity_date", "created_date")
    names = ("id", "what_id", "type", "task_subtype", "is_closed", "status", *dates)
    for row in tables.rows(tables.salesforce, "task", *names):
        kinds = {(row["type"] or "").lower(), (row["task_subtype"] or "").lower()}
        done = flag(row["is_closed"])
        if done is None:
            done = row["status"] is None or row["status"].lower() == "completed"
        if "email" in kinds and done:
            sent = moment(next((row[name] for name in dates if row[name]), None))
            yield row["id"], row, {"deal": related(row["what_id"]), "sent": sent}


def _cloud_emails(tables: Tables) -> Iterator[tuple[str | None, Row, Facts]]:
    """Yield emails of Gong's Data Cloud, in which a deleted row keeps only its key."""
    key = "id|conversation_key|conversation_id"
    deals: dict[str | None, list[str]] = defaultdict(list)
    for row in tables.rows(tables.gong, "conversation_contexts", key, "object_type", "object_id"):
        if (row["object_type"] or "").lower() == "opportunity" and row["object_id"] and not row["deleted"]:
            deals[row["id"]].append(row["object_id"])
    held = {row["id"]: row["at"] for row in tables.rows(tables.gong, "conversations", key, "at|conversation_datetime")}
    sent = "sent_at|email_datetime|email_sent_datetime|sent_datetime"
    for row in tables.rows(tables.gong, "emails", key, sent, _MESSAGE_ID):
        if not row["deleted"]:
            deal = deal_key(min(deals[row["id"]], default=None))
            yield row["id"], row, {"deal": deal, "sent": moment(row["sent_at"] or held.get(row["id"]))}


def _moves(tables: Tables, reading: Reading) -> dict[str, list[Facts]]:
    moves = stage_moves(tables)
    reading.left_out["stage moves"] = [deal for deal in moves if deal not in reading.subjects["deals"]]
    return {
        deal: [{"moves": tuple(deal_moves)}] for deal, deal_moves in moves.items() if deal in reading.subjects["deals"]
    }


def figures(subjects: dict[str, dict[str, list[Facts]]]) -> dict[str, str]:
    """Return counts and sums for display, of the warehouse or of the store: `Facts` as above."""
    counts: dict[str, object] = {subject: len(each) for subject, each in subjects.items()}
    deals = [each[0] for each in subjects["deals"].values()]
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for deal in deals:
        if isinstance(deal["amount"], Decimal):
            sums[str(deal["currency"] or "without a currency")] += deal["amount"]
    counts |= {f"sum of amounts, {currency}": f"{total.normalize():f}" for currency, total in sorted(sums.items())}
    counts["deals with a close date"] = sum(isinstance(deal["close date"], date) for deal in deals)
    counts["owners"] = len({deal["owner"] for deal in deals} - {None})
    counts["stages"] = len({deal["stage"] for deal in deals} - {None})
    counts["participants"] = sum(int(str(each[0]["people"])) for each in subjects["participants"].values())
    counts["stage moves"] = sum(_length(each[0]["moves"]) for each in subjects["stage moves"].values())
    return {name: str(value) for name, value in counts.items()}


def _length(value: Value) -> int:
    return len(value) if isinstance(value, tuple) else 0
