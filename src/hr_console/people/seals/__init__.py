"""The seals of every employer: how they look, who may use them, how."""
