"""Shapes of the tables that calls are read from: participants, transcripts, links to deals, scorecards."""

from gametape.settings import Settings
from gametape.warehouse.shapes.model import Column, Kind, TableShape

NOT_KEPT = ("media", "meeting_url", "calendar_event_id", "client_unique_id")
"""Columns that are not stored.

Recordings stay in Gong and their URLs expire; records/call.py keeps a hash of the meeting.
"""


def call_shapes(settings: Settings) -> dict[str, TableShape]:
    """Return the shapes by logical name, such as `gong.call`."""
    return {**_calls(settings.gong_dataset), **_links(settings), **_scorecards(settings.gong_dataset)}


def _calls(dataset: str) -> dict[str, TableShape]:
    return {
        "gong.call": TableShape(
            dataset,
            "call",
            (
                Column("id", required=True),
                Column("workspace_id"),
                Column("started", Kind.STAMP, required=True),
                Column("started_at", Kind.MOMENT, ("started",)),
                Column("scheduled"),
                Column("title", cost="calls have no title"),
                Column("duration", cost="calls have no length"),
                Column("direction"),
                Column("scope", cost="internal calls are recognized by participants only"),
                Column("is_private", Kind.TEXT, cost="private calls cannot be told from others"),
                Column("languages"),
                Column("systems"),
                Column("purpose"),
                Column("outcome", spellings=("call_outcome_name",)),
                Column("primary_user_id", cost="calls have no owner"),
                Column("url", cost="no links to the calls in Gong"),
                Column("brief"),
                Column("meeting_url"),
                Column("calendar_event_id"),
            ),
            cost="there are no calls",
            fields_hidden=NOT_KEPT,
        ),
        "gong.call_participant": TableShape(
            dataset,
            "call_participant",
            (
                Column("id"),
                Column("call_id", required=True),
                Column("user_id"),
                Column("affiliation", cost="our side and the customer cannot be told apart on calls"),
                Column("email_address", cost="speakers have names but no email addresses"),
                Column("methods", Kind.JSON, cost="everyone invited to a call counts as present"),
                Column("name"),
                Column("title"),
                Column("speaker_id", cost="transcripts have no speakers"),
            ),
            cost="calls have no participants, and transcripts have no speakers",
        ),
        "gong.call_speaker": TableShape(
            dataset,
            "call_speaker",
            (Column("id", required=True), Column("call_id", required=True), Column("talk_time", required=True)),
            cost="talk times come from transcripts only",
        ),
        "gong.transcript": TableShape(
            dataset,
            "transcript",
            (
                Column("call_id", required=True),
                Column("workspace_id"),
                Column("place", spellings=("index",), cost="monologues are sorted by their times"),
                Column("speaker_id", cost="transcripts have no speakers"),
                Column("topic"),
                Column("sentence", required=True),
            ),
        ),
    }


def _links(settings: Settings) -> dict[str, TableShape]:
    return {
        "gong.manual_call_integration": TableShape(
            settings.gong_dataset,
            "manual_call_integration",
            (Column("manual_call_id", required=True), Column("deal_crm_id", Kind.ID, required=True)),
        ),
        "salesforce.gong_call": TableShape(
            settings.salesforce_dataset,
            "gong_gong_call_c",
            (
                Column("id", Kind.ID, required=True),
                Column("call_id", spellings=("gong_call_id_c",), required=True),
                Column("primary_opportunity", spellings=("gong_primary_opportunity_c",)),
                Column("related_opportunities", spellings=("gong_related_opportunities_json_c",)),
            ),
        ),
        "salesforce.gong_related_opportunity": TableShape(
            settings.salesforce_dataset,
            "gong_related_opportunity_c",
            (
                # The id of the Salesforce record of the call, not Gong's id of the call.
                Column(
                    "gong_call", Kind.ID, ("gong_gong_interaction_c", "gong_gong_call_c", "gong_call_c"), required=True
                ),
                Column(
                    "opportunity",
                    spellings=("gong_related_entity_id_c", "gong_opportunity_c", "opportunity_c"),
                    required=True,
                ),
            ),
        ),
    }


def _scorecards(dataset: str) -> dict[str, TableShape]:
    return {
        "gong.answered_scorecard": TableShape(
            dataset,
            "answered_scorecard",
            (
                Column("id", required=True),
                Column("call_id", required=True),
                Column("scorecard_id"),
                Column("reviewed_user_id", cost="scores are not linked to a rep"),
                Column("reviewer_user_id"),
                Column("review_time", Kind.MOMENT, cost="scores have no date"),
            ),
        ),
        "gong.answered_scorecard_answer": TableShape(
            dataset,
            "answered_scorecard_answer",
            (
                Column("answered_scorecard_id", required=True),
                Column("question_id", required=True),
                Column("score", required=True),
                Column("answer_text"),
                Column("is_overall", Kind.FLAG),
                Column("not_applicable", Kind.FLAG),
            ),
            cost="no scores from Gong",
        ),
        "gong.scorecard_question": TableShape(
            dataset,
            "scorecard_question",
            (
                Column("question_id", required=True),
                Column("question_text", required=True),
                Column("is_overall", Kind.FLAG),
            ),
            cost="scores from Gong have no dimension",
        ),
        "gong.scorecard": TableShape(
            dataset, "scorecard", (Column("id", required=True), Column("name", required=True))
        ),
    }
