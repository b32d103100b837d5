"""The people who run the installation."""
