"""Whose words the turns of a call are."""

import pytest

from gametape.queries.calls_and_emails import Side
from gametape.queries.talk import SpeakerIdentity, merge_participants

REP = SpeakerIdentity("Dana Okafor", "dana@lumen.example", Side.OURS)
ANA = SpeakerIdentity("Ana Souza", "ana@northwind.example", Side.THEIRS)
BO = SpeakerIdentity("Bo Lind", "bo@northwind.example", Side.THEIRS)
KIM, LEE = SpeakerIdentity("Kim", None, Side.UNKNOWN), SpeakerIdentity("Lee", None, Side.UNKNOWN)
NAMELESS_BO = SpeakerIdentity(None, BO.email, Side.THEIRS)
NOBODY = SpeakerIdentity(None, None, Side.UNKNOWN)


@pytest.mark.parametrize(
    ("sharing", "speaker"),
    [
        ([ANA], ANA),
        ([REP, ANA], NOBODY),
        ([ANA, REP, BO], NOBODY),
        ([ANA, KIM], NOBODY),
        ([REP, SpeakerIdentity(None, None, Side.THEIRS)], NOBODY),
        ([ANA, BO], SpeakerIdentity("Ana Souza or Bo Lind", None, Side.THEIRS)),
        ([ANA, NAMELESS_BO], SpeakerIdentity("Ana Souza or bo@northwind.example", None, Side.THEIRS)),
        ([KIM, LEE], SpeakerIdentity("Kim or Lee", None, Side.UNKNOWN)),
        # Rows of one person, and rows that name nobody.
        ([SpeakerIdentity(None, ANA.email, Side.UNKNOWN), ANA], ANA),
        ([ANA, SpeakerIdentity("ana souza", None, Side.THEIRS)], ANA),
        ([ANA, SpeakerIdentity(None, None, Side.THEIRS)], ANA),
        ([ANA, SpeakerIdentity(None, None, Side.UNKNOWN)], ANA),
        ([SpeakerIdentity(None, None, Side.THEIRS)], SpeakerIdentity(None, None, Side.THEIRS)),
    ],
)  # fmt: skip
def test_nobody_is_named_for_what_two_people_of_different_sides_may_have_said(
    sharing: list[SpeakerIdentity], speaker: SpeakerIdentity
) -> None:
    assert merge_participants(sharing) == speaker
