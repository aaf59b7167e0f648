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


class OlderObject(SealBroken):
    """What lies here was sealed before what should: put back from a backup, or by somebody."""

    melding = (
        "Dit is een ouder exemplaar dan de sleutelopslag verwacht. Er is niets getoond. Is een "
        "reservekopie teruggezet, herstart dan het portaal: bij het starten wordt zij bijgewerkt."
    )


class OldForm(SealBroken):
    """Sealed by a version of the program before persons had keys of their own."""

    melding = (
        "Dit is verzegeld door een eerdere versie van het portaal. Herstart het portaal: bij het "
        "starten wordt het opnieuw verzegeld."
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
        "Er is geen hoofdsleutel. Zet hem in UITKOMST_MASTER_KEY, noem in "
        "UITKOMST_MASTER_KEY_FILE een bestand dat alleen de eigenaar mag lezen, of noem met "
        "UITKOMST_TRANSIT_ADDRESS en UITKOMST_TRANSIT_KEY een OpenBao- of Vault-server."
    )


class MasterKeyExists(VaultRefusal):
    """A new master key would overwrite one that other keys depend on."""

    melding = (
        "Op deze plek ligt al een hoofdsleutel. Gebruik die, of kies een andere plek: "
        "wat met de oude is verzegeld, gaat alleen met de oude weer open."
    )


class TransitMisnamed(MasterKeyMissing):
    """What the environment says of the OpenBao or Vault server cannot be used."""

    melding = "De instellingen UITKOMST_TRANSIT_… zijn niet volledig."


class TransitAway(VaultRefusal):
    """The server that unwraps the keys does not answer, or is sealed itself."""

    melding = (
        "De sleutelserver (OpenBao of Vault) antwoordt niet. Wat verzegeld is, blijft dicht. Kijk "
        "of de server draait en open is, en of het adres in UITKOMST_TRANSIT_ADDRESS klopt."
    )


class TransitRefused(VaultRefusal):
    """The server that unwraps the keys does not let this program in, or not with this key."""

    melding = (
        "De sleutelserver (OpenBao of Vault) weigert dit programma. Kijk of het token of de "
        "AppRole nog geldig is en of het beleid versleutelen en ontsleutelen met de sleutel in "
        "UITKOMST_TRANSIT_KEY toestaat."
    )


class NotFinished(VaultRefusal):
    """Keys are not destroyed while something still depends on them."""

    melding = (
        "Nog niet alles is overgezet op de nieuwe sleutels. Voer eerst uit: uitkomst sleutels "
        "wissel, en daarna nog eens: uitkomst sleutels afronden."
    )


class NotLinked(VaultRefusal):
    """There is no key to follow children over providers: nobody decided that it may."""

    melding = "Volgen over aanbieders heen staat voor deze jeugdregio niet aan."


class NotTheNewest(VaultRefusal):
    """The master key in use is the one that was to be replaced."""

    melding = (
        "De hoofdsleutel die nu in gebruik is, is de oude. Zet eerst de nieuwe in de omgeving en "
        "start het portaal daarmee. Wilt u toch de oude houden, wissel dan eerst naar die."
    )
