"""The tables the page reads; they are made by the very SQL that makes ours (see migrations)."""

from django.db import models


class Row(models.Model):
    """A table that migrations make by SQL."""

    id = models.UUIDField(primary_key=True)

    class Meta:
        abstract = True
        managed = False


class Session(Row):
    token_hash = models.BinaryField()
    kind = models.TextField()
    subject_id = models.UUIDField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        abstract = False
        db_table = "sessions"


class Person(Row):
    name = models.TextField()
    onboarded_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        abstract = False
        db_table = "persons"


class Vacancy(Row):
    title = models.TextField()
    department = models.TextField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "vacancies"


class TenantSettings(models.Model):
    id = models.IntegerField(primary_key=True)
    contact_name = models.TextField()
    contact_phone = models.TextField()

    class Meta:
        managed = False
        db_table = "tenant_settings"


class Application(Row):
    person = models.ForeignKey(Person, models.DO_NOTHING, related_name="applications")
    vacancy = models.ForeignKey(Vacancy, models.DO_NOTHING)
    stage = models.TextField()
    promised_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "applications"


class Contract(Row):
    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="contracts")
    state = models.TextField()
    sent_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)

    class Meta(Row.Meta):
        abstract = False
        db_table = "contracts"


class Message(Row):
    application = models.ForeignKey(Application, models.DO_NOTHING, related_name="messages")
    key = models.TextField()
    channel = models.TextField()
    subject = models.TextField()
    queued_at = models.DateTimeField()

    class Meta(Row.Meta):
        abstract = False
        db_table = "messages"
