"""Domains at which anybody can have an address."""

import pytest

from gametape.records.public_domains import is_public


@pytest.mark.parametrize(
    "domain",
    [
        "gmail.com",
        "GMail.com",
        "googlemail.com",
        "outlook.com",
        "yahoo.co.uk",
        "icloud.com",
        "proton.me",
        "hey.com",
        "web.de",
        "orange.fr",
        "libero.it",
        "wp.pl",
        "mail.ru",
        "qq.com",
        "naver.com",
        "docomo.ne.jp",
        "uol.com.br",
        "comcast.net",
    ],
)
def test_mail_providers_are_public(domain: str) -> None:
    assert is_public(domain)


@pytest.mark.parametrize("domain", ["vendor.example", "gmail.vendor.example", "alibaba.com", "google.com", ""])
def test_an_employers_domain_is_not(domain: str) -> None:
    assert not is_public(domain)
