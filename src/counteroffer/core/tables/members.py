"""Members of capitated contracts, as rosters name them."""

from counteroffer.core.tables.form import COUNT, KEY, MILLI, MOMENT, TEXT, Table, col, maybe

MEMBERS = Table(
    "members",
    "One row of one roster file: a member in a month, as that file says it.",
    (
        col("roster", TEXT, "name of the roster, as contracts name it under `members:`"),
        col("reading", KEY, "number of the file among all rosters' files, from 1; a later one corrects an earlier one"),
        col("file", TEXT, "name of the file"),
        col("sha256", TEXT, "its content's SHA-256"),
        col("read_at", MOMENT, "when it was read"),
        col("place", COUNT, "line in the file"),
        col("month", TEXT, "month of membership, such as 2025-01"),
        col("member_key", TEXT, "keyed pseudonym of the member id; not the key that claims know a patient by"),
        maybe("age", COUNT, "whole years in that month; null where the row drops a member"),
        col("sex", TEXT, "`F`, `M` or empty"),
        maybe("risk", MILLI, "risk score, thousandths; null if none was given"),
        col("change", TEXT, "`whole`: the file names all members of the month; `add` or `drop`: it changes one"),
    ),
)
