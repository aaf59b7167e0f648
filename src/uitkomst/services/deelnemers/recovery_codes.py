"""Recovery codes: ten of them, each used once, for who has neither phone nor key.

Of a code only a hash is kept; it holds 80 bits, so a plain SHA-256 is enough.
"""

import secrets
from hashlib import sha256

from allauth.mfa.models import Authenticator

from uitkomst.register.models import User

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 signs, none of which looks like another
CODES = 10
GROUPS, SIGNS = 4, 4  # 16 signs of 5 bits: 80 bits


def write(user: User) -> tuple[str, ...]:
    """Ten new codes of an account, in the place of those it had; kept is a hash of each."""
    codes = tuple(
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(SIGNS)) for _ in range(GROUPS))
        for _ in range(CODES)
    )
    Authenticator.objects.update_or_create(
        user=user,
        type=Authenticator.Type.RECOVERY_CODES,
        defaults={"data": {"hashes": [hash_of(code) for code in codes]}},
    )
    return codes


def left(user: User) -> int:
    """How many codes an account has not used."""
    held = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return len(held.data["hashes"]) if held else 0


def take(held: Authenticator, code: str) -> bool:
    """Whether this is one of the codes; then it is used up. The caller holds the row and saves."""
    hashes = held.data["hashes"]
    held.data["hashes"] = [each for each in hashes if each != hash_of(code)]
    return len(held.data["hashes"]) < len(hashes)


def hash_of(code: str) -> str:
    """The hash of a recovery code, however it was typed."""
    signs = "".join(sign for sign in code.upper() if sign in ALPHABET)
    return sha256(signs.encode()).hexdigest()
