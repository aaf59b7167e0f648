"""Which passwords are good enough, and how they are hashed.

After NIST SP 800-63B-4 (3.1.1) and NCSC: long, any signs, no forced change; refused is what
somebody would try first. Every list of common passwords holds short ones mostly, and those are
refused for their length: so what is looked up is also the core of a password, without the signs
before and after it by which people make a short one long.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.contrib.auth import password_validation
from django.contrib.auth.hashers import Argon2PasswordHasher

from uitkomst.register.models import Organisatie, User
from uitkomst.services.refusals import UnfitPassword

SHORTEST, LONGEST = 15, 256  # characters; NIST asks at least 64 for the longest
ENOUGH_LEFT = 8  # letters that are left when words anybody would try are taken out
FEWEST_SIGNS = 5  # different ones
MOSTLY = 0.8  # of the neighbours that follow each other on a keyboard or in the alphabet
OBVIOUS = (
    "uitkomst", "jeugdhulp", "jeugdzorg", "portaal", "wachtwoord", "password", "welkom", "welcome",
    "geheim", "inloggen", "login", "admin", "beheer", "beheerder", "gemeente", "aanbieder",
    "aanleveren", "aanlevering", "jeugdregio", "vrijgevestigde", "demonstratie", "nederland",
    "januari", "februari", "maart", "april", "juni", "juli", "augustus", "september", "oktober",
    "november", "december", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag",
    "zondag", "lente", "zomer", "herfst", "winter", "voorjaar", "najaar",
)  # fmt: skip
ROWS = ("0123456789012345", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")
NEXT = {pair for row in ROWS for way in (row, row[::-1]) for pair in pairwise(way)}
LOOKALIKES = str.maketrans("@4310$5!7", "aaelossit")


class PasswordHasher(Argon2PasswordHasher):
    """Argon2id as RFC 9106 recommends it for who has no gigabytes to spare (its second choice).

    Measured on two cores: 0.2 s of processor and 0.3 to 0.5 s in all, beside other work; Django's
    own choice took half as much again.
    """

    time_cost = 3
    memory_cost = 64 * 1024  # KiB
    parallelism = 4


def require_fit(password: str, *, words: Iterable[str] = ()) -> None:
    """Go on only with a password that is good enough.

    `words` are what others know of its owner (`words_of`). Raises UnfitPassword, which says why.
    """
    text = unicodedata.normalize("NFKC", password)
    if len(text) < SHORTEST:
        raise UnfitPassword(
            f"Kies een wachtwoord van ten minste {SHORTEST} tekens. Een zin van een paar woorden "
            "is makkelijk te onthouden; een wachtwoordprogramma verzint er een voor u."
        )
    if len(text) > LONGEST:
        raise UnfitPassword(f"Kies een wachtwoord van hooguit {LONGEST} tekens.")
    if _is_predictable(text.lower()):
        raise UnfitPassword(
            "Dit wachtwoord is een rijtje of een herhaling. Dat raadt een computer meteen. Kies "
            "een paar woorden die niets met elkaar te maken hebben."
        )
    if _is_common(text.lower()):
        raise UnfitPassword(
            "Dit wachtwoord, of een kortere vorm ervan, gebruiken heel veel mensen. Kies een ander."
        )
    if _is_about_owner(text.lower(), words):
        raise UnfitPassword(
            "Dit wachtwoord bestaat vooral uit woorden die iemand van u of van dit portaal kan "
            "weten, zoals uw naam, uw organisatie of een maand. Kies andere woorden."
        )


def words_of(*, naam: str, email: str, organisaties: Iterable[str]) -> tuple[str, ...]:
    """What others know of somebody: the words of their name, e-mail address and organisations."""
    return tuple(re.split(r"[^\w]+", " ".join((naam, email, *organisaties)).lower()))


def words_of_account(user: User) -> tuple[str, ...]:
    """What others know of the owner of an account."""
    of = Organisatie.objects.filter(leden__user=user).values_list("naam", flat=True)
    return words_of(naam=user.display_name, email=f"{user.email} {user.username}", organisaties=of)


def _is_predictable(text: str) -> bool:
    if len(set(text)) < FEWEST_SIGNS:
        return True
    sizes = range(1, min(len(text) // 2, SHORTEST - 1) + 1)
    if any(text == (text[:size] * len(text))[: len(text)] for size in sizes):
        return True
    pairs = list(pairwise(text))
    return sum(pair in NEXT or pair[0] == pair[1] for pair in pairs) >= MOSTLY * len(pairs)


def _is_common(text: str) -> bool:
    plain = text.translate(LOOKALIKES)
    cores = {re.sub(r"^[\W\d_]+|[\W\d_]+$", "", each) for each in (text, plain)}
    return bool({text, plain, *cores} & _common())


def _is_about_owner(text: str, words: Iterable[str]) -> bool:
    """Whether too little is left without the words that anybody would try."""
    plain, left = text.translate(LOOKALIKES), ""
    known = sorted({*OBVIOUS, *(word for word in words if len(word) > 3)}, key=len, reverse=True)
    for candidate in (text, plain):
        left = candidate
        for word in known:
            left = left.replace(word, " ")
        if left != candidate and sum(sign.isalpha() for sign in left) < ENOUGH_LEFT:
            return True
    return False


@cache
def _common() -> frozenset[str]:
    """The 20,000 commonest passwords, as Django ships them."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    return frozenset(gzip.decompress(path.read_bytes()).decode().split("\n")) - {""}
