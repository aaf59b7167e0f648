"""Where mail goes: to the console unless a server is named, never open over a network."""

import pytest

from uitkomst.config.environment import Mail, mail
from uitkomst.config.refusals import WrongMailUrl


def test_without_a_server_there_is_none(monkeypatch):
    monkeypatch.delenv("UITKOMST_SMTP", raising=False)

    assert mail() == Mail()
    assert mail().host == ""


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail.example", Mail("mail.example", 587, tls="starttls")),
        ("smtp://jan%40x:p%2Fw@mail.example:25", Mail("mail.example", 25, "jan@x", "p/w")),
        ("smtps://mail.example", Mail("mail.example", 465, tls="tls")),
        ("smtp://localhost:1025", Mail("localhost", 1025, tls="none")),
    ],
)
def test_an_address_says_where_and_how(monkeypatch, url, expected):
    monkeypatch.setenv("UITKOMST_SMTP", url)

    assert mail() == expected


@pytest.mark.parametrize("url", ["http://x", "mail.example:25", "smtp://", "smtp://u:geheim@x:a"])
def test_what_is_no_address_is_refused_without_its_password(monkeypatch, url):
    monkeypatch.setenv("UITKOMST_SMTP", url)

    with pytest.raises(WrongMailUrl) as refused:
        mail()

    assert "geheim" not in str(refused.value)


def test_the_password_is_not_in_what_is_printed():
    assert "geheim" not in repr(Mail("x", 25, "u", "geheim"))
