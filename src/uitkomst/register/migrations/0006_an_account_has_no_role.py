from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('register', '0005_people_agreements_and_privacy'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='user',
            name='user_role',
        ),
        migrations.RemoveField(
            model_name='user',
            name='organisatie',
        ),
        migrations.RemoveField(
            model_name='user',
            name='role',
        ),
    ]
