"""The blacklist (黑名单): with whom the company will not go on, and why."""
