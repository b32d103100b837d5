"""Persons: what the feature declares."""

from ....platform.features import Feature, TableExport

FEATURE = Feature(
    exports=(
        TableExport(
            "persons",
            decrypted={
                "phone_sealed": "phone",
                "email_sealed": "email",
                "id_number_sealed": "id_number",
                "address_sealed": "address",
            },
        ),
    ),
)
