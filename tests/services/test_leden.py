"""An organisation manages its own people: who comes in, as what, and until when."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import Role
from uitkomst.register.models import AuditEvent, Lidmaatschap, Rechtencontrole, Uitnodiging, User
from uitkomst.register.models.organisaties import Soort
from uitkomst.services.deelnemers import (
    accepting,
    beheer,
    leden,
    rechtencontrole,
    sessions,
    uitnodigingen,
)
from uitkomst.services.deelnemers.accounts import current
from uitkomst.services.deelnemers.session_store import SessionStore
from uitkomst.services.refusals import (
    AlreadyManaged,
    AlreadyMember,
    LastManager,
    LinkGone,
    NotFound,
    NotOneself,
    OtherAccount,
    UnfitPassword,
    WrongRole,
)

NOW = timezone.now()
DAY = timedelta(days=1)
PASSWORD = "vier losse woorden, geen raadsel"


def invite(actor, email="piet@aap.example", role=Role.AANLEVERAAR, *, beheert=False, now=NOW):
    made = uitnodigingen.invite(
        actor=actor,
        email=email,
        display_name="Piet",
        role=role,
        beheert_rechten=beheert,
        now=now,
    )
    return made, made.path.rsplit("/", 1)[-1]


def come_in(actor, email="piet@aap.example", *, beheert=False):
    """Invite somebody and let them accept; gives their membership."""
    _, token = invite(actor, email, Role(actor.role), beheert=beheert)
    reference = accepting.opened(token=token, now=NOW)
    user = accepting.accept_new(reference=reference, password=PASSWORD, now=NOW)
    return current(user).get()


def signed_in(user):
    store = SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["begonnen"] = NOW.timestamp()
    store.create()
    return store


# Coming in


def test_who_accepts_an_invitation_is_what_was_offered_and_nothing_else(people):
    lid = come_in(people.an, beheert=True)

    assert (lid.user.username, lid.organisatie_id) == ("piet@aap.example", people.an.organisatie)
    assert (lid.role, lid.beheert_rechten) == ("aanleveraar", True)
    assert lid.gegeven_door.username == "an"
    assert lid.user.check_password(PASSWORD)
    written = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"leden:invite", "leden:accept"} <= written


def test_a_link_works_once_for_24_hours_and_only_its_hash_is_kept(people):
    _, token = invite(people.an)
    line = Uitnodiging.objects.get()

    assert line.afdruk == sha256(token.encode()).hexdigest()
    accepting.opened(token=token, now=NOW + DAY - timedelta(seconds=1))
    for when in (NOW + DAY, NOW + 2 * DAY):
        with pytest.raises(LinkGone):
            accepting.opened(token=token, now=when)
    reference = accepting.opened(token=token, now=NOW)
    accepting.accept_new(reference=reference, password=PASSWORD, now=NOW)
    with pytest.raises(LinkGone):
        accepting.opened(token=token, now=NOW)
    with pytest.raises(LinkGone):
        accepting.accept_new(reference=reference, password=PASSWORD, now=NOW)


def test_a_newer_invitation_ends_the_older_one(people):
    _, first = invite(people.an)
    _, second = invite(people.an)

    with pytest.raises(LinkGone):
        accepting.opened(token=first, now=NOW)
    accepting.opened(token=second, now=NOW)


def test_an_invitation_taken_back_is_gone_and_anothers_does_not_exist(people):
    _, token = invite(people.an)
    reference = accepting.opened(token=token, now=NOW)
    with pytest.raises(NotFound):
        uitnodigingen.revoke(actor=people.ben, reference=reference, now=NOW)
    uitnodigingen.revoke(actor=people.an, reference=reference, now=NOW)

    with pytest.raises(LinkGone):
        accepting.opened(token=token, now=NOW)
    assert uitnodigingen.open_invitations(actor=people.an, now=NOW) == ()


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "999900006"])
def test_a_made_up_link_opens_nothing(people, token):
    invite(people.an)
    with pytest.raises(LinkGone):
        accepting.opened(token=token, now=NOW)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("who", ["an", "cor", "guus", "evy", "ruud"])
def test_only_roles_that_fit_the_kind_of_organisation_are_given(people, who, role):
    fits = {
        "an": {Role.AANLEVERAAR},
        "cor": {Role.SOLO},
        "guus": {Role.GEMEENTE},
        "evy": {Role.SERVICEORGANISATIE},
        "ruud": {Role.BEHEERDER, Role.PRIVACY},
    }[who]
    actor = getattr(people, who)
    if role in fits:
        invite(actor, role=role)
    else:
        with pytest.raises(WrongRole):
            invite(actor, role=role)


def test_a_bad_password_is_refused_and_the_link_still_works(people):
    _, token = invite(people.an)
    reference = accepting.opened(token=token, now=NOW)
    with pytest.raises(UnfitPassword):
        accepting.accept_new(reference=reference, password="stichting aap 2026", now=NOW)

    accepting.accept_new(reference=reference, password=PASSWORD, now=NOW)


def test_who_has_an_account_accepts_with_that_account_and_with_no_other(people):
    _, token = invite(people.an, "ben@aanbieder.example")
    reference = accepting.opened(token=token, now=NOW)
    ben, cor = (User.objects.get(username=name) for name in ("ben", "cor"))

    with pytest.raises(OtherAccount):
        accepting.accept_new(reference=reference, password=PASSWORD, now=NOW)
    with pytest.raises(OtherAccount):
        accepting.accept_as(reference=reference, user=cor, now=NOW)
    accepting.accept_as(reference=reference, user=ben, now=NOW)
    assert {each.organisatie_id for each in current(ben)} == {
        people.ben.organisatie,
        people.an.organisatie,
    }


def test_who_is_there_already_is_not_invited_again(people):
    with pytest.raises(AlreadyMember):
        invite(people.an, "AN@aanbieder.example ")


def test_without_a_mail_server_nothing_is_mailed_and_the_link_is_shown(people):
    made, _ = invite(people.an)

    assert not made.mailed
    assert mail.outbox == []


def test_with_one_the_link_is_mailed_and_shown_to_nobody(people, settings):
    settings.MAIL = replace(settings.MAIL, host="mail.example")
    made, token = invite(people.an)

    (sent,) = mail.outbox
    assert made.mailed
    assert sent.to == ["piet@aap.example"]
    assert token in sent.body
    assert token not in repr(made)


def test_with_two_zones_a_link_leads_to_the_zone_where_it_works(people, settings):
    settings.MAIL = replace(settings.MAIL, host="mail.example")
    settings.ADDRESS = "https://uitkomst.example"
    settings.REPORTS_ADDRESS = "https://rapporten.uitkomst.example"
    invite(people.an)
    invite(people.guus, "g@gemeente.example", Role.GEMEENTE)

    ours, theirs = (each.body for each in mail.outbox)
    assert "https://uitkomst.example/uitnodiging/" in ours
    assert "https://rapporten.uitkomst.example/uitnodiging/" in theirs


# Changing


def test_only_who_manages_the_rights_does_any_of_it(people):
    lid = come_in(people.an)
    nobody = replace(people.an, beheert_rechten=False)
    for attempt in (
        lambda: leden.overview(actor=nobody),
        lambda: invite(nobody),
        lambda: leden.end(actor=nobody, lidmaatschap=lid.pk, now=NOW),
        lambda: leden.set_manager(actor=nobody, lidmaatschap=lid.pk, beheert=True, now=NOW),
        lambda: leden.reset_factor(actor=nobody, lidmaatschap=lid.pk, now=NOW),
        lambda: uitnodigingen.renew_password(actor=nobody, lidmaatschap=lid.pk, now=NOW),
        lambda: rechtencontrole.keep(actor=nobody, lidmaatschap=None, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            attempt()


def test_somebody_of_another_organisation_does_not_exist(people):
    lid = come_in(people.an)
    for attempt in (
        lambda: leden.one(actor=people.ben, lidmaatschap=lid.pk),
        lambda: leden.end(actor=people.ben, lidmaatschap=lid.pk, now=NOW),
        lambda: leden.change_role(
            actor=people.ben, lidmaatschap=lid.pk, role=Role.AANLEVERAAR, now=NOW
        ),
        lambda: leden.reset_factor(actor=people.ben, lidmaatschap=lid.pk, now=NOW),
        lambda: uitnodigingen.renew_password(actor=people.ben, lidmaatschap=lid.pk, now=NOW),
    ):
        with pytest.raises(NotFound):
            attempt()


def test_nobody_changes_oneself(people):
    (own,) = Lidmaatschap.objects.filter(user__username="an")
    for attempt in (
        lambda: leden.end(actor=people.an, lidmaatschap=own.pk, now=NOW),
        lambda: leden.set_manager(actor=people.an, lidmaatschap=own.pk, beheert=False, now=NOW),
        lambda: leden.reset_factor(actor=people.an, lidmaatschap=own.pk, now=NOW),
        lambda: uitnodigingen.renew_password(actor=people.an, lidmaatschap=own.pk, now=NOW),
    ):
        with pytest.raises(NotOneself):
            attempt()


def test_who_ends_is_out_at_once_and_stays_in_the_book(people):
    lid = come_in(people.an)
    store = signed_in(lid.user)
    leden.end(actor=people.an, lidmaatschap=lid.pk, now=NOW)

    assert not SessionStore(store.session_key).exists(store.session_key)
    lid.refresh_from_db()
    assert (lid.tot, lid.beeindigd_door.username) == (NOW, "an")
    assert not current(lid.user).exists()


def test_whose_second_factor_is_reset_is_out_and_has_none(people):
    lid = come_in(people.an)
    store = signed_in(lid.user)
    Authenticator.objects.create(user=lid.user, type="totp", data={})
    leden.reset_factor(actor=people.an, lidmaatschap=lid.pk, now=NOW)

    assert not Authenticator.objects.exists()
    assert not SessionStore(store.session_key).exists(store.session_key)
    assert AuditEvent.objects.filter(action="account:factor-reset").exists()


def test_who_runs_the_portal_resets_it_for_anybody_and_both_can_read_so(people):
    (lid,) = Lidmaatschap.objects.filter(user__username="an")
    Authenticator.objects.create(user=lid.user, type="totp", data={})
    leden.reset_factor(actor=people.ruud, lidmaatschap=lid.pk, now=NOW)

    line = AuditEvent.objects.get(action="account:factor-reset")
    assert (line.who, line.organisatie_id) == ("ruud", people.an.organisatie)


def test_a_new_password_by_link_keeps_the_second_factor_and_ends_sessions(people):
    lid = come_in(people.an)
    factor = Authenticator.objects.create(user=lid.user, type="totp", data={})
    store = signed_in(lid.user)
    made = uitnodigingen.renew_password(actor=people.an, lidmaatschap=lid.pk, now=NOW)
    reference = accepting.opened(token=made.path.rsplit("/", 1)[-1], now=NOW)
    accepting.choose_password(
        reference=reference, password="heel iets anders dan hiervoor", now=NOW
    )

    lid.user.refresh_from_db()
    assert lid.user.check_password("heel iets anders dan hiervoor")
    assert Authenticator.objects.get() == factor
    assert not SessionStore(store.session_key).exists(store.session_key)
    with pytest.raises(LinkGone):
        accepting.choose_password(reference=reference, password=PASSWORD, now=NOW)


def test_an_invitation_gives_no_new_password_to_who_has_an_account(people):
    _, token = invite(people.an, "ben@aanbieder.example")
    reference = accepting.opened(token=token, now=NOW)

    with pytest.raises(LinkGone):
        accepting.choose_password(reference=reference, password=PASSWORD, now=NOW)


def told_by_mail(settings, people, *, act):
    """Act on a colleague with a mail server there; gives what they got that holds no link."""
    settings.MAIL = replace(settings.MAIL, host="mail.example")
    lid = come_in(people.an, "zoe@aap.example")
    mail.outbox.clear()
    act(lid)
    return [sent for sent in mail.outbox if "http" not in sent.body]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda actor, pk: leden.reset_factor(actor=actor, lidmaatschap=pk, now=NOW), "gewist"),
        (
            lambda actor, pk: uitnodigingen.renew_password(actor=actor, lidmaatschap=pk, now=NOW),
            "een nieuw wachtwoord",
        ),
    ],
    ids=["factor", "password"],
)
def test_who_is_helped_to_sign_in_gets_a_mail_without_a_link_and_the_log_says_so(
    people, settings, act, words
):
    (told,) = told_by_mail(settings, people, act=lambda lid: act(people.an, lid.pk))

    assert told.to == ["zoe@aap.example"]
    assert words in " ".join(told.body.split())
    assert people.an.display_name in told.body
    assert "/uitnodiging" not in told.body
    line = AuditEvent.objects.get(action="account:notice")
    assert (line.who, line.subject, line.resultaat) == ("an", "zoe@aap.example", "gelukt")
    assert line.organisatie_id == people.an.organisatie


def test_a_notice_that_cannot_be_mailed_is_a_line_and_undoes_nothing(people, settings):
    settings.MAIL = replace(settings.MAIL, host="mail.example")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    lid = come_in(people.an)
    Authenticator.objects.create(user=lid.user, type="totp", data={})
    leden.reset_factor(actor=people.an, lidmaatschap=lid.pk, now=NOW)

    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get(action="account:notice").resultaat == "mislukt"


def test_without_a_mail_server_the_log_says_that_nobody_was_told(people):
    lid = come_in(people.an)
    leden.reset_factor(actor=people.an, lidmaatschap=lid.pk, now=NOW)

    assert mail.outbox == []
    assert AuditEvent.objects.get(action="account:notice").resultaat == "mislukt"


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["end", "take", "give", "close"]), st.integers(0, 3), st.integers(0, 3)
    ),
    max_size=12,
)


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(steps=STEPS)
def test_whatever_managers_do_to_one_another_one_of_them_is_left(people, steps):
    """Four managers, in any order; one whose account is closed cannot act or be counted on."""
    from django.db import transaction

    with transaction.atomic():
        first = Lidmaatschap.objects.get(user__username="an")
        everybody = [first] + [
            come_in(people.an, f"lid{n}@aap.example", beheert=True) for n in range(3)
        ]
        for what, who, whom in steps:
            by = Lidmaatschap.objects.get(pk=everybody[who].pk)
            if by.tot or not by.beheert_rechten or not by.user.is_active:
                continue
            actor = replace(people.an, username=by.user.username)
            target = everybody[whom].pk
            try:
                if what == "end":
                    leden.end(actor=actor, lidmaatschap=target, now=NOW)
                else:
                    leden.set_manager(
                        actor=actor, lidmaatschap=target, beheert=what == "give", now=NOW
                    )
            except (NotOneself, NotFound, LastManager):
                pass
            assert Lidmaatschap.objects.filter(
                organisatie=people.an.organisatie, tot=None, beheert_rechten=True
            ).exists()
        transaction.set_rollback(True)


def test_the_last_manager_stays_also_when_the_other_one_is_closed(people):
    lid = come_in(people.an, beheert=True)
    actor = replace(people.an, username=lid.user.username)
    (first,) = Lidmaatschap.objects.filter(user__username="an")
    User.objects.filter(pk=lid.user_id).update(is_active=False)

    with pytest.raises(LastManager):
        leden.end(actor=actor, lidmaatschap=first.pk, now=NOW)


# The look at who may what


def test_a_year_after_the_first_came_the_managers_are_asked_once(people):
    Lidmaatschap.objects.update(sinds=NOW - timedelta(days=364))
    soon = rechtencontrole.ask(now=NOW)  # Who runs the portal, for whom it is a quarter.
    assert not Rechtencontrole.objects.exclude(organisatie__soort=Soort.BEHEER).exists()
    asked = soon + rechtencontrole.ask(now=NOW + 2 * DAY)
    assert asked == Rechtencontrole.objects.count() > 5
    assert rechtencontrole.ask(now=NOW + 3 * DAY) == 0
    (told,) = [sent for sent in mail.outbox if sent.to == ["an@aanbieder.example"]]
    assert "/mensen/controle" in told.body


def test_every_kind_of_organisation_has_its_term():
    terms = {soort: rechtencontrole.TERMS[soort].after.days for soort in Soort}

    assert {days for soort, days in terms.items() if soort != Soort.BEHEER} == {365}
    assert terms[Soort.BEHEER] + rechtencontrole.IN_TIME.days == 91


def test_who_runs_the_portal_looks_every_quarter_and_all_of_it_stays_in_the_logbook(people):
    Lidmaatschap.objects.update(sinds=NOW)
    User.objects.filter(username="ruud").update(email="ruud@beheer.example")
    runs = people.ruud.organisatie
    Lidmaatschap.objects.filter(organisatie=runs).update(beheert_rechten=True)
    quarter = timedelta(days=61)
    for number in (1, 2, 3, 4):
        asked_at = NOW + number * quarter
        rechtencontrole.ask(now=asked_at - timedelta(seconds=1))
        assert rechtencontrole.state(actor=people.ruud, now=asked_at).asks_at == asked_at
        rechtencontrole.ask(now=asked_at)
        late = rechtencontrole.state(actor=people.ruud, now=asked_at + 31 * DAY)
        assert (late.hoe_vaak, late.overdue, late.asks_at) == ("Elk kwartaal", True, None)
        rechtencontrole.keep(actor=people.ruud, lidmaatschap=None, now=asked_at)
        assert rechtencontrole.state(actor=people.ruud, now=asked_at).asks_at == asked_at + quarter

    assert AuditEvent.objects.filter(action="leden:review", organisatie=runs).count() == 4
    told = [sent.body for sent in mail.outbox if sent.to == ["ruud@beheer.example"]]
    assert len(told) == 4
    assert all("Elk kwartaal kijkt u na" in body for body in told)


def test_a_review_is_done_when_everybody_was_looked_at(people):
    stays, goes = come_in(people.an), come_in(people.an, "gaat@aap.example")
    rechtencontrole.begin(actor=people.an, now=NOW)
    later = NOW + DAY
    assert len(rechtencontrole.state(actor=people.an, now=later).open) == 3

    rechtencontrole.keep(actor=people.an, lidmaatschap=stays.pk, now=later)
    rechtencontrole.end(actor=people.an, lidmaatschap=goes.pk, now=later)
    assert rechtencontrole.state(actor=people.an, now=later).done_at is None
    rechtencontrole.keep(actor=people.an, lidmaatschap=None, now=later)

    line = Rechtencontrole.objects.get()
    assert (line.done_at, line.gebleven, line.beeindigd) == (later, 2, 1)
    assert AuditEvent.objects.filter(action="leden:review").count() == 1
    stays.refresh_from_db()
    assert (stays.nagekeken_op, stays.nagekeken_door.username) == (later, "an")


def test_a_review_that_is_not_done_in_thirty_days_is_seen_as_late(people):
    rechtencontrole.begin(actor=people.an, now=NOW)

    assert not rechtencontrole.state(actor=people.an, now=NOW + 30 * DAY).overdue
    assert rechtencontrole.state(actor=people.an, now=NOW + 31 * DAY).overdue
    (late,) = rechtencontrole.overdue(actor=people.ruud, now=NOW + 31 * DAY)
    assert late.organisatie == "Stichting Aap"


def test_the_review_of_another_is_not_touched(people):
    lid = come_in(people.an)
    rechtencontrole.begin(actor=people.an, now=NOW)
    rechtencontrole.begin(actor=people.ben, now=NOW)

    with pytest.raises(NotFound):
        rechtencontrole.keep(actor=people.ben, lidmaatschap=lid.pk, now=NOW)
    rechtencontrole.keep(actor=people.ben, lidmaatschap=None, now=NOW)
    assert Rechtencontrole.objects.get(done_at=None).organisatie_id == people.an.organisatie


# The first of all


def test_the_first_who_runs_the_portal_is_invited_once(db):
    first = beheer.invite(naam="Ruud", email="Ruud@Portaal.example", another=False, now=NOW)
    with pytest.raises(AlreadyManaged):
        beheer.invite(naam="Eva", email="eva@portaal.example", another=False, now=NOW)
    beheer.invite(naam="Eva", email="eva@portaal.example", another=True, now=NOW)

    reference = accepting.opened(token=first.path.rsplit("/", 1)[-1], now=NOW)
    user = accepting.accept_new(reference=reference, password=PASSWORD, now=NOW)
    lid = current(user).get()
    assert (lid.organisatie.soort, lid.role, lid.beheert_rechten) == ("beheer", "beheerder", True)
    assert user.username == "ruud@portaal.example"


def test_who_runs_the_portal_invites_only_the_first_of_an_organisation(people):
    (own,) = Lidmaatschap.objects.filter(user__username="an")
    told = {"email": "piet@aap.example", "display_name": "Piet", "now": NOW}
    with pytest.raises(AlreadyMember):
        uitnodigingen.invite_first(actor=people.ruud, organisatie=people.an.organisatie, **told)
    Lidmaatschap.objects.filter(pk=own.pk).update(beheert_rechten=False)
    made = uitnodigingen.invite_first(actor=people.ruud, organisatie=people.an.organisatie, **told)
    reference = accepting.opened(token=made.path.rsplit("/", 1)[-1], now=NOW)
    assert accepting.seen(reference=reference, now=NOW).beheert_rechten
    with pytest.raises(NotAllowed):
        uitnodigingen.invite_first(actor=people.ben, organisatie=people.an.organisatie, **told)


def test_a_session_that_is_ended_for_all_is_gone(people):
    user = User.objects.get(username="an")
    signed_in(user)
    assert sessions.end_all_of(user) == 1
