"""Why a payer allowed something else than the contract says.

Every suspected mistake is priced like any line: by another rate book, other rules, or the line as the payer must have
read it. A cause is proved when that amount is the allowed one to the cent (with several units to the rounding of one
half cent a unit, since some payers round the line and others the unit).

The order in which causes compete stands in `ORDER`:

1. what the remittance itself tells wins: the federal cut, another code, fewer units, other modifiers, bundling;
2. an amount that is met to the cent wins over one that is met by rounding;
3. if several causes still fit, the one that alone explains at least `COMPANY` other lines of the payer, and ten times
   as many as all the others that fit, is taken; it is marked as such;
4. else the line is `ambiguous`, and all that fit are listed; if nothing fits, it is `unexplained`.
"""

SEQUESTRATION, BUNDLED = "sequestration", "bundled"
DOWNCODED, UNITS, MODIFIER, SETTING = "downcoded", "units_dropped", "modifier_misread", "wrong_setting"
SCHEDULE, LOCALITY, PRACTITIONER = "wrong_schedule", "wrong_locality", "practitioner_percent"
MULTIPLE, LESSER_OF, DEFAULT = "multiple_reduction", "lesser_of", "default_rate"
AMBIGUOUS, UNEXPLAINED = "ambiguous", "unexplained"

ORDER = (DOWNCODED, UNITS, MODIFIER, SCHEDULE, SETTING, LOCALITY, PRACTITIONER, MULTIPLE, LESSER_OF, DEFAULT)
"""Causes that are proved by pricing, in the order in which they are named where several fit."""

SAYS = {
    SEQUESTRATION: "the federal cut (CARC 253) was taken, and the contract has no word for it",
    BUNDLED: "denied as part of another service, beside a paid line of the day",
    DOWNCODED: "paid as another, lower code than was billed",
    UNITS: "fewer units were paid than were billed",
    MODIFIER: "a modifier was ignored, or another one was read",
    SCHEDULE: "paid by another version, year or step of the fee schedule",
    SETTING: "paid at the other setting's rate (facility or office)",
    LOCALITY: "paid at another Medicare locality's amounts",
    PRACTITIONER: "another class of clinician was paid for",
    MULTIPLE: "reduced as a further procedure of the day, or at another rank",
    LESSER_OF: "held against a charge that does not count, or not held against the one that does",
    DEFAULT: "paid by the contract's rest term, though the code has a rate",
    AMBIGUOUS: "several mistakes would each come to this amount",
    UNEXPLAINED: "no mistake that was tried comes to this amount",
}
"""Each cause in a sentence's part."""

COMPANY = 20
"""Lines of a payer that a cause must explain alone before it decides where several fit."""

UNDER, OVER = "under", "over"
