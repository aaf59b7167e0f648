"""What is refused about who may act for an organisation, and who manages those rights."""

from uitkomst.services.refusals.base import ServiceRefusal


class OtherAccount(ServiceRefusal):
    """An invitation is accepted by the account it was sent to."""

    melding = (
        "Deze uitnodiging is voor een ander account dan waarmee u bent ingelogd. Log uit en open "
        "de link opnieuw."
    )


class AlreadyMember(ServiceRefusal):
    """Somebody is that already at this organisation."""

    melding = "Deze persoon heeft deze rol al bij uw organisatie. Kijk in de lijst met mensen."


class WrongRole(ServiceRefusal):
    """A role that does not fit this kind of organisation."""

    melding = "Deze rol past niet bij uw soort organisatie. Kies een rol uit de lijst."


class LastManager(ServiceRefusal):
    """Somebody must be left who manages the rights of an organisation."""

    melding = (
        "Dit is de enige die bij uw organisatie de rechten beheert. Geef dat eerst ook aan een "
        "collega; daarna kan dit wel."
    )


class NotOneself(ServiceRefusal):
    """What takes another person: nobody resets one's own second factor or ends one's own rights."""

    melding = "Dit kunt u niet voor uzelf doen. Vraag een collega die ook de rechten beheert."


class AlreadyManaged(ServiceRefusal):
    """Somebody runs this portal already, or was invited to."""

    melding = (
        "Er is al iemand die dit portaal beheert, of die daarvoor is uitgenodigd. Laat die persoon "
        "anderen uitnodigen. Kan dat niet, herhaal dan de opdracht met --nog-een."
    )
