"""Which passwords are good enough: a table of forty, with the verdict that belongs to each."""

import pytest

from uitkomst.services.deelnemers import wachtwoorden
from uitkomst.services.deelnemers.wachtwoorden import PasswordHasher, require_fit, words_of
from uitkomst.services.refusals import UnfitPassword

WORDS = words_of(
    naam="Annemarie Jansen",
    email="a.jansen@stichtingzonneweide.nl",
    organisaties=["Stichting Zonneweide"],
)
GOOD = [
    "paard nietje batterij correct",
    "vier losse woorden, geen raadsel",
    "de kat krabt de krullen van de trap",
    "mijn fiets stond gisteren nog in de gang",
    "geel-lepel-wolk-tram",
    "Wie eet er elke vrijdag gebakken vis?",
    "kwijtscheldingsdrempel",
    "x7#Kq!mZ2p^vL9wRt4",
    "83920174652839102",
    "tachtig haringen op zolder",
    "ΑΒΓΔ εζηθ ικλμ νξοπ",
    "雨が降っている夜に猫が歩いている",
    "🦊🌧️🧦🪑📎🔑🧊🪁🥖🎺🐙🧲🪵🫖🥁",
    "jansen vergeet nooit haar wandelschoenen",
    "zomer op het dak van de bibliotheek",
    "onbegrijpelijk lekkere pannenkoekentoren",
    "twaalf tinnen trompetten toeteren",
    "a" + "bcdefghij klmnopqrst uvwxyz zyx wvu tsr qpo nml kji hgf edc ba " * 1 + "en dan nog wat",
    "Ik drink mijn koffie zwart en mijn thee groen. " * 3,
    "tussen wal en schip lag een sok",
]
BAD = [
    "",
    "kort",
    "Tr0ub4dor&3",
    "veertien lang!",  # fourteen signs
    "123456789012345",
    "abcdefghijklmnop",
    "qwertyuiopasdfgh",
    "aaaaaaaaaaaaaaaaaaaa",
    "ababababababababab",
    "paardpaardpaardpaard",
    "password1234567890",
    "P@ssw0rd!!!!!!!!",
    "Welkom2026!!!!!!",
    "welkom bij uitkomst 2026",
    "Wachtwoord123456!",
    "StichtingZonneweide2026",
    "Annemarie.Jansen.1985",
    "jeugdhulp-portaal-01",
    "zomer2026zomer2026",
    "x" * 257,
]


def test_the_table_has_forty_passwords():
    assert len(set(GOOD)) + len(set(BAD)) == 40


@pytest.mark.parametrize("password", GOOD)
def test_a_good_password_is_taken(password):
    require_fit(password, words=WORDS)


@pytest.mark.parametrize("password", BAD)
def test_a_bad_password_is_refused_with_what_to_do(password):
    with pytest.raises(UnfitPassword) as refused:
        require_fit(password, words=WORDS)

    assert "Kies" in refused.value.melding
    assert not password or password not in refused.value.melding


def test_what_is_about_somebody_else_is_no_reason_to_refuse():
    require_fit("StichtingZonneweide2026")


def test_up_to_the_longest_every_length_is_taken():
    text = "tussen wal en schip lag een natte sok van Piet "
    require_fit((text * 9)[:128])
    require_fit(("".join(chr(0x4E00 + n * 7) for n in range(300)))[: wachtwoorden.LONGEST])


def test_passwords_are_hashed_as_rfc_9106_says():
    hasher = PasswordHasher()
    encoded = hasher.encode("tussen wal en schip", hasher.salt())

    assert encoded.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert hasher.verify("tussen wal en schip", encoded)
    assert not hasher.verify("tussen wal en schep", encoded)
