"""Settings of the reference project: as lean as the documentation of Django and django-tenants allows."""

import os

SECRET_KEY = "bench"  # noqa: S105 – signs nothing here
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
ROOT_URLCONF = "urls"
SHARED_APPS = ["django_tenants", "django.contrib.contenttypes", "directory"]
TENANT_APPS = ["hiring"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "directory.Client"
TENANT_DOMAIN_MODEL = "directory.Domain"
TENANT_LIMIT_SET_CALLS = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware"]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [os.path.join(os.path.dirname(__file__), "templates")],
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "NAME": os.environ["BENCH_DATABASE"],
        "USER": "postgres",
        "HOST": os.environ["BENCH_SOCKET"],
        "PORT": os.environ["BENCH_SOCKET_PORT"],
        "CONN_MAX_AGE": None,
        "ATOMIC_REQUESTS": True,
    }
}
LOGGING_CONFIG = None
