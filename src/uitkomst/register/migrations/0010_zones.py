"""What the row policies of the zone of reports ask (`config/grants.toml`, ADR 0014).

They run with the rights of their owner: a login asks them about rows that it does not know.
"""

from django.db import migrations

FORWARDS = """
create function register_of_readers(organisatie uuid) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp as $$
    select exists (
        select from register_organisatie o
        where o.reference = organisatie and o.soort in ('gemeente', 'serviceorganisatie')
    )
$$;

-- Somebody who acts for anybody else too, a provider above all, is not one of them.
create function register_reader(account bigint) returns boolean
    language sql stable security definer
    set search_path = pg_catalog, public, pg_temp as $$
    select not exists (
        select from register_lidmaatschap l join register_organisatie o
            on o.reference = l.organisatie_id
        where l.user_id = account and o.soort not in ('gemeente', 'serviceorganisatie')
    )
$$;
revoke all on function register_of_readers(uuid) from public;
revoke all on function register_reader(bigint) from public;
"""
BACKWARDS = """
-- With the policies that ask them; `uitkomst database rechten` makes these anew.
drop function register_reader(bigint) cascade;
drop function register_of_readers(uuid) cascade;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0009_sign_in'),
    ]

    # It reads a field of an account that ours have only since 0005.
    run_before = [('account', '0006_emailaddress_lower')]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
