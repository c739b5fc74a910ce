"""Shapes of the tables that emails are read from: four providers that complement each other."""

from gametape.settings import Settings
from gametape.warehouse.shapes.model import Column, Kind, TableShape

# Large, private, or of use only inside the source system. The columns of opened emails would change a row forever.
NOT_KEPT = (
    "bcc_address",
    "created_by_id",
    "created_date",
    "email_template_id",
    "first_opened",
    "is_bounced",
    "is_opened",
    "is_tracked",
    "last_opened",
    "reply_to_email_message_id",
    "validated_from_address",
)

# The Message-ID header, by which two sources recognize the same email.
MESSAGE_ID = ("message_identifier", "message_id", "internet_message_id")


def email_shapes(settings: Settings) -> dict[str, TableShape]:
    """Return the shapes by logical name, such as `salesforce.email_message`."""
    return {
        **_gong(settings.gong_dataset),
        **_salesforce(settings.salesforce_dataset),
        **_gong_cloud(settings.gong_dataset),
    }


def _gong(dataset: str) -> dict[str, TableShape]:
    return {
        "gong.email": TableShape(
            dataset,
            "email",
            (
                Column("id", required=True),
                Column("subject"),
                Column("sent_at", Kind.MOMENT, cost="emails have no date and are missing from timelines"),
                Column("body", cost="emails have a subject only"),
                Column("opportunity_id", cost="emails are not linked to deals"),
                Column("thread_id"),
                Column("message_id", spellings=MESSAGE_ID),
            ),
        ),
        "gong.email_sender": TableShape(
            dataset,
            "email_sender",
            (Column("email_id", required=True), Column("email_address", required=True)),
            cost="emails have no sender",
        ),
        "gong.email_recipient": TableShape(
            dataset,
            "email_recipient",
            (Column("email_id", required=True), Column("email_address", required=True)),
            cost="emails have no recipients",
        ),
    }


def _salesforce(dataset: str) -> dict[str, TableShape]:
    return {
        "salesforce.email_message": TableShape(
            dataset,
            "email_message",
            (
                Column("id", required=True),
                Column("related_to_id", cost="emails are not linked to deals"),
                Column("from_address", cost="emails have no sender"),
                Column("from_name"),
                Column("to_address", cost="emails have no recipients"),
                Column("cc_address"),
                Column("subject"),
                Column("text_body"),
                Column("html_body"),
                Column("message_date", Kind.MOMENT, cost="emails have no date and are missing from timelines"),
                Column("incoming", Kind.FLAG, cost="the sender's side is recognized by email domain only"),
                Column("thread_id", spellings=("thread_identifier",)),
                Column("message_id", spellings=MESSAGE_ID),
                Column("activity_id"),
                Column("headers"),
                Column("status"),
            ),
            stamp_cost="every sync reads and compares all emails",
            fields_hidden=NOT_KEPT,
        ),
        "salesforce.task": TableShape(
            dataset,
            "task",
            (
                Column("id", required=True),
                Column("type"),
                Column("task_subtype"),
                Column("what_id", cost="emails are not linked to deals"),
                Column("who_id", Kind.ID),
                Column("owner_id", Kind.ID),
                Column("subject", required=True),
                Column("description", cost="emails have a subject only"),
                Column("is_closed", Kind.FLAG),
                Column("status"),
                Column("completed_date_time", Kind.MOMENT),
                Column("activity_date", Kind.MOMENT),
                Column("created_date", Kind.MOMENT),
            ),
            stamp_cost="every sync reads and compares all emails",
            fields_kept=("priority", "call_disposition"),
        ),
    }


def _gong_cloud(dataset: str) -> dict[str, TableShape]:
    key = Column("id", spellings=("conversation_key", "conversation_id"), required=True)
    return {
        "gong.cloud_emails": TableShape(
            dataset,
            "emails",
            (
                key,
                Column("modified", Kind.STAMP, ("etl_modified_datetime",)),
                Column("subject", spellings=("email_subject", "subject")),
                Column("body", spellings=("email_body", "body")),
                Column("sent_at", Kind.MOMENT, ("email_datetime", "email_sent_datetime", "sent_datetime", "sent_at")),
                Column("direction", spellings=("direction", "email_direction")),
                Column("thread_id", spellings=("email_thread_id", "thread_id")),
                Column("message_id", spellings=MESSAGE_ID),
            ),
        ),
        "gong.cloud_conversations": TableShape(
            dataset,
            "conversations",
            (key, Column("held_at", Kind.MOMENT, ("conversation_datetime",), required=True)),
        ),
        "gong.cloud_participants": TableShape(
            dataset,
            "conversation_participants",
            (
                key,
                Column("email_address", required=True),
                Column("role", spellings=("email_participant_type", "participant_type", "participation_type", "role")),
            ),
            cost="emails have no sender and no recipients",
        ),
        "gong.cloud_contexts": TableShape(
            dataset,
            "conversation_contexts",
            (key, Column("object_type", required=True), Column("object_id", Kind.ID, required=True)),
            cost="emails are not linked to deals",
        ),
    }
