"""The database itself refuses to change or remove a line of the logbook."""

from django.db import migrations

FORWARDS = """
create function register_auditevent_never_changes() returns trigger language plpgsql as $$
begin
    raise exception 'lines of the logbook are never changed or removed';
end
$$;
create trigger auditevent_never_changes
    before update or delete or truncate on register_auditevent
    for each statement execute function register_auditevent_never_changes();
"""
BACKWARDS = """
drop trigger auditevent_never_changes on register_auditevent;
drop function register_auditevent_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
