"""How far the chain was at a moment, signed, and kept where the portal's database cannot reach.

A chain alone does not show that its end was cut off, or that all of it was made anew. A checkpoint
(number, hash, moment) signed with Ed25519 does, once a copy of it lies elsewhere: each is appended
to a file, and one a day is mailed. The key is never in the database.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from uitkomst.register.models import Controlepunt
from uitkomst.services.audit import chain
from uitkomst.services.audit.chain import Fault, Kind

EVERY = timedelta(hours=1)
KEY_FILE = "controlepunt.sleutel"
POINTS_FILE = "controlepunten.jsonl"
PEM = form.Encoding.PEM
SUBJECT = "Controlepunt van het logboek"


@dataclass(frozen=True)
class Point:
    """One checkpoint as it stands in the file; `sleutel` names the key, `at` is ISO 8601 in UTC."""

    nummer: int
    hash: str
    at: str
    sleutel: str
    handtekening: str

    def line(self) -> str:
        """The line of the file: JSON."""
        return json.dumps(asdict(self))


class WrongCheckpoints(Exception):
    """A file with checkpoints cannot be read; `melding` says why in Dutch."""

    def __init__(self, melding: str) -> None:
        self.melding = melding
        super().__init__(melding)


def is_due(*, now: datetime) -> bool:
    """Whether the last checkpoint is an hour old."""
    last = Controlepunt.objects.last()
    return last is None or last.at <= now - EVERY


def make(*, now: datetime) -> Point | None:
    """Sign how far the chain is and put a copy outside; None when nothing was added since.

    Whoever calls this has verified the chain. What a crash kept from the file is written with the
    next one.
    """
    last = Controlepunt.objects.last()
    nummer = chain.length()
    if nummer == 0 or (last is not None and last.nummer >= nummer):
        _write_out()
        return None
    point = _signed(nummer, chain.hash_at(nummer) or "", now)
    fields = {**asdict(point), "at": now}
    _, made = Controlepunt.objects.get_or_create(nummer=fields.pop("nummer"), defaults=fields)
    _write_out()
    if made and (last is None or timezone.localdate(last.at) < timezone.localdate(now)):
        _mail(point)
    return point if made else None


def faults_against(points: Iterable[Point], key: Ed25519PublicKey) -> list[Fault]:
    """Where the chain is not what these checkpoints say; empty when it is."""
    length = chain.length()
    faults = []
    for point in points:
        if not _is_signed(point, key):
            faults.append(Fault(Kind.HANDTEKENING, point.nummer))
        elif point.nummer > length:
            faults.append(Fault(Kind.AFGEKAPT, point.nummer))
        elif chain.hash_at(point.nummer) != point.hash:
            faults.append(Fault(Kind.HERSCHREVEN, point.nummer))
    return faults


def read(path: Path) -> list[Point]:
    """The checkpoints in a file, or in the text of mails. Raises WrongCheckpoints."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        found = [Point(**json.loads(line)) for line in lines if line.startswith("{")]
    except (OSError, UnicodeDecodeError, ValueError, TypeError) as error:
        raise WrongCheckpoints(
            f"{path} is niet te lezen als bestand met controlepunten. Geef het bestand dat het "
            "portaal schrijft, of de regels uit de mails."
        ) from error
    if not found:
        raise WrongCheckpoints(f"In {path} staan geen controlepunten.")
    return found


def kept() -> list[Point]:
    """The checkpoints in the database, in order."""
    return [_point(each) for each in Controlepunt.objects.all()]


def public_key(path: Path | None = None) -> Ed25519PublicKey:
    """The key that checkpoints are held against: from this file, else that of this installation.

    Raises WrongCheckpoints.
    """
    try:
        if path is None:
            return _key().public_key()
        found = form.load_pem_public_key(path.read_bytes())
    except (OSError, ValueError) as error:
        raise WrongCheckpoints(f"{path} is geen openbare sleutel (PEM).") from error
    if not isinstance(found, Ed25519PublicKey):
        raise WrongCheckpoints(f"{path} is geen Ed25519-sleutel.")
    return found


def _key() -> Ed25519PrivateKey:
    """The signing key, made at the first use; its public half lies beside it for who verifies."""
    path = Path(settings.AUDIT_KEY_FILE or settings.DATA / KEY_FILE)
    if not path.exists():
        _make_key(path)
    found = form.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(found, Ed25519PrivateKey):
        raise WrongCheckpoints(f"{path} is geen Ed25519-sleutel.")
    return found


def _make_key(path: Path) -> None:
    """Of two processes that make it at once one wins; its key is whole from the first moment."""
    made = Ed25519PrivateKey.generate()
    private = made.private_bytes(PEM, form.PrivateFormat.PKCS8, form.NoEncryption())
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()
    public = os.open(path.with_suffix(".pub"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(public, "wb") as file:
        file.write(_pem(made.public_key()))


def _pem(key: Ed25519PublicKey) -> bytes:
    return key.public_bytes(PEM, form.PublicFormat.SubjectPublicKeyInfo)


def _name_of(key: Ed25519PublicKey) -> str:
    return sha256(_pem(key)).hexdigest()[:16]


def _signed(nummer: int, value: str, now: datetime) -> Point:
    key = _key()
    point = Point(nummer, value, now.isoformat(), _name_of(key.public_key()), "")
    signature = key.sign(_message(point)).hex()
    return Point(point.nummer, point.hash, point.at, point.sleutel, signature)


def _is_signed(point: Point, key: Ed25519PublicKey) -> bool:
    try:
        key.verify(bytes.fromhex(point.handtekening), _message(point))
    except (InvalidSignature, ValueError):
        return False
    return point.sleutel == _name_of(key)


def _message(point: Point) -> bytes:
    at = datetime.fromisoformat(point.at).astimezone(UTC).isoformat()
    return f"uitkomst-controlepunt\n{point.nummer}\n{point.hash}\n{at}\n".encode()


def _point(row: Controlepunt) -> Point:
    return Point(row.nummer, row.hash, row.at.isoformat(), row.sleutel, row.handtekening)


def _write_out() -> None:
    """Append to the file what it does not have yet."""
    path = Path(settings.AUDIT_CHECKPOINTS or settings.DATA / POINTS_FILE)
    last = read(path)[-1].nummer if path.exists() and path.stat().st_size else 0
    new = [_point(each).line() for each in Controlepunt.objects.filter(nummer__gt=last)]
    if not new:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in new)
        file.flush()
        os.fsync(descriptor)


def _mail(point: Point) -> None:
    if settings.AUDIT_MAIL:
        text = (
            "Bewaar deze mail buiten het portaal. Met de regel hieronder is later te bewijzen dat "
            "het logboek tot dit punt niet is veranderd (uitkomst audit verify --checkpoints).\n\n"
            f"{point.line()}\n"
        )
        send_mail(SUBJECT, text, None, [settings.AUDIT_MAIL])
