"""The chain over the lines of the logbook, written by the database itself (ADR 0013).

A line that is added waits in `register_auditwacht` (only while its transaction is open) and is
chained when everything else of the transaction has been checked: the advisory lock of the chain is
then the last lock taken, so it can never be part of a deadlock. What links the lines runs with the
rights of its owner; who adds a line needs no right on the chain.
"""

import re
from typing import Any

from django.db import migrations, models

FORWARDS = r"""
-- Every field as its length and its UTF-8 bytes; nothing at all is ffffffff.
create function register_audit_field(waarde text) returns bytea
    language sql immutable parallel safe as $$
    select case when waarde is null then '\xffffffff'::bytea
        else int4send(octet_length(convert_to(waarde, 'UTF8'))) || convert_to(waarde, 'UTF8') end
$$;

create function register_audit_bytes(regel register_auditevent) returns bytea
    language sql immutable parallel safe
    set search_path = pg_catalog, public as $$
    select register_audit_field(regel.id::text)
        || register_audit_field(
            to_char(regel.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
        || register_audit_field(regel.who)
        || register_audit_field(regel.organisatie_id::text)
        || register_audit_field(regel.action)
        || register_audit_field(regel.subject)
        || register_audit_field(regel.purpose)
        || register_audit_field(regel.role)
        || register_audit_field(regel.sessie)
        || register_audit_field(host(regel.herkomst))
        || register_audit_field(regel.resultaat)
        || register_audit_field(regel.betrokkene)
        || register_audit_field(regel.aantal::text)
        || register_audit_field(regel.inzage::text)
        || register_audit_field(regel.versie)
$$;

create function register_audit_link(regel register_auditevent) returns void
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp as $$
declare
    vorige register_auditschakel;
begin
    select * into vorige from register_auditschakel order by nummer desc limit 1;
    insert into register_auditschakel (nummer, event_id, hash) values (
        coalesce(vorige.nummer, 0) + 1,
        regel.id,
        encode(sha256(
            coalesce(decode(vorige.hash, 'hex'), '\x'::bytea) || register_audit_bytes(regel)
        ), 'hex')
    );
end
$$;

-- Empty outside transactions, so nothing is lost with it after a crash.
create unlogged table register_auditwacht (event_id bigint not null);

create function register_audit_waits() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp as $$
begin
    insert into register_auditwacht values (new.id);
    return null;
end
$$;

create function register_audit_chains() returns trigger
    language plpgsql security definer
    set search_path = pg_catalog, public, pg_temp as $$
declare
    regel register_auditevent;
begin
    perform pg_advisory_xact_lock(7513);
    select * into strict regel from register_auditevent where id = new.event_id;
    perform register_audit_link(regel);
    delete from register_auditwacht where event_id = new.event_id;
    return null;
end
$$;

do $$
declare
    regel register_auditevent;
begin
    for regel in select * from register_auditevent order by id loop
        perform register_audit_link(regel);
    end loop;
end
$$;
set constraints all immediate;
set constraints all deferred;
revoke all on function register_audit_link(register_auditevent) from public;

create constraint trigger auditevent_waits_to_be_chained
    after insert on register_auditevent deferrable initially deferred
    for each row execute function register_audit_waits();
create constraint trigger auditevent_is_chained
    after insert on register_auditwacht deferrable initially deferred
    for each row execute function register_audit_chains();

create trigger auditschakel_never_changes
    before update or delete or truncate on register_auditschakel
    for each statement execute function register_auditevent_never_changes();
create trigger controlepunt_never_changes
    before update or delete or truncate on register_controlepunt
    for each statement execute function register_auditevent_never_changes();
"""
BACKWARDS = """
drop trigger controlepunt_never_changes on register_controlepunt;
drop trigger auditschakel_never_changes on register_auditschakel;
drop table register_auditwacht;
drop trigger auditevent_waits_to_be_chained on register_auditevent;
drop function register_audit_chains();
drop function register_audit_waits();
delete from register_auditschakel;
drop function register_audit_link(register_auditevent);
drop function register_audit_bytes(register_auditevent);
drop function register_audit_field(text);
"""

REFERENCE = re.compile(r'"([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"')


def name_in_publications(apps: Any, editor: Any) -> None:
    """What was published before keeps the names it was read with until now."""
    Organisatie = apps.get_model('register', 'Organisatie')
    Publication = apps.get_model('register', 'Publication')
    names = {
        str(pk): 'Vrijgevestigde praktijk' if soort == 'solo' else naam
        for pk, naam, soort in Organisatie.objects.filter(soort='aanbieder').values_list(
            'pk', 'naam', 'aanbieder_soort'
        )
    }
    for publication in Publication.objects.iterator():
        keys = set(REFERENCE.findall(publication.table)) & set(names)
        publication.namen = {key: names[key] for key in keys}
        publication.save(update_fields=['namen'])


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0007_register'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['action', '-id'], name='lines_of_an_action'),
        ),
        migrations.AddIndex(
            model_name='auditevent',
            index=models.Index(fields=['at'], name='lines_by_moment'),
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
        migrations.AddField(
            model_name='publication',
            name='namen',
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(name_in_publications, migrations.RunPython.noop),
    ]
