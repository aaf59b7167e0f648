"""The key ring of one provider: the keys of its persons and leveringen, and whom it let go.

Everything that decides whether a row can still be read lies in this one value, and is written in
one go: the keys of persons and of sources, which generation of rows is in force, who was erased or
let go of, who is restricted. So there is no moment at which a child is erased for one half.

`nummer` counts per provider, over leveringen and erasures alike: an erasure is about the
leveringen with a lower number, and about every copy of them that a backup may bring back.
"""

import json
import secrets
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from uitkomst.vault.box import Key
from uitkomst.vault.refusals import SealBroken

PERSOON, SECRET, TAG = 16, 32, 16
RECORD = PERSOON + SECRET + TAG
LENGTH = struct.Struct(">I")
NOBODYS = bytes(TAG)


@dataclass(frozen=True)
class Levering:
    """What the keys know of one levering.

    `sleutels` seal what identifies many, the last one is in use; none: there is nothing such, or it
    was destroyed. `leest` is the source its rows were read from, `is_bron` says that it holds one.
    Rows of the generations `vanaf` to `generatie` open. `schoon` is the last erasure that is worked
    out in its rows; `zout` makes other pseudonyms for who was let go, until that is done.
    """

    nummer: int
    at: datetime
    rijen: bool = False
    is_bron: bool = False
    leest: UUID | None = None
    sleutels: tuple[Key, ...] = ()
    generatie: int = 1
    vanaf: int = 1
    schoon: int = 0
    zout: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Wissing:
    """An erasure: rows before `weg` go, of rows before `los` the person is let go of.

    `weer`: the provider delivers this child again and said so.
    """

    at: datetime
    weg: int = 0
    los: int = 0
    weer: bool = False

    def again(self, weer: bool = True) -> "Wissing":
        """The same erasure, of somebody who may be delivered again, or no longer may."""
        return replace(self, weer=weer)


@dataclass
class Ring:
    """The ring itself. `personen` has by `persoon` the key and the levering it belongs to alone.

    `vernietigd` are the ids of keys that were destroyed, `wissel` is when a rotation began that has
    not come to its end.
    """

    teller: int = 0
    personen: dict[bytes, bytes] = field(default_factory=dict, repr=False)
    leveringen: dict[UUID, Levering] = field(default_factory=dict)
    wissingen: dict[bytes, Wissing] = field(default_factory=dict, repr=False)
    beperkt: set[bytes] = field(default_factory=set, repr=False)
    vernietigd: set[UUID] = field(default_factory=set)
    wissel: datetime | None = None

    @property
    def laatste(self) -> int:
        """The number of the last erasure."""
        return max((max(each.weg, each.los) for each in self.wissingen.values()), default=0)

    def copy(self) -> "Ring":
        """A ring of its own with the same content."""
        return Ring(
            self.teller,
            dict(self.personen),
            dict(self.leveringen),
            dict(self.wissingen),
            set(self.beperkt),
            set(self.vernietigd),
            self.wissel,
        )

    def next(self) -> int:
        """The next number."""
        self.teller += 1
        return self.teller

    def blocked(self) -> frozenset[bytes]:
        """Who was erased and may not come back unnoticed."""
        return frozenset(who for who, each in self.wissingen.items() if each.weg and not each.weer)

    def erased(self) -> frozenset[bytes]:
        """Who was erased, readmitted since or not."""
        return frozenset(who for who, each in self.wissingen.items() if each.weg)

    def levering(self, levering: UUID, at: datetime) -> Levering:
        """What is known of a levering, with a number from now on if it had none."""
        known = self.leveringen.get(levering)
        if known is None:
            known = self.leveringen[levering] = Levering(nummer := self.next(), at, schoon=nummer)
        return known

    def change(self, levering: UUID, **fields: object) -> Levering:
        """Let a known levering be like this."""
        changed = replace(self.leveringen[levering], **fields)  # type: ignore[arg-type]
        self.leveringen[levering] = changed
        return changed

    def give_keys(self, personen: Iterable[bytes], only_of: UUID | None = None) -> None:
        """A key for every person who has none; `only_of` is the levering that alone knows them."""
        tag = only_of.bytes if only_of else NOBODYS
        for who in personen:
            if who not in self.personen:
                self.personen[who] = secrets.token_bytes(SECRET) + tag

    def destroy_keys_of(self, levering: UUID) -> None:
        """Destroy what opens the source and the like of a levering."""
        if known := self.leveringen.get(levering):
            self.vernietigd |= {key.id for key in known.sleutels}
            self.change(levering, sleutels=())

    def forget(self, levering: UUID) -> None:
        """Destroy all keys that belong to a levering alone, and forget the levering."""
        self.destroy_keys_of(levering)
        self.leveringen.pop(levering, None)
        self._forget_persons_of(levering)

    def forget_rows(self, levering: UUID) -> None:
        """The same for rows that were not put away after all; what else the levering has stays."""
        known = self.leveringen[levering]
        if known.sleutels or known.is_bron:
            self.change(levering, rijen=False, leest=None)
        else:
            del self.leveringen[levering]
        self._forget_persons_of(levering)

    def _forget_persons_of(self, levering: UUID) -> None:
        tag = levering.bytes
        theirs = [who for who, record in self.personen.items() if record[SECRET:] == tag]
        for who in theirs:
            del self.personen[who]

    def add_key_to(self, levering: UUID) -> None:
        """Another key for what identifies many in a levering, if it has one; the old still opens.

        For a levering with a source too: that has none left by then.
        """
        known = self.leveringen[levering]
        if known.sleutels:
            self.change(levering, sleutels=(*known.sleutels, _new_key()))

    def new_key_for(self, levering: UUID) -> Key:
        """The key that seals what identifies many in a levering, made now if it had none."""
        known = self.leveringen[levering]
        if not known.sleutels:
            known = self.change(levering, sleutels=(_new_key(),))
        return known.sleutels[-1]


def _new_key() -> Key:
    return Key(uuid4(), secrets.token_bytes(SECRET))


def packed(ring: Ring) -> bytes:
    """A ring as bytes; clear, so for sealing only."""
    head = json.dumps(
        {
            "teller": ring.teller,
            "leveringen": [_told(who, each) for who, each in ring.leveringen.items()],
            "wissingen": [
                [who.hex(), each.at.isoformat(), each.weg, each.los, each.weer]
                for who, each in ring.wissingen.items()
            ],
            "beperkt": [who.hex() for who in sorted(ring.beperkt)],
            "vernietigd": sorted(each.hex for each in ring.vernietigd),
            "wissel": ring.wissel.isoformat() if ring.wissel else None,
        }
    ).encode()
    persons = (who + record for who, record in ring.personen.items())
    return b"".join((LENGTH.pack(len(head)), head, *persons))


def unpacked(content: bytes) -> Ring:
    """The ring that was packed. Raises SealBroken for bytes of another form."""
    try:
        (length,) = LENGTH.unpack_from(content)
        start = LENGTH.size + length
        head = json.loads(content[LENGTH.size : start])
        return Ring(
            teller=head["teller"],
            personen={
                content[at : at + PERSOON]: content[at + PERSOON : at + RECORD]
                for at in range(start, len(content), RECORD)
            },
            leveringen=dict(_read(each) for each in head["leveringen"]),
            wissingen={
                bytes.fromhex(who): Wissing(datetime.fromisoformat(at), weg, los, weer)
                for who, at, weg, los, weer in head["wissingen"]
            },
            beperkt={bytes.fromhex(who) for who in head["beperkt"]},
            vernietigd={UUID(each) for each in head["vernietigd"]},
            wissel=datetime.fromisoformat(head["wissel"]) if head["wissel"] else None,
        )
    except (KeyError, TypeError, ValueError, struct.error) as error:
        raise SealBroken from error


def _told(levering: UUID, known: Levering) -> dict[str, object]:
    return {
        "id": levering.hex,
        "nummer": known.nummer,
        "at": int(known.at.timestamp()),
        "rijen": known.rijen,
        "is_bron": known.is_bron,
        "leest": known.leest.hex if known.leest else None,
        "sleutels": [[key.id.hex, key.secret.hex()] for key in known.sleutels],
        "generatie": known.generatie,
        "vanaf": known.vanaf,
        "schoon": known.schoon,
        "zout": known.zout.hex() if known.zout else None,
    }


def _read(told: dict[str, object]) -> tuple[UUID, Levering]:
    fields = dict(told)
    levering = UUID(str(fields.pop("id")))
    fields["at"] = datetime.fromtimestamp(int(str(fields["at"])), UTC)
    fields["leest"] = UUID(str(fields["leest"])) if fields["leest"] else None
    fields["zout"] = bytes.fromhex(str(fields["zout"])) if fields["zout"] else None
    keys = fields["sleutels"]
    assert isinstance(keys, list)
    fields["sleutels"] = tuple(Key(UUID(name), bytes.fromhex(secret)) for name, secret in keys)
    return levering, Levering(**fields)  # type: ignore[arg-type]
