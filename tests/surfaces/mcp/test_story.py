from uuid import uuid4

from gametape.queries.calls_and_emails import Side
from gametape.queries.timeline import EmailItem
from gametape.surfaces.mcp.story import event


def mail(*, author_uncertain: bool) -> EmailItem:
    return EmailItem.model_validate(
        {
            "type": "email",
            "id": uuid4(),
            "subject": "Re: Plan",
            "sent_at": None,
            "direction": Side.THEIRS,
            "sender": "ruiz@northwind.example",
            "recipients": [],
            "snippet": "Fine.",
            "is_cut": False,
            "is_automatic": False,
            "among_ourselves": False,
            "quotes_left_out": False,
            "author_uncertain": author_uncertain,
            "dropped": False,
            "thread_id": None,
        }
    )


def test_a_text_of_which_it_is_uncertain_who_wrote_it_is_nobodys_words() -> None:
    assert event(mail(author_uncertain=False)).customer_text == "Re: Plan\nFine."
    mixed = event(mail(author_uncertain=True))
    assert (mixed.mixed_text, mixed.customer_text, mixed.our_text) == ("Re: Plan\nFine.", None, None)
