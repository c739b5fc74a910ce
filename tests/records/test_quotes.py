import time

import pytest

from gametape.records.quotes import is_forward, without_quotes

OLD = "> Could we do Tuesday?\n> Ana"


def own(text: str, *, angles: bool = True, rest: bool = True) -> str:
    return without_quotes(text, angles=angles, rest=rest)[0]


@pytest.mark.parametrize(
    "attribution",
    [
        "On Mon, Nov 2, 2026 at 10:14 AM Ana Souza <ana@x.com> wrote:",
        "On Mon, Nov 2, 2026 at 10:14 AM Ana Souza\n<ana@x.com> wrote:",
        "On Mon, Nov 2, 2026\nat 10:14 AM Ana Souza\n<ana@x.com> wrote:",
        "Am 02.11.2026 um 10:14 schrieb Ana <ana@x.com>:",
        "Ana Souza <ana@x.com> schrieb am Mo., 2. Nov. 2026, 10:14:",
        "Le lun. 2 nov. 2026 à 10:14, Ana <ana@x.com> a écrit :",
        "El lun, 2 nov 2026 a las 10:14, Ana (<ana@x.com>) escribió:",
        "2026-11-02 10:14 GMT+01:00 Ana <ana@x.com>:",
        "On 2 Nov 2026, at 10:14, Ana wrote:",
    ],
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_reply_above_a_quote(attribution: str, gap: str) -> None:
    mail = f"See you at 10:30 on Tuesday.\n\nBest,\nDana\n\n{attribution}{gap}{OLD}"
    assert without_quotes(mail, angles=True, rest=True) == ("See you at 10:30 on Tuesday.\n\nBest,\nDana", True)


@pytest.mark.parametrize(
    "mark",
    [
        "-----Original Message-----\nFrom: Ana",
        "----- Ursprüngliche Nachricht -----",
        "________________________________\nFrom: Ana <ana@x.com>\nSent: Monday 10:14\nTo: Dana\nSubject: RE: Pricing",
        "Von: Ana\nGesendet: Montag\nAn: Dana\nCc: Bo\nBetreff: AW: Preis",
        "*From:* Ana\n*Date:* Monday\n*To:* Dana\n*Subject:* Pricing",
        "On Nov 2, 2026, at 10:14, Ana <ana@x.com> wrote:",
    ],
)
def test_a_reply_above_a_mail_without_angles(mark: str) -> None:
    assert own(f"Sounds good.\n\n{mark}\n\nCould we talk?\nAna") == "Sounds good."


def test_a_reply_below_and_between() -> None:
    assert own(f"On 2 Nov 2026, at 10:14, Ana wrote:\n{OLD}\n\nYes we can.") == "Yes we can."
    assert own("Below.\n\n> When?\nTuesday\n> Where?\nLeeds") == "Below.\n\nTuesday\nLeeds"


@pytest.mark.parametrize(
    "mail",
    [
        "On Monday we saw what your team wrote:\nthe plan is fine.",
        "From: Leeds\nTo: York\nBy: train",
        "We need\n> 50 seats\nfor the pilot",
        "As Bo (bo@x.com) wrote in his 3 points:\none, two, three",
        "Agenda\n-----\nPricing",
        "",
        "Hi",
    ],
)
def test_where_it_is_not_certain_nothing_is_left_out(mail: str) -> None:
    assert without_quotes(mail, angles=True, rest=True) == (mail, False)


@pytest.mark.parametrize(
    "mail", [OLD, f"On 2 Nov 2026, at 10:14, Ana wrote:\n{OLD}", "-----Original Message-----\nold"]
)
def test_where_nothing_else_is_the_quote_stays(mail: str) -> None:
    assert without_quotes(mail, angles=True, rest=True) == (mail, False)


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------\nFrom: Ana\nDate: Mon\nSubject: Budget",
        "Begin forwarded message:\n\nFrom: A",
    ],
)
def test_what_is_forwarded_is_meant_to_be_read(mark: str) -> None:
    mail = f"FYI\n\n{mark}\n\nOur budget is 40k"
    assert without_quotes(mail, angles=True, rest=True) == (mail, False)
    assert is_forward(f"\n {mark}")
    assert not is_forward(mail)


def test_lines_of_html_have_no_angles_and_what_follows_may_be_ones_own() -> None:
    attribution = "On 2 Nov 2026, at 10:14, Ana <ana@x.com> wrote:"
    assert own(f"{attribution}\nYes.\n> 50\n> 60", angles=False, rest=False) == "Yes.\n> 50\n> 60"
    assert own(f"Yes.\n{attribution}\nold", angles=False, rest=True) == "Yes."


@pytest.mark.parametrize(
    "line", ["> a", "On 1", "On 2020 a@b wrote:", "From: a", "-----", "", "wrote: 2020 @", "On " * 99]
)
def test_any_lines_are_read_in_a_moment(line: str) -> None:
    began = time.process_time()
    own(f"{line}\n" * (64 * 1024 // (len(line) + 1)))
    own(line * (64 * 1024 // (len(line) + 1)))
    assert time.process_time() - began < 5
