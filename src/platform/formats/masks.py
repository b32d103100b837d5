"""How personal values are shown where nobody asked to see them."""


def mask_phone(phone: str) -> str:
    """138****5678, and +852****4567 of a number from elsewhere"""
    number = phone.removeprefix("+86")
    return f"{number[: 4 if number.startswith('+') else 3]}****{number[-4:]}"


def mask_email(email: str) -> str:
    """zh***@example.com"""
    local, _at, domain = email.rpartition("@")
    return f"{local[:2] if len(local) > 2 else local[:1]}***@{domain}"


def mask_id_number(number: str) -> str:
    """110101********1234"""
    if len(number) < 11:
        return number[:1] + "*" * (len(number) - 3) + number[-2:]
    return number[:6] + "*" * (len(number) - 10) + number[-4:]
