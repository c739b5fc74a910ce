"""Shapes of the tables that people are read from: our own people, and names and titles of customers."""

from gametape.settings import Settings
from gametape.warehouse.shapes.model import Column, Kind, TableShape


def people_shapes(settings: Settings) -> dict[str, TableShape]:
    """Return the shapes by logical name, such as `gong.users`."""
    gong, salesforce = settings.gong_dataset, settings.salesforce_dataset
    return {
        "gong.users": TableShape(
            gong,
            "users",
            (
                Column("id", required=True),
                Column("email_address", required=True),
                Column("first_name"),
                Column("last_name"),
                Column("title", cost="our reps' roles come from Salesforce titles only"),
                Column("manager_id", cost="managers come from Salesforce only"),
                Column("active", Kind.FLAG),
            ),
            cost="calls and scorecards are not linked to reps; our people come from Salesforce only",
        ),
        "gong.user_email_alias": TableShape(
            gong,
            "user_email_alias",
            (Column("email", required=True), Column("user_id", required=True)),
            cost="a person with two addresses counts as two people",
        ),
        "salesforce.staff": TableShape(
            salesforce,
            "user",
            (
                Column("id", Kind.ID, required=True),
                Column("email", required=True),
                Column("name"),
                Column("first_name"),
                Column("last_name"),
                Column("title"),
                Column("manager_id", Kind.ID),
                Column("user_type"),
                Column("is_active", Kind.FLAG),
            ),
            cost="our people come from Gong only: anyone without a Gong seat is missing",
        ),
        # The email tables a second time: a source of names for people. Nothing is lost without them, so they have no
        # cost.
        "gong.sender": TableShape(gong, "email_sender", (Column("email_address", required=True),)),
        "gong.recipient": TableShape(gong, "email_recipient", (Column("email_address", required=True),)),
        "salesforce.correspondence": TableShape(
            salesforce,
            "email_message",
            (Column("from_address"), Column("from_name"), Column("to_address"), Column("cc_address")),
        ),
        "salesforce.logged_email": TableShape(
            salesforce,
            "task",
            (
                Column("type"),
                Column("task_subtype"),
                Column("who_id", Kind.ID),
                Column("description"),
            ),
        ),
        "gong.cloud_correspondent": TableShape(
            gong,
            "conversation_participants",
            (
                Column("email_address", required=True),
                Column("name", spellings=("name", "full_name", "participant_name")),
            ),
        ),
        "salesforce.contact": TableShape(
            salesforce,
            "contact",
            (
                Column("id", Kind.ID, required=True),
                Column("email", required=True),
                Column("name"),
                Column("first_name"),
                Column("last_name"),
                Column("title", cost="fewer customer contacts have a title: decision makers are harder to find"),
            ),
            cost="fewer customer contacts have a name and title: decision makers are harder to find",
        ),
    }
