"""The books forget the checksums of files: from now on they are sealed beside the rows."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("register", "0003_drafts_decisions_and_koppelingen"),
    ]

    operations = [
        # A checksum of a file about one child lets somebody try all BSNs against it. None is
        # carried over: receipts of before simply have none.
        migrations.RunSQL(
            "update register_aanlevering set summary = summary - 'sha256'",
            migrations.RunSQL.noop,
        ),
    ]
