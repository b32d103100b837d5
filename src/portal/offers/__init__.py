"""An offer on the candidate's phone: read, asked about, accepted or declined."""
