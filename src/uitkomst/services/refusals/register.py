"""What is refused about who takes part: organisations, agreements, contracts and regions."""

from uitkomst.services.refusals.base import ServiceRefusal


class NoAgreement(ServiceRefusal):
    """The provider has no valid verwerkersovereenkomst on this day."""

    melding = (
        "Uw organisatie heeft geen geldige verwerkersovereenkomst in dit portaal. Zonder die "
        "overeenkomst nemen wij geen gegevens aan; uw bestand is niet gelezen en niet bewaard. "
        "Laat een tekenbevoegde de overeenkomst ondertekenen en stuur haar naar de beheerder."
    )


class NotAPdf(ServiceRefusal):
    """The agreement is not a PDF, or too large."""

    melding = "De overeenkomst moet een pdf-bestand zijn van hooguit 10 MB. Kies een ander bestand."


class SignatureBroken(ServiceRefusal):
    """The digital signature of an agreement is broken; nobody can confirm that away."""

    melding = (
        "De digitale handtekening onder deze overeenkomst klopt niet: het bestand is veranderd of "
        "beschadigd. Vraag de aanbieder om het ongewijzigde bestand en voeg dat toe."
    )


class WrongDates(ServiceRefusal):
    """An agreement that ends before it begins."""

    melding = "De overeenkomst eindigt voordat zij begint. Controleer de twee datums."


class UnknownRegion(ServiceRefusal):
    """A jeugdregio that the classification does not have."""

    melding = "Deze jeugdregio bestaat niet. Kies een jeugdregio uit de lijst."


class WrongGegevens(ServiceRefusal):
    """What was filled in about an organisation can not be right; `veld` names the field."""

    melding = "De gegevens van de organisatie kloppen niet. Verbeter ze en probeer het opnieuw."
    veld = ""

    @classmethod
    def of(cls, veld: str, melding: str) -> "WrongGegevens":
        """The refusal about one field, with what to do."""
        refusal = cls(melding)
        refusal.veld = veld
        return refusal


class ContractOverlaps(ServiceRefusal):
    """The same two have a contract for (some of) these days already."""

    melding = (
        "Er is al een contract tussen deze twee organisaties in deze tijd. Beëindig dat eerst, of "
        "kies andere datums."
    )

    @classmethod
    def of(cls, wie: str, contract: str) -> "ContractOverlaps":
        """The refusal that names the other contract, and between whom it is."""
        return cls(
            f"Tussen {wie} is er in deze tijd al een contract: {contract}. Beëindig dat eerst, of "
            "kies andere datums."
        )


class ImportOvertaken(ServiceRefusal):
    """The books changed between the preview of a list and taking it over, or the list is wrong."""

    melding = (
        "De lijst is niet overgenomen: er staan regels in die niet kunnen, of er is intussen iets "
        "veranderd. Bekijk de voorvertoning hieronder en probeer het opnieuw."
    )


class WrongList(ServiceRefusal):
    """A list of contracts that cannot be read as one; `melding` says what is missing."""

    melding = (
        "Dit bestand is geen contractlijst die wij kunnen lezen. Gebruik de koppen van het "
        "voorbeeldbestand."
    )


class MergeNotPossible(ServiceRefusal):
    """Two providers cannot be merged (now)."""

    melding = (
        "Deze twee aanbieders kunnen niet worden samengevoegd. Kies twee verschillende aanbieders "
        "die nog zelf meedoen."
    )
