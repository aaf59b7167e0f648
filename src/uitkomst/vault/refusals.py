"""What the vault refuses, each with a sentence for whoever stands before it."""


class VaultRefusal(Exception):
    """The vault will not do this. `melding` says in Dutch what, where and what to do now."""

    melding = "De kluis weigert dit."

    def __init__(self, melding: str | None = None) -> None:
        self.melding = melding or type(self).melding
        super().__init__(self.melding)


class SealBroken(VaultRefusal):
    """A sealed object is not what was put away under this name: changed, cut, swapped or moved."""

    melding = (
        "Het zegel van dit bestand in de kluis klopt niet: het is veranderd, afgebroken of "
        "verwisseld. Er is niets getoond. Zet het bestand terug uit de reservekopie."
    )


class UnknownObject(VaultRefusal):
    """Nothing is kept under this provider, levering and name."""

    melding = "Dit staat niet in de kluis. Kijk of de aanlevering nog bestaat."


class AlreadySealed(VaultRefusal):
    """A sealed object is never overwritten; a new delivery gets a new levering."""

    melding = (
        "Deze levering ligt al verzegeld in de kluis en verandert niet meer. "
        "Lever opnieuw aan; de nieuwe levering vervangt de oude."
    )


class KeyMissing(VaultRefusal):
    """The provider's key that seals this object is not in the key store (any more)."""

    melding = (
        "De sleutel waarmee dit is verzegeld, ligt niet in de sleutelopslag. Zet de "
        "sleutelopslag terug, of ga na of de sleutel met opzet is vernietigd."
    )


class MasterKeyMissing(VaultRefusal):
    """There is no usable master key: not given, not readable, not private or not 32 bytes."""

    melding = (
        "Er is geen hoofdsleutel. Zet hem in UITKOMST_MASTER_KEY, of noem in "
        "UITKOMST_MASTER_KEY_FILE een bestand dat alleen de eigenaar mag lezen."
    )


class MasterKeyExists(VaultRefusal):
    """A new master key would overwrite one that other keys depend on."""

    melding = (
        "Op deze plek ligt al een hoofdsleutel. Gebruik die, of kies een andere plek: "
        "wat met de oude is verzegeld, gaat alleen met de oude weer open."
    )
