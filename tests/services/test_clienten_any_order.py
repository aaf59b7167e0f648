"""Whatever somebody does at a form, in any order and with any text, nothing saved is lost."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_aanleveringen import confirm
from test_clienten import Form
from world import COLUMNS, world

from uitkomst.intake.formulier import as_read
from uitkomst.register.models import Aanlevering
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.forms.clienten import LONGEST
from uitkomst.services.keyring import vault_in
from uitkomst.services.refusals import ChangedMeanwhile, LastClient, NotFound
from uitkomst.vault.master import MasterKey

TEXTS = st.one_of(
    st.text(max_size=50),
    st.sampled_from([*COLUMNS, "", "02", "V", "999999999", "20120314", "1-9-2025", "2511 AB"]),
)
FIELDS = st.dictionaries(st.sampled_from(COLUMNS), TEXTS, max_size=4)
NUMBERS = st.integers(0, 5)
LATE = st.booleans()
DEEDS = st.one_of(
    st.tuples(st.just("add"), LATE),
    st.tuples(st.just("save"), LATE, NUMBERS, FIELDS),
    st.tuples(st.just("remove"), LATE, NUMBERS),
    st.tuples(st.just("nothing_changed"), LATE),
    st.tuples(st.just("begin"), LATE),
)


@pytest.fixture
def cor(db):
    return world().cor


@given(deeds=st.lists(DEEDS, max_size=8))
@settings(
    max_examples=settings.default.max_examples // 8,  # each checks a form several times
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_form_holds_exactly_what_was_saved(cor, tmp_path_factory, deeds):
    Aanlevering.objects.all().delete()
    vault = vault_in(tmp_path_factory.mktemp("vault"), MasterKey(bytes(32)))
    form, wanted = Form(cor, vault), [{}]
    for what, late, *said in deeds:
        try:
            _do(form, what, late, said)
        except ChangedMeanwhile:
            assert late
        except NotFound:
            assert not 1 <= said[0] <= len(wanted)
        except LastClient:
            assert len(wanted) == 1
        else:
            wanted = _after(wanted, what, said, form)
        assert [client.velden for client in form.seen.clienten] == wanted
    view = aanleveringen.detail(actor=cor, reference=form.reference).aanlevering
    assert view.totaal == len(wanted)
    assert not view.checking


def _do(form, what, late, said):
    if what == "begin":
        assert Form(form.actor, form.vault).reference == form.reference
        return
    revisie = max(form.draft.revisie - 1, 0) if late and form.draft.revisie else None
    getattr(form, what)(*said, **({} if revisie is None else {"revisie": revisie}))


def _after(wanted, what, said, form):
    if what == "add":
        return [*wanted, form.seen.clienten[-1].velden]
    if what == "save":
        number, typed = said
        kept = {veld: as_read(veld, text)[:LONGEST] for veld, text in typed.items()}
        return [{**line, **kept} if n == number else line for n, line in enumerate(wanted, start=1)]
    if what == "remove":
        return [line for n, line in enumerate(wanted, start=1) if n != said[0]]
    return wanted


def test_what_was_typed_may_be_submitted_at_any_moment_there_is_something(cor, vault):
    form = Form(cor, vault)
    form.save(1, dict.fromkeys(COLUMNS, "\x00\u202e\u3000"))

    assert not form.seen.aanlevering.may_confirm
    with pytest.raises(Exception, match="Geen enkele rij"):
        confirm(cor, form.seen.aanlevering)
