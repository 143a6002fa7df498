"""Tables of what is owed: the cause of every line that was paid otherwise than its contract says."""

from counteroffer.core.tables.form import CENTS, KEY, TEXT, Table, col, maybe

VARIANCES = Table(
    "variances",
    "One line that was paid otherwise than the contract says, by more than the tolerance, with its cause.",
    (
        col("line_id", KEY, "the line"),
        col("direction", TEXT, "`under` or `over`: paid below or above the contract"),
        col(
            "cause",
            TEXT,
            "what the payer did (docs/underpayments.md): `sequestration`, `bundled`, `downcoded`, `units_dropped`, "
            "`modifier_misread`, `wrong_schedule`, `wrong_setting`, `wrong_locality`, `practitioner_percent`, "
            "`multiple_reduction`, `lesser_of`, `default_rate`, `ambiguous` or `unexplained`",
        ),
        col(
            "how",
            TEXT,
            "how it is known: `told` (the remittance says so), `amount` (only this mistake comes to the allowed "
            "amount), `company` (several do; this one alone explains many lines of the payer); else empty",
        ),
        col("dollars", CENTS, "cents between the contract and the allowed amount, or the cut; above zero"),
        maybe("hypothesis", CENTS, "what the line pays under the mistake; null where none was proved"),
        col("evidence", TEXT, "the mistake in words"),
        col("others", TEXT, "causes that come to the same amount, joined by spaces; empty if none"),
    ),
)
