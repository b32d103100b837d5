"""黑名单: with whom the company will not go on."""
