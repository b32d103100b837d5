"""OpenID providers for tests: a real one, and a wicked one."""
