"""The organisation, and which vacancies hang where."""
