import time

import pytest

from gametape.records.quoted_replies import is_forward, without_quotes

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
    assert without_quotes(mail, angles=True, rest=True) == ("See you at 10:30 on Tuesday.\n\nBest,\nDana", True, False)


@pytest.mark.parametrize(
    "header",
    [
        "Subject: Plan\nFrom: rep@x.com\nTo: ana@y.com\nDate: Thu, 19 Nov 2026 07:45:36 +0000",  # Hotmail
        (
            "From: Rep <rep@x.com>\nSent: Thursday 2:06 PM\nTo: A <a@y.com>; B <b@y.com>;\nC <c@y.com>;\nD <d@y.com>;\n"
            "E <e@y.com>;\nF <f@y.com>;\nG <g@y.com>\nSubject: Plan"
        ),  # Outlook, many receivers
        "From: Rep <rep@x.com>\nDate: Thursday, 19 November 2026 at 14:06\nTo: Ana <ana@y.com>",  # Apple, no subject
        "Von: Rep\nGesendet: Montag\nAn: Ana\nBetreff: Plan",
        "De : Rep [mailto:rep@x.com]\nEnvoyé : lundi 14:06\nÀ : Ana\nObjet : Plan",
        "De: Rep\nEnviado el: lunes\nPara: Ana\nAsunto: Plan",
        "De: Rep\nEnviada em: segunda-feira\nPara: Ana\nAssunto: Plan",
        "Da: Rep\nInviato: lunedì\nA: Ana\nOggetto: Plan",
        "Van: Rep\nVerzonden: maandag\nAan: Ana\nOnderwerp: Plan",
        "Od: Rep\nWysłano: poniedziałek\nDo: Ana\nTemat: Plan",
        "Från: Rep\nSkickat: måndag\nTill: Ana\nÄmne: Plan",
        "Fra: Rep\nSendt: mandag\nTil: Ana\nEmne: Plan",
        "Od: Rep\nOdesláno: pondělí\nKomu: Ana\nPředmět: Plan",
        "Kimden: Rep\nGönderildi: Pazartesi\nKime: Ana\nKonu: Plan",
        "差出人: Rep\n送信日時: 2026年11月2日 10:14\n宛先: Ana\n件名: Plan",
        "发件人: Rep\n发送时间: 2026年11月2日 10:14\n收件人: Ana\n主题: Plan",
        "寄件者： Rep\n寄件日期： 2026年11月2日\n收件者： Ana\n主旨： Plan",
        "보낸 사람: Rep\n보낸 날짜: 2026년 11월 2일\n받는 사람: Ana\n제목: Plan",
        "От: Rep\nОтправлено: понедельник\nКому: Ana\nТема: Plan",
        "Rep One/Sales/Acme\n11/02/2026 10:14 AM\n\nTo\nAna/Buyer\ncc\n\nSubject\nPlan",  # Lotus Notes
        "Rep One ---11/02/2026 10:14:05 AM---Hello Ana",
        '-----"Rep One" <rep@x.com> wrote: -----\nTo: ana@y.com',
        "---- On Mon, 02 Nov 2026 10:14:05 +0100 rep@x.com wrote ----",  # Zoho
        "-------- Original message --------\nFrom: Rep <rep@x.com>",  # Samsung
        "------------------ 原始邮件 ------------------",  # QQ
        "On Monday, November 2, 2026, 10:14 AM, Rep One <rep@x.com> wrote:",  # Yahoo
        "On Mon, Nov 2, 2026 at 10:14 AM The Company For All Of It <\nrep.one@company-for-all-of-it.example> wrote:",
        "W dniu pon., 2 lis 2026 o 10:14 Rep <rep@x.com> napisał(a):",
        "Den mån 2 nov. 2026 kl 10:14 skrev Rep <rep@x.com>:",
        "po 2. 11. 2026 v 10:14 odesílatel Rep <rep@x.com> napsal:",
        "Rep <rep@x.com>, 2 Kas 2026 Pzt, 10:14 tarihinde şunu yazdı:",
        "Op ma 2 nov 2026 om 10:14 schreef Rep <rep@x.com>:",
        "Il giorno lun 2 nov 2026 alle ore 10:14 Rep <rep@x.com> ha scritto:",
        "Em seg., 2 de nov. de 2026 às 10:14, Rep <rep@x.com> escreveu:",
        "пн, 2 нояб. 2026 г. в 10:14, Rep <rep@x.com>:",
        "2026年11月2日(月) 10:14 Rep <rep@x.com>:",
        "Rep One <rep@x.com> 于2026年11月2日周一 10:14写道：",
        "2026년 11월 2일 (월) 오전 10:14, Rep <rep@x.com>님이 작성:",
    ],
)
def test_what_stands_below_the_header_of_an_earlier_mail_is_not_the_senders(header: str) -> None:
    mail = f"Thanks, noted.\n\n{header}\n\nOur price is 40,000 a year."
    assert without_quotes(mail, angles=True, rest=True) == ("Thanks, noted.", True, False)
    lines = "\n".join(filter(None, mail.split("\n")))  # as HTML has them
    assert without_quotes(lines, angles=False, rest=True) == ("Thanks, noted.", True, False)


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
        "From: Leeds\nTo: York\nDate: 12 May\nBy: train",
        "From: ana@x.com\nno more than that",
        "We need\n> 50 seats\nfor the pilot",
        "As Bo (bo@x.com) wrote in his 3 points:\none, two, three",
        "Yes.\n\nSent from my phone\n\nOur price is 40,000.",
        "Yes.\n\nOn 2 Nov 2026 at 10:14 Ana\n\n<\nmailto: ana\n> wrote\nOur price is 40,000.",
        "Oui.\n\nЖібер: ana@x.com\nУақыт: 2026-11-02 10:14\nКімге: Dana\n\nOur price is 40,000.",
    ],
)
def test_where_it_is_not_certain_nothing_is_left_out_and_it_is_told(mail: str) -> None:
    assert without_quotes(mail, angles=True, rest=True) == (mail, False, True)


@pytest.mark.parametrize("mail", ["Agenda\n-----\nPricing", "", "Hi", "Note: by Monday\nTel: 040 12:30", "To: do"])
def test_what_is_surely_the_senders_own(mail: str) -> None:
    assert without_quotes(mail, angles=True, rest=True) == (mail, False, False)


def test_a_line_below_a_long_quoted_one_may_be_its_end() -> None:
    long = "> Could we do Tuesday in the afternoon, with all of your people from"
    wrapped = f"Yes.\n\nOn 2 Nov 2026, at 10:14, Ana wrote:\n{long}\nthe team in Leeds?\n> Ana"
    assert without_quotes(wrapped, angles=True, rest=True) == ("Yes.\n\nthe team in Leeds?", True, True)
    answered = wrapped.replace(long, "> Could we do Tuesday?")
    assert without_quotes(answered, angles=True, rest=True) == ("Yes.\n\nthe team in Leeds?", True, False)


def test_a_name_and_a_moment_begin_an_earlier_email_only_above_receiver_and_subject() -> None:
    header = "Rep One/Sales/Acme\n11/02/2026 10:14 AM\n\nTo\nAna/Buyer\ncc\n\n"
    assert own(f"Yes.\n\n{header}Subject\nPlan\n\nold") == "Yes."
    assert own(f"Yes.\n\n{header}Plan\n\nmine") == f"Yes.\n\n{header}Plan\n\nmine"


@pytest.mark.parametrize(
    "mail", [OLD, f"On 2 Nov 2026, at 10:14, Ana wrote:\n{OLD}", "-----Original Message-----\nold"]
)
def test_where_nothing_else_is_the_quote_stays(mail: str) -> None:
    assert without_quotes(mail, angles=True, rest=True) == (mail, False, True)


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------\nFrom: Ana\nDate: Mon\nSubject: Budget",
        "Begin forwarded message:\n\nFrom: A",
    ],
)
def test_what_is_forwarded_is_meant_to_be_read(mark: str) -> None:
    mail = f"FYI\n\n{mark}\n\nOur budget is 40k"
    assert without_quotes(mail, angles=True, rest=True) == (mail, False, True)
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
