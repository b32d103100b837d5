"""The candidate's interview: when and where, and the answer to it."""
