"""The three steps of a candidate's signature, and the company's seal."""
