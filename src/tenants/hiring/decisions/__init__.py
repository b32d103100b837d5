"""The tenant's rule, what it marked and who confirmed it."""
