import datetime as dt
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gametape.errors import BadSettings, DeliveryUnknown, NotDelivered
from gametape.messages.smtp import mail_server
from tests.fakes.smtp_server import MailBox, mail_box


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_box() as box:
        yield box


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for `localhost` with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


@pytest.fixture
def secure_box(certificate: Path) -> Iterator[MailBox]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with mail_box(context) as box:
        yield box


def email(to: str = "ann@lumen.example") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "deals@lumen.example", to, "Hello"
    message.set_content(".a line that begins with a dot\n")
    return message


def test_messages_of_a_run_share_a_connection(box: MailBox) -> None:
    with mail_server(f"smtp://{box.url}") as server:
        server.send(email())
        server.send(email("ben@lumen.example"))
    assert [to for _, to in box.envelopes] == ["ann@lumen.example", "ben@lumen.example"]
    assert box.messages[0].get_content().strip() == ".a line that begins with a dot"
    assert box.connections == 1


def test_a_refused_recipient_is_told_without_the_servers_words_and_the_next_message_is_taken(box: MailBox) -> None:
    box.refused = {"ann@lumen.example"}
    with mail_server(f"smtp://{box.url}") as server:
        with pytest.raises(NotDelivered, match=r"did not accept the recipient's address \(status 550\)"):
            server.send(email())
        server.send(email("ben@lumen.example"))
    assert [to for _, to in box.envelopes] == ["ben@lumen.example"]


def test_a_server_without_space_did_not_take_the_message(box: MailBox) -> None:
    box.full = True
    with mail_server(f"smtp://{box.url}") as server, pytest.raises(NotDelivered, match="status 452"):
        server.send(email())


def test_a_connection_that_breaks_after_the_message_leaves_it_open_whether_it_arrived(box: MailBox) -> None:
    box.breaks = True
    with mail_server(f"smtp://{box.url}") as server, pytest.raises(DeliveryUnknown, match="may have arrived"):
        server.send(email())
    assert len(box.messages) == 1


def test_a_password_goes_over_an_encrypted_connection(
    secure_box: MailBox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    secure_box.password = "p@ss:word"
    with mail_server(f"smtp://ann:p%40ss%3Aword@{secure_box.url}") as server:
        server.send(email())
    assert secure_box.logins == [("ann", "p@ss:word")]
    assert len(secure_box.messages) == 1


def test_a_certificate_that_nobody_vouches_for_is_refused(secure_box: MailBox) -> None:
    with pytest.raises(NotDelivered, match="SSLCertVerificationError"), mail_server(f"smtp://{secure_box.url}"):
        pytest.fail("connected")


def test_a_wrong_password_is_told(box: MailBox) -> None:
    box.password = "right"
    with pytest.raises(NotDelivered, match="user name or password"), mail_server(f"smtp://ann:wrong@{box.url}"):
        pytest.fail("connected")


def test_a_password_is_not_sent_in_clear_text(box: MailBox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gametape.messages.smtp._is_this_machine", lambda _: False)
    with pytest.raises(BadSettings, match="no encryption"), mail_server(f"smtp://ann:secret@{box.url}"):
        pytest.fail("connected")
    assert box.logins == []


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_an_address_that_is_none_is_a_bad_setting(url: str) -> None:
    with pytest.raises(BadSettings, match="GAMETAPE_SMTP_URL"), mail_server(url):
        pytest.fail("connected")


def test_a_server_that_is_away_is_told(box: MailBox) -> None:
    with mail_box() as gone:
        url = gone.url
    with pytest.raises(NotDelivered, match="cannot be reached"), mail_server(f"smtp://{url}"):
        pytest.fail("connected")
