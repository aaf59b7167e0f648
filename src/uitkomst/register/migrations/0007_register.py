"""A gemeente takes part in a jeugdregio from day to day; only who serves one has it as its own."""

from datetime import date
from typing import Any

from django.db import migrations, models
from django.db.models import Q

# The Jeugdwet came into force: earlier than any period there can be figures of.
FIRST_DAY = date(2015, 1, 1)


def regions_become_dated(apps: Any, editor: Any) -> None:
    """What a gemeente was in, it was in from the beginning."""
    Organisatie = apps.get_model('register', 'Organisatie')
    Regiodeelname = apps.get_model('register', 'Regiodeelname')
    for gemeente in Organisatie.objects.filter(soort='gemeente').exclude(jeugdregio=''):
        Regiodeelname.objects.create(
            gemeente=gemeente, jeugdregio=gemeente.jeugdregio, van=FIRST_DAY
        )
    Organisatie.objects.exclude(soort='serviceorganisatie').update(jeugdregio='')
    editor.execute('set constraints all immediate')
    editor.execute('set constraints all deferred')


def dated_become_regions(apps: Any, editor: Any) -> None:
    """Back to what each gemeente is in without an end."""
    Organisatie = apps.get_model('register', 'Organisatie')
    Regiodeelname = apps.get_model('register', 'Regiodeelname')
    for deelname in Regiodeelname.objects.filter(tot=None):
        Organisatie.objects.filter(pk=deelname.gemeente_id).update(jeugdregio=deelname.jeugdregio)
    Regiodeelname.objects.all().delete()
    editor.execute('set constraints all immediate')
    editor.execute('set constraints all deferred')


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0006_an_account_has_no_role'),
    ]

    operations = [
        migrations.RunPython(regions_become_dated, dated_become_regions),
        migrations.AddConstraint(
            model_name='organisatie',
            constraint=models.CheckConstraint(
                condition=(
                    Q(soort='serviceorganisatie') & ~Q(jeugdregio='')
                    | ~Q(soort='serviceorganisatie') & Q(jeugdregio='')
                ),
                name='jeugdregio_is_of_a_serviceorganisatie',
            ),
        ),
    ]
