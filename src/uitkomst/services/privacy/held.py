"""What is held of every provider, by period and kind: names, numbers and sizes, never a value.

It is read from the listing of the vault and from the books. Nothing is opened, so it can be shown
to who guards the privacy and may not see persons, also where there is no agreement any more.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Aanlevering, AuditEvent, Organisatie
from uitkomst.register.models.aanleveringen import IN_FORCE
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.refusals import NotFound
from uitkomst.vault.refusals import UnknownObject
from uitkomst.vault.store import FolderStore, ObjectStore

WITHOUT_PERIOD = ""


class Kind(StrEnum):
    """How near to a person it is."""

    IDENTIFICEREND = "identificerend"
    PSEUDONIEM = "pseudoniem"
    GETELD = "geteld"


KINDS: dict[Kind, str] = {
    Kind.IDENTIFICEREND: "Identificerend: zegt wie het kind is",
    Kind.PSEUDONIEM: "Pseudoniem: per kind, zonder wie het is",
    Kind.GETELD: "Geteld: aantallen, niet per kind",
}
OBJECTS: dict[str, tuple[Kind, str]] = {
    "identiteiten": (Kind.IDENTIFICEREND, "Wie de rijen zijn"),
    "bron": (Kind.IDENTIFICEREND, "Aangeleverd bestand"),
    "gelezen": (Kind.IDENTIFICEREND, "Gelezen tabel van een groot bestand"),
    "bewerking": (Kind.IDENTIFICEREND, "Verbeterde rij"),
    "formulier": (Kind.IDENTIFICEREND, "Formulier"),
    "codes": (Kind.IDENTIFICEREND, "Onthouden vertaling van codes"),
    "controlegetallen": (Kind.IDENTIFICEREND, "Controlegetallen van bestand en rijen"),
    "uitbreiding": (Kind.IDENTIFICEREND, "Kolommen die buiten het protocol vallen"),
    "trajecten": (Kind.PSEUDONIEM, "Trajecten"),
    "plaatsen": (Kind.PSEUDONIEM, "Plaatsen van bevindingen"),
    "inzage": (Kind.PSEUDONIEM, "Wie zijn ingezien"),
    "personen": (Kind.PSEUDONIEM, "Wie er na een contracteinde wordt vergeten"),
    "rapport": (Kind.GETELD, "Eigen rapport, precies"),
    "klassen": (Kind.GETELD, "Klassen na een contracteinde"),
}
"""By the first word of its name in the vault: how near to a person, and what it is (Dutch)."""


@dataclass(frozen=True)
class Thing:
    """The objects of one name: what they are, how many, and how many bytes they take sealed."""

    naam: str
    titel: str
    kind: Kind
    aantal: int
    bytes: int


@dataclass(frozen=True)
class HeldPeriod:
    """What is held about one period. `rijen` are those that count now; `periode` may be empty."""

    periode: str
    versies: int
    rijen: int
    things: tuple[Thing, ...]

    def bytes(self, kind: str) -> int:
        """How many bytes of this kind."""
        return sum(each.bytes for each in self.things if each.kind == kind)

    def aantal(self, kind: str) -> int:
        """How many objects of this kind."""
        return sum(each.aantal for each in self.things if each.kind == kind)


@dataclass(frozen=True)
class HeldProvider:
    """What is held of one provider, newest period first."""

    aanbieder: UUID
    naam: str
    perioden: tuple[HeldPeriod, ...]

    @property
    def rijen(self) -> int:
        """How many rows count now, over all periods."""
        return sum(each.rijen for each in self.perioden)

    @property
    def identificerend(self) -> int:
        """How many objects tell who somebody is."""
        return self.aantal(Kind.IDENTIFICEREND)

    @property
    def pseudoniem(self) -> int:
        """How many objects are per child without telling who."""
        return self.aantal(Kind.PSEUDONIEM)

    @property
    def geteld(self) -> int:
        """How many objects hold numbers only."""
        return self.aantal(Kind.GETELD)

    @property
    def bytes(self) -> int:
        """How much room all of it takes, sealed."""
        return sum(each.bytes for period in self.perioden for each in period.things)

    def aantal(self, kind: Kind) -> int:
        """How many objects of this kind."""
        return sum(each.aantal(kind) for each in self.perioden)


@dataclass(frozen=True)
class Published:
    """That protected figures of a period were published: how often, and when last.

    The tables themselves are out of reach of who serves persons (docs/zones.md).
    """

    periode: str
    keren: int
    laatst: datetime


def overview(*, actor: Actor) -> tuple[HeldProvider, ...]:
    """Every provider of which anything is held, by name. Raises NotAllowed."""
    require(actor, Permission.VIEW_PRIVACY)
    return held()


def detail(*, actor: Actor, aanbieder: UUID) -> HeldProvider:
    """What is held of a provider, or for who commissioned one. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_PRIVACY)
    provider = Organisatie.objects.filter(pk=aanbieder).exclude(soort=Soort.BEHEER).first()
    if provider is None:
        raise NotFound
    found = held(aanbieder)
    return found[0] if found else HeldProvider(aanbieder, provider.naam, ())


def held(aanbieder: UUID | None = None) -> tuple[HeldProvider, ...]:
    """What is held of one provider, or of all; the caller has required its permission.

    A folder in the vault of no organisation in the register is shown by its id: it must not be
    there, and somebody has to see that.
    """
    store = FolderStore(settings.DATA / "kluis")
    lies = _by_provider(store, str(aanbieder or ""))
    names = dict(Organisatie.objects.values_list("pk", "naam"))
    found = [
        HeldProvider(each, names.get(each, f"niet in het register: {each}"), _periods(each, things))
        for each, things in lies.items()
    ]
    return tuple(sorted(found, key=lambda provider: provider.naam.casefold()))


def published(*, actor: Actor) -> tuple[Published, ...]:
    """What was published, newest period first, as the logbook tells. Raises NotAllowed."""
    require(actor, Permission.VIEW_PRIVACY)
    lines = AuditEvent.objects.filter(action="publicatie:compute").order_by()
    rows = lines.values_list("subject").annotate(keren=Count("pk"), laatst=Max("at"))
    found = (Published(periode, keren, laatst) for periode, keren, laatst in rows)
    return tuple(sorted(found, key=lambda each: each.periode, reverse=True))


Lies = Mapping[UUID, list[tuple[str, int]]]


def _by_provider(store: ObjectStore, prefix: str) -> Mapping[UUID, Lies]:
    """Per provider, per levering: the names that lie there, with their sizes."""
    lies: dict[UUID, dict[UUID, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    for name in store.list(prefix):
        with suppress(ValueError, UnknownObject):  # Another's file, or gone meanwhile.
            aanbieder, levering, naam = name.split("/")
            lies[UUID(aanbieder)][UUID(levering)].append((naam, store.size(name)))
    return lies


def _periods(aanbieder: UUID, lies: Lies) -> tuple[HeldPeriod, ...]:
    books = Aanlevering.objects.filter(aanbieder=aanbieder).values_list(
        "periode", "reference", "inhoud", "status", "goed"
    )
    of_period: dict[str, set[UUID]] = defaultdict(set)
    counting: Counter[str] = Counter()
    for periode, reference, inhoud, status, goed in books:
        kept = {each for each in (reference, inhoud) if each is not None and each in lies}
        if kept:
            of_period[periode] |= kept
        counting[periode] += goed if status in IN_FORCE else 0
    known = {each for kept in of_period.values() for each in kept}
    if rest := lies.keys() - known:
        of_period[WITHOUT_PERIOD] = set(rest)
    versions = Counter(
        periode for periode, reference, inhoud, *_ in books if {reference, inhoud} & lies.keys()
    )
    return tuple(
        HeldPeriod(
            periode,
            versions[periode],
            counting[periode],
            _things(each for levering in leveringen for each in lies[levering]),
        )
        for periode, leveringen in sorted(of_period.items(), reverse=True)
    )


def _things(objects: Iterable[tuple[str, int]]) -> tuple[Thing, ...]:
    counts: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for naam, size in objects:
        word = naam.partition("-")[0]
        counts[word] += 1
        sizes[word] += size
    things = [Thing(word, *_meaning(word), counts[word], sizes[word]) for word in counts]
    order = list(Kind)
    return tuple(sorted(things, key=lambda each: (order.index(each.kind), each.titel)))


def _meaning(word: str) -> tuple[str, Kind]:
    """What nobody declared is taken for what must be guarded best."""
    kind, titel = OBJECTS.get(word, (Kind.IDENTIFICEREND, f"Onbekend: {word}"))
    return titel, kind
