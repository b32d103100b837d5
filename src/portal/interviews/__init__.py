"""The candidate's meeting: when and where, and the answer to it."""
