"""Rows as Fivetran copies them from Salesforce."""

from datetime import UTC, date, datetime, time, timedelta
from html import escape
from typing import Any

from gametape.sample.ids import salesforce_id
from gametape.sample.mails import Mail
from gametape.sample.people import Employee, SampleAccount, SamplePerson, World
from gametape.sample.sink import Sink
from gametape.sample.slots import Slots
from gametape.sample.story import LOST, PROBABILITY, STAGES, WON, PlannedChange, PlannedDeal

_FORECAST = {WON: "Closed", LOST: "Omitted", STAGES[4]: "Forecast", STAGES[3]: "BestCase"}
_COUNTRY = {"USD": ("United States", "US"), "EUR": ("Netherlands", "NL"), "GBP": ("United Kingdom", "GB")}
_ROLES = {"champion": "Business User", "finance": "Economic Decision Maker", "it": "Technical Buyer",
          "ops": "Executive Sponsor", "user": "Business User", "procurement": "Decision Maker"}  # fmt: skip
_EMPLOYEE_ROLES = {"vp": "VP Sales", "manager": "Sales Manager", "AE": "Account Executive", "SE": "Solutions Engineer",
                   "CSM": "Customer Success"}  # fmt: skip
LINES = 64
"""Ids reserved per deal for history rows, contact roles and tasks."""

MAILS = 512


def midnight(day: date) -> datetime:
    """Return a date as Fivetran stores it: a timestamp at midnight UTC."""
    return datetime.combine(day, time(), UTC)


def add_staff(sink: Sink, world: World, synced: datetime) -> None:
    """Add users and their roles; former employees stay as inactive users."""
    for number, (kind, name) in enumerate(_EMPLOYEE_ROLES.items()):
        sink.add("salesforce.user_role", id=salesforce_id("00E", number), name=name,
                 developer_name=name.replace(" ", "_"),
                 parent_role_id=salesforce_id("00E", 0) if kind != "vp" else None, _fivetran_deleted=False,
                 _fivetran_synced=synced)  # fmt: skip
    for person in world.staff:
        changed = midnight(person.left or person.started)
        boss = world.staff[person.manager].crm_id if person.manager is not None else None
        role = salesforce_id("00E", list(_EMPLOYEE_ROLES).index(person.kind))
        sink.add("salesforce.user", id=person.crm_id, username=person.email, email=person.email,
                 first_name=person.first,
                 last_name=person.last, name=person.name, alias=(person.first[0] + person.last)[:8].lower(),
                 title=person.title, department="Sales", company_name="Lanternworks", manager_id=boss,
                 user_role_id=role,
                 user_type="Standard", time_zone_sid_key="Europe/London", is_active=person.left is None,
                 created_date=midnight(person.started), last_login_date=changed, last_modified_date=changed,
                 system_modstamp=changed, _fivetran_deleted=False, _fivetran_synced=synced)  # fmt: skip


def add_account(sink: Sink, customer: SampleAccount, owner: Employee, opened: datetime, synced: datetime) -> None:
    """Add an account and its contacts."""
    country, code = _COUNTRY[customer.currency]
    since = opened - timedelta(days=40 + customer.number % 50)
    stamps: dict[str, Any] = {"created_date": since, "last_modified_date": since, "system_modstamp": since,
                              "is_deleted": False, "_fivetran_synced": synced}  # fmt: skip
    sink.add("salesforce.account", id=customer.crm_id, name=customer.name, type="Prospect",
             industry=customer.industry["name"].capitalize(), website=f"https://www.{customer.domain}",
             annual_revenue=customer.employees * 180_000, number_of_employees=customer.employees,
             billing_city=customer.sites[0], billing_country=country, billing_country_code=code,
             account_source="Trade Show" if customer.number % 3 else "Web", owner_id=owner.crm_id,
             currency_iso_code=customer.currency, segment_c=customer.segment, current_tool_c=customer.facts["tool"],
             **stamps)  # fmt: skip
    for person in customer.people:
        sink.add("salesforce.contact", id=person.crm_id, account_id=customer.crm_id, first_name=person.first,
                 last_name=person.last, name=person.name, title=person.title, email=person.email,
                 mailing_country=country, owner_id=owner.crm_id, **stamps)  # fmt: skip


def add_deal(sink: Sink, deal: PlannedDeal, touched: datetime, next_step: str | None, synced: datetime) -> None:
    """Add an opportunity with its people, and its history in both of Salesforce's history tables."""
    modified = max([touched, *(change.at for change in deal.changes)])
    cells = _opportunity(deal, next_step)
    sink.add("salesforce.opportunity", **cells, last_activity_date=midnight(touched.date()),
             last_modified_date=modified,
             system_modstamp=modified, _fivetran_synced=synced)  # fmt: skip
    for place, person in enumerate(deal.people):
        sink.add("salesforce.opportunity_contact_role", id=salesforce_id("00K", deal.number * LINES + place),
                 opportunity_id=deal.id, contact_id=person.crm_id, role=_ROLES[person.kind], is_primary=place == 0,
                 created_date=deal.opened, last_modified_date=deal.opened, system_modstamp=deal.opened,
                 is_deleted=False,
                 _fivetran_synced=synced)  # fmt: skip
    _add_history(sink, deal, synced)


def _opportunity(deal: PlannedDeal, next_step: str | None) -> dict[str, Any]:
    forecast = _FORECAST.get(deal.stage, "Pipeline")
    probability = PROBABILITY[deal.stage]
    quarter = (deal.close.month + 2) // 3
    return {
        "id": deal.id, "account_id": None if deal.number % 25 == 9 else deal.account.crm_id, "name": deal.name,
        "stage_name": deal.stage, "amount": deal.amount, "probability": probability,
        "expected_revenue": deal.amount * probability / 100, "currency_iso_code": deal.account.currency,
        "close_date": midnight(deal.close), "type": "New Business" if deal.number % 5 else "Existing Business",
        "next_step": None if deal.closed else next_step, "lead_source": ("Web", "Trade Show",
        "Referral")[deal.number % 3],
        "is_closed": deal.closed, "is_won": deal.status == "won", "forecast_category": forecast,
        "forecast_category_name": forecast.replace("BestCase", "Best Case"), "fiscal": f"{deal.close.year} {quarter}",
        "fiscal_quarter": quarter, "fiscal_year": deal.close.year, "owner_id": deal.owner.crm_id,
        "has_open_activity": not deal.closed, "created_date": deal.opened, "created_by_id": deal.owner.crm_id,
        "last_stage_change_date": deal.entered, "last_modified_by_id": deal.owner.crm_id, "is_deleted": deal.deleted,
        "product_c": deal.product["name"], "segment_c": deal.account.segment, "seats_c": deal.seats,
        "competitor_c": deal.competitor if deal.number % 3 else None, "deal_health_c": deal.health,
        "loss_reason_c": (deal.reason or "").replace("_", " ").capitalize() or None if deal.status == "lost" else None,
    }  # fmt: skip


def _add_history(sink: Sink, deal: PlannedDeal, synced: datetime) -> None:
    """Add rows to opportunity_history (a state after each change) and opportunity_field_history (each change)."""
    state: dict[str, Any] = {}
    moments = sorted({change.at for change in deal.changes if change.name != "Owner"})
    by_moment: dict[datetime, list[PlannedChange]] = {}
    for change in deal.changes:
        by_moment.setdefault(change.at, []).append(change)
    for place, at in enumerate(moments):
        state |= {change.name: change.new for change in by_moment[at] if change.name != "Owner"}
        probability = PROBABILITY[state["StageName"]]
        sink.add("salesforce.opportunity_history", id=salesforce_id("008", deal.number * LINES + place),
                 opportunity_id=deal.id, stage_name=state["StageName"], amount=state["Amount"],
                 expected_revenue=state["Amount"] * probability / 100, close_date=midnight(state["CloseDate"]),
                 probability=probability, forecast_category=_FORECAST.get(state["StageName"], "Pipeline"),
                 created_by_id=by_moment[at][0].by.crm_id, created_date=at, system_modstamp=at, is_deleted=False,
                 _fivetran_synced=synced)  # fmt: skip
    moves = [change for change in deal.changes if change.old is not None]
    for place, change in enumerate(moves):
        sink.add("salesforce.opportunity_field_history", id=salesforce_id("017", deal.number * LINES + place),
                 opportunity_id=deal.id, field=change.name, data_type="EntityId" if change.name == "Owner" else "Text",
                 old_value=_value(change.old), new_value=_value(change.new), created_by_id=change.by.crm_id,
                 created_date=change.at, is_deleted=False, _fivetran_synced=synced)  # fmt: skip


def _value(value: Any) -> str:
    return value.crm_id if isinstance(value, SamplePerson) else str(value)


def _quoted(mail: Mail) -> str:
    original = mail.answers
    if original is None or mail.number % 5 == 0:
        return ""
    lines = "\n".join(f"> {line}" for line in "\n\n".join(original.paragraphs).split("\n"))
    return (
        f"\n\nOn {original.at:%a, %d %b %Y at %H:%M}, {original.sender.name} <{original.sender.email}> wrote:\n{lines}"
    )


def bodies(mail: Mail) -> tuple[str | None, str | None]:
    """Return the text and the HTML body of an email: most have text, some both, some only HTML."""
    text = "\n\n".join(mail.paragraphs)
    html = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in mail.paragraphs)
    original = mail.answers
    if original is not None:
        inner = "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in original.paragraphs)
        html += f'<div class="gmail_quote">On {original.at:%d %b %Y}, {escape(original.sender.name)} wrote:<blockquote>{inner}</blockquote></div>'  # noqa: E501
    html = f"<html><head><style>p {{ margin: 0 0 1em }}</style></head><body>{html}</body></html>"
    form = mail.number % 8
    return (None if form == 3 else text + _quoted(mail)), (html if form in (3, 5, 6) else None)


def add_mails(sink: Sink, deal: PlannedDeal, mails: list[Mail], synced: datetime) -> None:
    """Add the emails of a deal; some are also logged as tasks, as Salesforce does."""
    for mail in mails:
        number = deal.number * MAILS + mail.number
        text, html = bodies(mail)
        sink.add("salesforce.email_message", id=salesforce_id("02s", number), related_to_id=deal.id,
                 from_address=mail.sender.email, from_name=mail.sender.name, to_address=mail.to.email,
                 cc_address="; ".join(person.email for person in mail.cc) or None, subject=mail.subject, text_body=text,
                 html_body=html, message_date=mail.at, incoming=mail.incoming, status="3" if mail.sender.ours else "1",
                 has_attachment=mail.kind in ("quote", "security", "follow vague"),
                 message_identifier=f"<{number}@mail.example>",
                 thread_identifier=f"thread-{deal.number * MAILS + mail.first.number}", created_by_id=deal.owner.crm_id,
                 created_date=mail.at, last_modified_date=mail.at, system_modstamp=mail.at, is_deleted=False,
                 _fivetran_synced=synced)  # fmt: skip
        if mail.number % 10 == 4:
            who = mail.to if mail.sender.ours else mail.sender
            sink.add("salesforce.task", id=salesforce_id("00T", number), what_id=deal.id, who_id=who.crm_id,
                     owner_id=deal.owner.crm_id, subject=f"Email: {mail.subject}", description=text, type="Email",
                     task_subtype="Email", status="Completed", priority="Normal", is_closed=True,
                     activity_date=midnight(mail.at.date()), completed_date_time=mail.at,
                     created_by_id=deal.owner.crm_id,
                     created_date=mail.at, last_modified_date=mail.at, system_modstamp=mail.at, is_deleted=False,
                     _fivetran_synced=synced)  # fmt: skip


def next_step_of(deal: PlannedDeal, slots: Slots) -> str | None:
    """Return the deal's next step as the rep entered it in Salesforce.

    Args:
        deal: an open deal whose calls are planned.
        slots: the deal's slots as the owner fills them.
    """
    steps = [call.step for call in deal.calls if call.step is not None]
    return f"{steps[-1].at:%d %b}: they {steps[-1].theirs.format_map(slots)}" if steps else None
