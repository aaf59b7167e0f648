"""Sources go after thirty days, drafts nobody took up too; what counts stays."""

from datetime import timedelta

from test_aanleveringen import confirm, inhoud_of, send
from test_orphans import kept
from world import NOW, children, csv

from uitkomst.register.models import Aanlevering, AuditEvent
from uitkomst.services.kept import retention

FILE = csv(children(3))
LATER = NOW + timedelta(days=31)


def lines():
    return AuditEvent.objects.filter(action="aanlevering:expire").count()


def test_a_draft_left_alone_for_thirty_days_is_thrown_away(people, vault):
    send(people.an, vault, FILE)
    send(people.ben, vault, FILE.replace(b"datum_aanvang", b"begin"))

    assert retention.sweep(now=NOW + timedelta(days=29), vault=vault) == 0
    assert retention.sweep(now=LATER, vault=vault) == 2

    assert set(Aanlevering.objects.values_list("status", flat=True)) == {"Weggegooid"}
    assert kept(vault) == set()
    assert lines() == 2


def test_of_a_submitted_version_the_source_goes_and_the_rows_stay(people, vault):
    submitted = confirm(people.an, send(people.an, vault, FILE))

    assert retention.sweep(now=LATER, vault=vault) == 1
    assert retention.sweep(now=LATER, vault=vault) == 0

    assert kept(vault) == {inhoud_of(submitted)}
    assert Aanlevering.objects.get().status == "Ingediend"
    assert lines() == 1


def test_a_draft_that_was_taken_up_again_stays(people, vault):
    send(people.an, vault, FILE)
    Aanlevering.objects.update(touched_at=LATER)

    assert retention.sweep(now=LATER, vault=vault) == 0
    assert len(kept(vault)) == 2


def test_rows_from_before_sources_were_kept_stay_where_they_are(people, vault):
    """Their rows are sealed under the reference itself."""
    submitted = confirm(people.an, send(people.an, vault, FILE))
    rows = vault.trajecten(people.an.organisatie, inhoud_of(submitted))
    identities = vault.identities(people.an.organisatie, inhoud_of(submitted))
    vault.discard(people.an.organisatie, submitted.reference)
    whole = rows.drop_columns(["persoon"])
    for name in ("bsn", "clientnummer", "geboortedatum", "postcode_of_gemeente"):
        whole = whole.append_column(name, identities[name])
    vault.seal_delivery(people.an.organisatie, submitted.reference, whole)
    Aanlevering.objects.update(inhoud=submitted.reference)

    retention.sweep(now=LATER, vault=vault)

    assert vault.trajecten(people.an.organisatie, submitted.reference).num_rows == 3
