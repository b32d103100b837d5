"""Sessions, one-time codes and limits: what the feature declares."""

from ....platform.features import Feature, TableExport

FEATURE = Feature(
    exports=(
        TableExport("asked_codes", left_out=True),
        TableExport("one_time_codes", left_out=True),
        TableExport("sessions", left_out=True),
        TableExport("throttles", left_out=True),
    ),
)
