"""The same tables as ours, by the same SQL."""

import os
from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    """Every table of a tenant."""

    operations = (
        migrations.RunSQL(
            [(statement, None) for statement in [Path(os.environ["BENCH_TABLES"]).read_text()]]
        ),
    )
