"""Check digits and plausible parts of numbers.

Rules
- Each function takes the bare number (separators gone) and answers yes or no; none raises.
- A region code is judged by its province only: counties are made, renamed and abolished, a number stays for life.

Sources: GB 11643 (resident number, ISO 7064 mod 11-2), GB 32100 (unified social credit code, mod 31), ISO/IEC 7812
(Luhn), ISO 13616 (IBAN, mod 97), GB 16735 (vehicle number), 3GPP TS 23.003 (IMEI, IMSI).

Example
    >>> resident("11010519491231002X"), luhn("4111111111111111")
    (True, True)
"""

from __future__ import annotations

from operator import mul

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83".split()
)
_DAYS = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_ZERO = ord("0") * sum(_RESIDENT_WEIGHTS)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_VEHICLE_VALUES = {str(digit): digit for digit in range(10)} | dict(
    zip(
        "ABCDEFGHJKLMNPRSTUVWXYZ",
        (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9),
        strict=True,
    )
)
_VEHICLE_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_TAIWAN_LETTERS = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_IMEI_REPORTING = frozenset("01 10 30 33 35 44 45 49 50 51 52 53 54 86 91 97 98 99".split())
_AREA_CODES_OF_THREE = frozenset("010 020 021 022 023 024 025 027 028 029".split())


def day(year: int, month: int, number: int) -> bool:
    """Return whether the day exists and somebody who may still be in a book can be born on it (1900 to 2049)."""
    if not (1900 <= year < 2050 and 1 <= month <= 12 and 1 <= number <= _DAYS[month]):
        return False
    return month != 2 or number < 29 or (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))


def _region(number: str) -> bool:
    """Return whether a resident number begins with a place: a province, or 9 and the province that issued it."""
    return number[:2] in PROVINCES or (number[0] == "9" and number[1:3] in PROVINCES)


def resident(number: str) -> bool:
    """Return whether 18 characters are a resident number: region, birth date, check character."""
    if not (_region(number) and day(int(number[6:10]), int(number[10:12]), int(number[12:14]))):
        return False
    total = sum(map(mul, number.encode("ascii"), _RESIDENT_WEIGHTS)) - _RESIDENT_ZERO
    return "10X98765432"[total % 11] == number[17].upper()


def resident_of_15(number: str) -> bool:
    """Return whether 15 digits can be a resident number of the first generation, which has no check digit."""
    if number[:2] not in PROVINCES or number[2:4] == "00" or number[12:] == "000":
        return False
    return day(1900 + int(number[6:8]), int(number[8:10]), int(number[10:12]))


def luhn(number: str) -> bool:
    """Return whether the last digit is the Luhn check digit of the rest."""
    digits = number.encode("ascii")
    plain = digits[-1::-2]
    return (sum(plain) - 48 * len(plain) + sum(digits[-2::-2].translate(_DOUBLED))) % 10 == 0


def card(number: str) -> str | None:
    """Return `bank-card` or `credit-card` for a card number with a known issuer, its length and Luhn; else None."""
    length, what = len(number), None
    if number.startswith("62") or number[:4] in {"9558", "9559", "6013", "6029", "6058", "6091", "6210"}:
        what = "bank-card" if 16 <= length <= 19 else None
    elif number[0] == "4":
        what = "credit-card" if length in (13, 16, 19) else None
    elif "51" <= number[:2] <= "55" or "2221" <= number[:4] <= "2720":
        what = "credit-card" if length == 16 else None
    elif number[:2] in {"34", "37"}:
        what = "credit-card" if length == 15 else None
    elif number[:2] in {"36", "38"} or "300" <= number[:3] <= "305":
        what = "credit-card" if length == 14 else None
    elif (
        "3528" <= number[:4] <= "3589"
        or number[:4] == "6011"
        or number[:2] == "65"
        or "644" <= number[:3] <= "649"
    ):
        what = "credit-card" if 16 <= length <= 19 else None
    return what if what and len(set(number)) > 1 and luhn(number) else None


def credit_code(number: str) -> bool:
    """Return whether 18 characters are a unified social credit code."""
    if number[0] not in "123456789AY" or not number[2:8].isdigit() or number[2:4] not in PROVINCES | {"10"}:
        return False
    if any(character not in _CREDIT_ALPHABET for character in number):
        return False
    values = (_CREDIT_ALPHABET.index(character) for character in number[:17])
    total = sum(value * weight for value, weight in zip(values, _CREDIT_WEIGHTS, strict=True))
    return _CREDIT_ALPHABET[-total % 31] == number[17]


def vehicle(number: str) -> bool:
    """Return whether 17 characters are a vehicle number with its check character."""
    if number.isdigit() or any(character not in _VEHICLE_VALUES for character in number):
        return False
    total = sum(
        _VEHICLE_VALUES[character] * weight
        for character, weight in zip(number, _VEHICLE_WEIGHTS, strict=True)
    )
    return "0123456789X"[total % 11] == number[8]


def iban(number: str) -> bool:
    """Return whether a country, two check digits and an account hold together (mod 97)."""
    if not 15 <= len(number) <= 34:
        return False
    return int("".join(str(int(character, 36)) for character in number[4:] + number[:4])) % 97 == 1


def hong_kong(letters: str, digits: str, check: str) -> bool:
    """Return whether a Hong Kong identity number (letters, six digits, check character) holds together."""
    values = [36 if len(letters) == 1 else ord(letters[0]) - 55, ord(letters[-1]) - 55, *map(int, digits)]
    total = sum(value * weight for value, weight in zip(values, (9, 8, 7, 6, 5, 4, 3, 2), strict=True))
    return "0123456789A"[-total % 11] == check


def taiwan(number: str) -> bool:
    """Return whether a letter and nine digits are a Taiwan identity or residence number."""
    place = _TAIWAN_LETTERS[number[0]]
    total = place // 10 + place % 10 * 9
    total += sum(
        int(digit) * weight for digit, weight in zip(number[1:], (8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)
    )
    return total % 10 == 0


def imei(number: str) -> bool:
    """Return whether 15 digits are an IMEI: a reporting body that exists, and Luhn."""
    return number[:2] in _IMEI_REPORTING and len(set(number)) > 2 and luhn(number)


def imsi(number: str) -> bool:
    """Return whether 15 digits begin with a mobile network of China (460 00 to 460 20) or Hong Kong, Macau, Taiwan."""
    return (number.startswith("460") and number[3:5] <= "20") or number[:3] in {"454", "455", "466"}


def iccid(number: str) -> bool:
    """Return whether 19 or 20 digits name a SIM card: 8986 of China, elsewhere 89 with Luhn."""
    return number.startswith("8986") or (number.startswith("89") and luhn(number))


def mobile(number: str) -> bool:
    """Return whether 11 digits are a mobile number of the mainland: 13 to 19, and not one digit again and again."""
    return number[0] == "1" and "3" <= number[1] <= "9" and len(set(number[3:])) > 1


def landline(number: str) -> bool:
    """Return whether digits with a leading 0 are an area code of the mainland and a number of its length."""
    if number[:3] in _AREA_CODES_OF_THREE:
        return len(number) == 11 and number[3] in "2345678"
    return len(number) in (11, 12) and "3" <= number[1] <= "9" and number[4] in "2345678"


def address_of_four(number: str) -> bool:
    """Return whether four decimal parts are an address that can be somebody's: no mask, no loop, no zero network."""
    first, second, third, fourth = map(int, number.split("."))
    if f"{first}.{second}.{third}.{fourth}" != number or max(second, third, fourth) > 255:  # an octet
        return False
    return 0 < first < 224 and first != 127  # the loop, and multicast from 224
