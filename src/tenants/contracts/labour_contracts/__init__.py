"""Labour contracts: templates, law checks, generation, states."""
