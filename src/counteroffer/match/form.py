"""The form of a final line: column by column, the choice between what was sent and what was answered."""

from __future__ import annotations

from typing import Any

import ibis

from counteroffer.core.codes import FACILITY_POS
from counteroffer.core.tables import LINES
from counteroffer.match.columns import NOTHING, no_number, number, text, truth
from counteroffer.match.denials import OTHER, category_expr
from counteroffer.match.kinds import with_kinds


def in_form(row: ibis.Table, key: list[str], rules: ibis.Table | None = None) -> ibis.Table:
    """Give joined rows exactly the columns of `lines`, in order of `line_id`.

    Args:
        row: `s_` columns of the submitted line, `c_` of its claim, `r_` of the final adjudication, `first_` of the
            first one; all null where there is none.
        key: columns that name a line; they give `line_id` its order.
        rules: what the practice says of product and funding, see `kinds.rules_table`.
    """
    stands = truth(~row.r_reversed)
    row = row.mutate(
        stands=stands,
        denied=stands & truth(row.r_denied),
        was_denied=truth(row.first_denied),
        day=ibis.coalesce(row.s_service_date, row.r_service_date),
        place=text(row.s_pos, row.c_pos, row.r_pos),
    )
    row = row.mutate(**_who(row), **_what(row), **_money(row), **_outcome(row))
    row = with_kinds(row, rules)
    nth = ibis.row_number().over(ibis.window(order_by=[row[k] for k in key]))
    row = row.mutate(line_id=nth + 1)
    schema = ibis.Schema.from_pyarrow(LINES.schema)
    typed = {name: row[name].cast(schema[name].copy(nullable=True)) for name in LINES.names}
    return row.select(**typed).order_by("line_id")


def _who(row: ibis.Table) -> dict[str, Any]:
    return {
        "payer": text(row.r_payer, row.c_payer),
        "payer_id": text(row.c_payer_id, row.r_payer_id),
        "filing_code": text(row.c_filing_code, row.r_filing_code),
        "prior_auth": text(row.c_prior_auth),
        "group_number": text(row.c_group_number, row.r_group_number),
        "patient_key": text(row.c_patient_key, row.r_patient_key),
        "billing_npi": text(row.c_billing_npi, row.r_payee_npi),
        "billing_tin": text(row.c_billing_tin, row.r_payee_tin),
        "rendering_npi": text(
            row.s_rendering_npi, row.c_rendering_npi, row.r_rendering_npi, row.r_claim_rendering, row.r_payee_npi
        ),
        "referring_npi": text(row.c_referring_npi),
    }


def _what(row: ibis.Table) -> dict[str, Any]:
    same = text(row.r_code) == text(row.s_code)
    silent = text(row.r_mod1) == ""
    # a payer that names the code without its modifiers has not changed them
    sent = row.r_code.isnull() | (row.r_code == "") | (same & silent & row.s_code.notnull())
    mods = {f"mod{i}": ibis.ifelse(sent, text(row[f"s_mod{i}"]), text(row[f"r_mod{i}"])) for i in (1, 2, 3, 4)}
    return {
        "line": ibis.coalesce(row.s_line, row.r_line),
        "pos": row.place,
        "setting": ibis.ifelse(row.place.isin(sorted(FACILITY_POS)), "facility", "nonfacility"),
        "service_date": row.day,
        "month": row.day.strftime("%Y-%m").fill_null(""),
        "submitted_date": row.c_first_sent,
        "billed_code": text(row.s_code, row.r_billed_code),
        "code": text(row.r_code, row.s_code),
        **mods,
        "milliunits": ibis.coalesce(row.s_milliunits, row.r_milliunits),
        "unit_basis": ibis.ifelse(row.s_milliunits.notnull(), text(row.s_unit_basis), NOTHING),
        "charge": ibis.coalesce(row.s_charge, row.r_charge),
        "claim_file": row.s_claim_file,
        "claim_place": row.s_claim_place,
        "remit_file": ibis.ifelse(row.stands, row.r_file_id, no_number()),
        "remit_place": ibis.ifelse(row.stands, row.r_segment, no_number()),
    }


def _money(row: ibis.Table) -> dict[str, Any]:
    return {
        "allowed": ibis.ifelse(row.stands, row.r_allowed, no_number()),
        "allowed_source": ibis.ifelse(row.stands, row.r_allowed_source, "none"),
        "paid": ibis.ifelse(row.stands, row.r_paid, number(0)),
        "patient_resp": ibis.ifelse(row.stands, row.r_share, number(0)),
        "paid_date": ibis.ifelse(row.stands, row.r_payment_date, ibis.null("date")),
        "adjudications": row.r_adjudications.fill_null(0),
        "reversals": row.r_reversals.fill_null(0),
        "resubmissions": row.again.fill_null(0),
        "resubmitted_date": row.again_date,
    }


def _outcome(row: ibis.Table) -> dict[str, Any]:
    silent = row.r_reversed.isnull()
    last = {part: text(row[f"r_denial_{part}"]) for part in ("group", "carc", "rarc")}
    first = {part: text(row[f"first_{part}"]) for part in last}
    named = {part: ibis.cases((row.denied, last[part]), (row.was_denied, first[part]), else_=NOTHING) for part in last}
    return {
        "outcome_first": ibis.cases((silent, "none"), (row.was_denied, "denied"), else_="paid"),
        "outcome": ibis.cases((silent, "none"), (~row.stands, "reversed"), (row.denied, "denied"), else_="paid"),
        "denial_first_category": _category(row.was_denied, first),
        "denial_category": _category(row.denied, last),
        **{f"denial_{part}": named[part] for part in named},
    }


def _category(denied: Any, reason: dict[str, Any]) -> Any:
    # a claim denied with no reason at all still is a denial: of the category of reasons that nobody knows
    named = ibis.ifelse(reason["carc"] == "", OTHER, category_expr(reason["carc"], reason["rarc"]))
    return ibis.ifelse(denied, named, NOTHING)
