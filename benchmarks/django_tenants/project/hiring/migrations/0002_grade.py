"""A column more."""

from django.db import migrations


class Migration(migrations.Migration):
    """What `tenant_migrate` adds everywhere."""

    dependencies = (("hiring", "0001_tables"),)
    operations = (migrations.RunSQL("alter table vacancies add column grade text not null default ''"),)
