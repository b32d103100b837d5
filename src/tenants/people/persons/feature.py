"""Persons: what the feature declares."""

from ....platform.features import Feature, TableExport

FEATURE = Feature(
    exports=(
        TableExport(
            "persons",
            decrypted={
                "phone_encrypted": "phone",
                "email_encrypted": "email",
                "id_number_encrypted": "id_number",
                "address_encrypted": "address",
            },
        ),
    ),
)
