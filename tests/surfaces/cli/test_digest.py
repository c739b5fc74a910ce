import json

import sqlalchemy as sa

from gametape.settings import Settings
from tests.builders.digest_company import DANA, MANAGER, WEI, add_digest_company
from tests.fakes.smtp_server import mail_box
from tests.surfaces.cli.conftest import Gametape


def test_a_digest_is_shown_sent_and_sent_again_on_request(
    gametape: Gametape, engine: sa.Engine, settings: Settings
) -> None:
    add_digest_company(engine, settings)
    shown = gametape("digest")
    assert shown.returncode == 0, shown.stderr
    assert "To Mona Lee <mona@lumen.example>" in shown.stdout
    assert "3 digests." in shown.stdout
    with mail_box() as box:
        mail = {
            "GAMETAPE_SMTP_URL": f"smtp://{box.url}",
            "GAMETAPE_DIGEST_FROM": "deals@lumen.example",
            "GAMETAPE_SITE_URL": "https://deals.lumen.example",
            "GAMETAPE_DIGEST_UNSUBSCRIBED": WEI,
        }
        dry = json.loads(gametape("digest", "--to", "email", "--dry-run", "--json", **mail).stdout)
        assert {each["recipient"]["email"] for each in dry} == {MANAGER, DANA}
        assert box.messages == []
        box.refused = {DANA}
        sent = gametape("digest", "--to", "email", **mail)
        assert sent.returncode == 1
        assert f"{MANAGER}: sent" in sent.stdout
        assert f"{DANA}: failed. The email server did not accept the recipient's address (status 550)." in sent.stdout
        again = gametape("digest", "--to", "email", "--again", MANAGER, **mail)
        assert again.returncode == 0, again.stderr
        assert [to for _, to in box.envelopes] == [MANAGER, MANAGER]
    assert "wei@lumen.example gets no digest." in gametape("digest", "--for", WEI, **mail).stderr
    assert "--again sends a digest" in gametape("digest", "--again", DANA).stderr
