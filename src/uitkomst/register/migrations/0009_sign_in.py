"""Sessions that tell whose they are, and what is counted in the database to be limited."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0008_audit_chain'),
    ]

    operations = [
        migrations.AddField(
            model_name='uitnodiging',
            name='account',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.CreateModel(
            name='Telling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sleutel', models.CharField(max_length=64)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['sleutel', 'at'], name='register_te_sleutel_2d30e0_idx'), models.Index(fields=['at'], name='register_te_at_93fbae_idx')],
            },
        ),
        migrations.CreateModel(
            name='Sessie',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('begonnen_at', models.DateTimeField()),
                ('gezien_at', models.DateTimeField()),
                ('herkomst', models.CharField(blank=True, max_length=45)),
                ('toestel', models.CharField(blank=True, max_length=60)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessies', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-gezien_at'],
            },
        ),
        # The sessions of before: whoever was signed in signs in once more.
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
    ]
