"""报表: what the tenant's hiring looks like in numbers."""
