"""招聘阶段: the tenant's own stages."""
