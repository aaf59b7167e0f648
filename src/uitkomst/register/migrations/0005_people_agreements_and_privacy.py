import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import uuid
from django.conf import settings
from typing import Any

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models
from django.utils import timezone


def roles_become_memberships(apps: Any, editor: Any) -> None:
    """What stood on an account stands in a membership now, with the rights of the organisation."""
    User = apps.get_model("register", "User")
    Lidmaatschap = apps.get_model("register", "Lidmaatschap")
    for user in User.objects.all():
        Lidmaatschap.objects.create(
            user=user, organisatie_id=user.organisatie_id, role=user.role, beheert_rechten=True,
            sinds=timezone.now(),
        )


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0004_checksums_go_to_the_vault'),
    ]

    operations = [
        BtreeGistExtension(),
        migrations.CreateModel(
            name='AuditSchakel',
            fields=[
                ('nummer', models.BigIntegerField(primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['nummer'],
            },
        ),
        migrations.CreateModel(
            name='Besluit',
            fields=[
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('soort', models.CharField(choices=[('contracteinde', 'Contract beëindigen en identiteiten vernietigen'), ('koppelen', 'Jeugdigen volgen over aanbieders heen'), ('ontkoppelen', 'Stoppen met volgen over aanbieders heen'), ('sleutels', 'Sleutels wisselen'), ('fusie', 'Aanbieders samenvoegen'), ('drempel', 'Beschermingsregels wijzigen')], max_length=20)),
                ('onderwerp', models.CharField(max_length=80)),
                ('inhoud', models.JSONField(default=dict)),
                ('reden', models.CharField(max_length=500)),
                ('gevraagd_at', models.DateTimeField()),
                ('uitkomst', models.CharField(choices=[('open', 'Wacht op een tweede persoon'), ('akkoord', 'Akkoord'), ('afgewezen', 'Afgewezen'), ('vervallen', 'Vervallen')], default='open', max_length=10)),
                ('besloten_at', models.DateTimeField(null=True)),
                ('toelichting', models.CharField(blank=True, max_length=500)),
                ('uitgevoerd_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-gevraagd_at'],
            },
        ),
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nummer', models.CharField(blank=True, max_length=40)),
                ('van', models.DateField()),
                ('tot', models.DateField(null=True)),
                ('added_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-van', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Contracteinde',
            fields=[
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('staat', models.CharField(choices=[('gepland', 'Gepland'), ('gerepeteerd', 'Proef gedraaid'), ('gevraagd', 'Wacht op een tweede persoon'), ('bezig', 'Bezig met vernietigen'), ('uitgevoerd', 'Uitgevoerd'), ('gestopt', 'Gestopt')], default='gepland', max_length=12)),
                ('vernietigen_vanaf', models.DateField()),
                ('repetitie', models.JSONField(default=dict)),
                ('planned_at', models.DateTimeField()),
                ('resultaat', models.JSONField(default=dict)),
                ('certificaat', models.BinaryField(null=True)),
                ('uitgevoerd_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-planned_at'],
            },
        ),
        migrations.CreateModel(
            name='Controlepunt',
            fields=[
                ('nummer', models.BigIntegerField(primary_key=True, serialize=False)),
                ('hash', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
                ('sleutel', models.CharField(max_length=16)),
                ('handtekening', models.CharField(max_length=128)),
            ],
            options={
                'ordering': ['nummer'],
            },
        ),
        migrations.CreateModel(
            name='Incident',
            fields=[
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('titel', models.CharField(max_length=120)),
                ('omschrijving', models.TextField(blank=True)),
                ('van', models.DateTimeField()),
                ('tot', models.DateTimeField(null=True)),
                ('accounts', models.JSONField(default=list)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('conclusie', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['-opened_at'],
            },
        ),
        migrations.CreateModel(
            name='Lidmaatschap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('aanleveraar', 'Aanleveraar'), ('solo', 'Vrijgevestigde'), ('gemeente', 'Gemeente'), ('serviceorganisatie', 'Serviceorganisatie'), ('beheerder', 'Functioneel beheerder'), ('privacy', 'Privacyfunctionaris')], max_length=20)),
                ('beheert_rechten', models.BooleanField(default=False)),
                ('sinds', models.DateTimeField()),
                ('tot', models.DateTimeField(null=True)),
                ('nagekeken_op', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['organisatie__naam', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Rechtencontrole',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jaar', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('done_at', models.DateTimeField(null=True)),
                ('gebleven', models.PositiveIntegerField(default=0)),
                ('beeindigd', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-jaar'],
            },
        ),
        migrations.CreateModel(
            name='Regiodeelname',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('jeugdregio', models.CharField(max_length=60)),
                ('van', models.DateField()),
                ('tot', models.DateField(null=True)),
            ],
            options={
                'ordering': ['-van', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Reservekopie',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('soort', models.CharField(choices=[('gegevens', 'Gegevens'), ('sleutels', 'Sleutelopslag')], max_length=10)),
                ('naam', models.CharField(max_length=120)),
                ('bytes', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('bewaard_tot', models.DateField()),
                ('verwijderd_at', models.DateTimeField(null=True)),
                ('geoefend_at', models.DateTimeField(null=True)),
                ('oefening', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='Uitnodiging',
            fields=[
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254)),
                ('display_name', models.CharField(max_length=120)),
                ('role', models.CharField(choices=[('aanleveraar', 'Aanleveraar'), ('solo', 'Vrijgevestigde'), ('gemeente', 'Gemeente'), ('serviceorganisatie', 'Serviceorganisatie'), ('beheerder', 'Functioneel beheerder'), ('privacy', 'Privacyfunctionaris')], max_length=20)),
                ('beheert_rechten', models.BooleanField(default=False)),
                ('afdruk', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-made_at'],
            },
        ),
        migrations.CreateModel(
            name='Verzoek',
            fields=[
                ('reference', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('soort', models.CharField(choices=[('inzage', 'Inzage'), ('overdracht', 'Gegevens meekrijgen'), ('correctie', 'Verbeteren'), ('beperking', 'Beperken'), ('wissen', 'Wissen')], max_length=12)),
                ('betrokkene', models.CharField(max_length=40)),
                ('ontvangen_op', models.DateField()),
                ('gevraagd_at', models.DateTimeField()),
                ('toegestaan_at', models.DateTimeField(null=True)),
                ('afgehandeld_at', models.DateTimeField(null=True)),
                ('geweigerd_reden', models.CharField(blank=True, max_length=300)),
                ('resultaat', models.JSONField(default=dict)),
            ],
            options={
                'ordering': ['ontvangen_op', 'gevraagd_at'],
            },
        ),
        migrations.AddField(
            model_name='auditevent',
            name='aantal',
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='betrokkene',
            field=models.CharField(blank=True, max_length=40),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='herkomst',
            field=models.GenericIPAddressField(null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='inzage',
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='resultaat',
            field=models.CharField(default='gelukt', max_length=10),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='role',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='sessie',
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name='auditevent',
            name='versie',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='organisatie',
            name='opgegaan_in',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='voorgangers', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='organisatie',
            name='opgegaan_op',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='bevestigd_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='bevestigd_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='handtekening',
            field=models.CharField(choices=[('geldig', 'Digitale handtekening gecontroleerd'), ('onbekend', 'Digitale handtekening van een onbekende uitgever'), ('ongeldig', 'Digitale handtekening klopt niet'), ('geen', 'Geen digitale handtekening')], default='geen', max_length=12),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='handtekening_uitleg',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='ingetrokken_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='ingetrokken_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='ingetrokken_reden',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='verwerkersovereenkomst',
            name='model',
            field=models.CharField(choices=[('vng', 'Standaard Verwerkersovereenkomst Gemeenten (VNG)'), ('boz', 'Model van de Brancheorganisaties Zorg (BoZ)'), ('eigen', 'Eigen tekst')], default='eigen', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='organisatie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('opgegaan_in', None), ('opgegaan_op', None)), models.Q(('opgegaan_in__isnull', False), ('opgegaan_op__isnull', False), models.Q(('opgegaan_in', models.F('reference')), _negated=True)), _connector='OR'), name='organisatie_merges_on_a_day_into_another'),
        ),
        migrations.AddConstraint(
            model_name='verwerkersovereenkomst',
            constraint=models.CheckConstraint(condition=models.Q(('handtekening__in', ['geldig', 'onbekend', 'ongeldig', 'geen'])), name='overeenkomst_handtekening'),
        ),
        migrations.AddConstraint(
            model_name='verwerkersovereenkomst',
            constraint=models.CheckConstraint(condition=models.Q(('model__in', ['vng', 'boz', 'eigen'])), name='overeenkomst_model'),
        ),
        migrations.AddConstraint(
            model_name='verwerkersovereenkomst',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bevestigd_at', None), ('bevestigd_by', None)), models.Q(('bevestigd_at__isnull', False), ('bevestigd_by__isnull', False), models.Q(('bevestigd_by', models.F('added_by')), _negated=True)), _connector='OR'), name='overeenkomst_confirmed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='verwerkersovereenkomst',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ingetrokken_at', None), ('ingetrokken_by', None)), models.Q(('ingetrokken_at__isnull', False), ('ingetrokken_by__isnull', False)), _connector='OR'), name='overeenkomst_withdrawn_by_someone'),
        ),
        migrations.AddField(
            model_name='auditschakel',
            name='event',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='schakel', to='register.auditevent'),
        ),
        migrations.AddField(
            model_name='besluit',
            name='besloten_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='besluit',
            name='gevraagd_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='besluit',
            name='organisatie',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='besluiten', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='contract',
            name='aanbieder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracten', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='contract',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contract',
            name='opdrachtgever',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='opdrachten', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='contracteinde',
            name='besluit',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='register.besluit'),
        ),
        migrations.AddField(
            model_name='contracteinde',
            name='contract',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='eindes', to='register.contract'),
        ),
        migrations.AddField(
            model_name='contracteinde',
            name='planned_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incident',
            name='closed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='incident',
            name='opened_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='beeindigd_door',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='gegeven_door',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='nagekeken_door',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='organisatie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leden', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='lidmaatschap',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lidmaatschappen', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rechtencontrole',
            name='done_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rechtencontrole',
            name='organisatie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rechtencontroles', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='regiodeelname',
            name='gemeente',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regiodeelnames', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='uitnodiging',
            name='made_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='uitnodiging',
            name='organisatie',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uitnodigingen', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='uitnodiging',
            name='used_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verzoek',
            name='aanbieder',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verzoeken', to='register.organisatie'),
        ),
        migrations.AddField(
            model_name='verzoek',
            name='afgehandeld_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verzoek',
            name='gevraagd_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='verzoek',
            name='toegestaan_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['contracteinde', 'koppelen', 'ontkoppelen', 'sleutels', 'fusie', 'drempel'])), name='besluit_soort'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(('uitkomst__in', ['open', 'akkoord', 'afgewezen', 'vervallen'])), name='besluit_uitkomst'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.UniqueConstraint(condition=models.Q(('uitkomst', 'open')), fields=('soort', 'onderwerp'), name='one_open_besluit_per_onderwerp'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('uitkomst__in', ['akkoord', 'afgewezen']), _negated=True), models.Q(('besloten_at__isnull', False), ('besloten_by__isnull', False), models.Q(('besloten_by', models.F('gevraagd_by')), _negated=True)), _connector='OR'), name='besluit_taken_by_another'),
        ),
        migrations.AddConstraint(
            model_name='besluit',
            constraint=models.CheckConstraint(condition=models.Q(('uitgevoerd_at', None), ('uitkomst', 'akkoord'), _connector='OR'), name='besluit_carried_out_when_agreed'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('tot', None), ('tot__gte', models.F('van')), _connector='OR'), name='contract_ends_after_begin'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=models.CheckConstraint(condition=models.Q(('aanbieder', models.F('opdrachtgever')), _negated=True), name='contract_of_two'),
        ),
        migrations.AddConstraint(
            model_name='contract',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('aanbieder', '='), ('opdrachtgever', '='), (models.Func(models.F('van'), models.F('tot'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='contracts_do_not_overlap'),
        ),
        migrations.AddConstraint(
            model_name='contracteinde',
            constraint=models.UniqueConstraint(condition=models.Q(('staat', 'gestopt'), _negated=True), fields=('contract',), name='a_contract_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='contracteinde',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('staat__in', ['bezig', 'uitgevoerd']), _negated=True), ('besluit__isnull', False), _connector='OR'), name='no_destruction_without_a_decision'),
        ),
        migrations.AddConstraint(
            model_name='lidmaatschap',
            constraint=models.UniqueConstraint(condition=models.Q(('tot', None)), fields=('user', 'organisatie', 'role'), name='one_lidmaatschap_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='lidmaatschap',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['aanleveraar', 'solo', 'gemeente', 'serviceorganisatie', 'beheerder', 'privacy'])), name='lidmaatschap_role'),
        ),
        migrations.AddConstraint(
            model_name='rechtencontrole',
            constraint=models.UniqueConstraint(fields=('organisatie', 'jaar'), name='one_rechtencontrole_a_year'),
        ),
        migrations.AddConstraint(
            model_name='regiodeelname',
            constraint=models.CheckConstraint(condition=models.Q(('tot', None), ('tot__gte', models.F('van')), _connector='OR'), name='regiodeelname_ends_after_begin'),
        ),
        migrations.AddConstraint(
            model_name='regiodeelname',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('gemeente', '='), (models.Func(models.F('van'), models.F('tot'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='one_jeugdregio_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='uitnodiging',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['aanleveraar', 'solo', 'gemeente', 'serviceorganisatie', 'beheerder', 'privacy'])), name='uitnodiging_role'),
        ),
        migrations.AddConstraint(
            model_name='uitnodiging',
            constraint=models.CheckConstraint(condition=models.Q(('used_at', None), ('revoked_at', None), _connector='OR'), name='uitnodiging_used_or_revoked'),
        ),
        migrations.AddConstraint(
            model_name='verzoek',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['inzage', 'overdracht', 'correctie', 'beperking', 'wissen'])), name='verzoek_soort'),
        ),
        migrations.RunPython(roles_become_memberships, migrations.RunPython.noop),
    ]
