"""django-tenants in a throw-away environment: the same tables, queries and page."""
