"""The taxonomy of data kinds, and which of them the law calls sensitive.

Rules
- A kind is a dotted key; `contact` holds `contact.email`. Most keys are those of the fideslang taxonomy without
  their `user.` prefix (a test compares them); the rest is ours, for what that taxonomy lacks.
- Kinds that PIPL 28 names are sensitive whatever a policy file says.

Example
    >>> holds("contact", "contact.email"), holds("contact.email", "contact")
    (True, False)
"""

from __future__ import annotations

FIDESLANG = frozenset(
    """
account account.settings account.username authorization authorization.biometric
authorization.credentials authorization.password behavior behavior.browsing_history
behavior.media_consumption behavior.purchase_history behavior.search_history biometric
biometric.fingerprint biometric.health biometric.retinal biometric.voice childrens contact
contact.address contact.address.city contact.address.country contact.address.postal_code
contact.address.state contact.address.street contact.email contact.fax_number contact.organization
contact.phone_number contact.url content content.private content.public content.self_image
criminal_history demographic demographic.age_range demographic.date_of_birth demographic.gender
demographic.language demographic.marital_status demographic.political_opinion demographic.profile
demographic.race_ethnicity demographic.religious_belief demographic.sexual_orientation device
device.cookie device.cookie_id device.device_id device.ip_address financial financial.bank_account
financial.credit_card government_id government_id.birth_certificate government_id.drivers_license_number
government_id.immigration government_id.national_identification_number government_id.passport_number
government_id.vehicle_registration health_and_medical health_and_medical.genetic
health_and_medical.insurance_beneficiary_id health_and_medical.record_id job_title location
location.imprecise location.precise name name.first name.last payment privacy_preferences sensor social
telemetry unique_id unique_id.pseudonymous user_sensor workplace
    """.split()
)
"""Data categories of fideslang, without `user.`."""

OWN = frozenset(
    """
biometric.face biometric.feature physiological contact.messaging_account contact.emergency
contact.address_book content.feedback content.message content.call_recording content.picture
content.video content.sound content.post content.document device.model device.identifier device.network
device.software device.hardware device.log device.permission_state device.clipboard device.calendar
device.alarm device.installed_apps device.processes device.performance device.wifi device.base_station
device.bluetooth device.advertising_id device.sim device.storage device.locale device.notification
behavior.usage behavior.click_history behavior.profile behavior.interest workplace.organisation
workplace.department workplace.attendance workplace.approval workplace.schedule workplace.log
workplace.document workplace.points location.track location.network transaction transaction.order
transaction.logistics financial.property financial.invoice account.identifier account.verification_code
account.avatar account.introduction account.nickname account.membership legal_case organisation.licence
organisation.name organisation.contact social.contacts social.relation statistics risk_assessment
demographic.education demographic.occupation demographic.nationality
    """.split()
)
"""Our own kinds."""

KINDS = FIDESLANG | OWN

STATUTORY = (
    "biometric",
    "physiological",
    "authorization.biometric",
    "health_and_medical",
    "demographic.religious_belief",
    "demographic.race_ethnicity",
    "demographic.political_opinion",
    "demographic.sexual_orientation",
    "financial.bank_account",
    "financial.credit_card",
    "government_id",
    "criminal_history",
    "childrens",
    "location.precise",
    "location.track",
)
"""Kinds whose leak easily harms dignity, person or property (PIPL 28; GB/T 35273 annex B)."""

GUARDED = ("location.precise", "contact.address_book", "content.sound", "device.calendar")
"""Kinds that a phone guards by a permission; a file with `permissions` must say which one."""


def holds(kind: str, other: str) -> bool:
    """Return whether `other` is `kind` or stands below it."""
    return other == kind or other.startswith(kind + ".")


def statutory(kind: str) -> bool:
    """Return whether the law calls data of this kind sensitive. A kind that is not known counts as sensitive."""
    return kind not in KINDS or any(holds(each, kind) for each in STATUTORY)
