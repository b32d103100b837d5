"""消息模板: the tenant's own words for each message."""
