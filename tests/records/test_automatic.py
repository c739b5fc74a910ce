import pytest

from gametape.records.automatic import has_automatic_header, has_automatic_subject, kind_of


@pytest.mark.parametrize(
    "subject",
    [
        "Automatic reply: Proposal",
        "Out of Office: Re: Proposal",
        "Out of office Re: Proposal",
        "[EXTERNAL] Automatic reply: Proposal",
        "AUTO: Pat Smith is out of the office (returning 12/03/2026)",
        "Automatische Antwort: Angebot",
        "Abwesenheitsnotiz",
        "Réponse automatique : Offre",
        "Respuesta automática: Propuesta",
        "Resposta automática: Proposta",
        "Risposta automatica: Offerta",
        "Automatisch antwoord: Offerte",
        "Autosvar: Tilbud",
        "Automaattinen vastaus: Tarjous",
        "Automatyczna odpowiedź: Oferta",
        "Automatická odpověď: Nabídka",
        "Otomatik yanıt: Teklif",
        "Автоматический ответ: Предложение",
        "自動応答: 提案",
        "自动回复：报价",
        "자동 회신: 제안",
        "Undeliverable: Proposal",
        "Delivery Status Notification (Failure)",
        "Unzustellbar: Angebot",
        "Accepted: Demo",
        "Abgelehnt: Termin",
        "Refusé : Démo",
        "Invitation: Demo @ Tue Dec 1, 2026 10am",
        "Convite: Demo 1 dez. 2026",
        "Please DocuSign: Order form",
    ],
)
def test_subjects_that_programs_write(subject: str) -> None:
    assert has_automatic_subject(subject)
    assert has_automatic_subject(subject.upper() if subject.isascii() else subject)


@pytest.mark.parametrize(
    "subject",
    [
        None,
        "Proposal",
        "Re: Automatic reply: Proposal",
        "Out of office next week, can we move?",
        "Invitation: dinner with our CEO",
        "Accepted - let us go ahead",
        "Canceled order",
        "Auto: Angebot",
        "Automatic replies in your product",
        "Undeliverable promises in the contract",
    ],
)
def test_subjects_that_people_write(subject: str | None) -> None:
    assert not has_automatic_subject(subject)


@pytest.mark.parametrize(
    ("name", "address", "kind"),
    [
        ("Ana Souza", "ana@buyer.example", "person"),
        ("Li Gong", "li.gong@buyer.example", "person"),
        ("Otto Room", "otto@buyer.example", "person"),
        ("Ana", "ana@fireflies.ai", "person"),
        ("Norah Reply", "norah@buyer.example", "person"),
        (None, None, "person"),
        (None, "mailer-daemon@googlemail.com", "machine"),
        (None, "No-Reply@esign.example", "machine"),
        (None, "orders-noreply@buyer.example", "machine"),
        (None, "nao-responda@buyer.example", "machine"),
        (None, "dse_NA4@docusign.net", "machine"),
        (None, "4711@bcc.hubspot.com", "machine"),
        ("Fireflies.ai Notetaker", None, "machine"),
        ("Ana's Notetaker (Otter.ai)", None, "machine"),
        ("tl;dv", None, "machine"),
        ("Read.ai meeting notes", None, "machine"),
        ("Gong Recorder", None, "machine"),
        ("Mail Delivery Subsystem", "bounce@x.example", "machine"),
        (None, "c_18812@resource.calendar.google.com", "room"),
        ("Room Lisbon (12)", None, "room"),
        ("HQ Conference Room 4", "hq4@buyer.example", "room"),
        ("Besprechungsraum Köln", None, "room"),
        ("第一会議室", None, "room"),
    ],
)
def test_who_is_a_person(name: str | None, address: str | None, kind: str) -> None:
    assert kind_of(name, address) == kind


@pytest.mark.parametrize(
    ("headers", "incoming", "ours"),
    [
        ("Auto-Submitted: auto-replied", True, True),
        ("auto-submitted: no", False, False),
        ("X-Autoreply: yes", True, True),
        ("X-Auto-Response-Suppress: All", True, False),
        ("Precedence: bulk", True, False),
        ("List-Id: <news.buyer.example>", True, False),
        ("List-Id: <buyers.example>\nList-Post: <mailto:buyers@buyer.example>", False, False),
        ("Content-Type: multipart/report; report-type=delivery-status", True, True),
        ("Subject: Precedence: bulk", False, False),
        (None, False, False),
    ],
)
def test_headers_that_programs_set(headers: str | None, incoming: bool, ours: bool) -> None:
    assert has_automatic_header(headers, is_ours=False) is incoming
    assert has_automatic_header(headers, is_ours=True) is ours
