"""The command line: one file per command, no arithmetic."""

from counteroffer.cli import (
    adoption,
    canaries,
    case,
    contract,
    contract_clauses,
    contract_trust,
    contract_value,
    demo,
    discover,
    disputes,
    disruption,
    draft,
    explain,
    fees,
    findings,
    import_files,
    imports,
    init,
    mapping,
    medicare,
    metrics,
    nearby,
    payers,
    quality,
    refresh,
    table,
    totals,
    underpayments,
    vault,
    view,
)
from counteroffer.cli.app import app, main

COMMANDS = (
    init,
    import_files,
    imports,
    vault,
    mapping,
    contract,
    canaries,
    adoption,
    contract_clauses,
    contract_trust,
    contract_value,
    discover,
    draft,
    fees,
    refresh,
    case,
    underpayments,
    disputes,
    disruption,
    nearby,
    payers,
    quality,
    metrics,
    view,
    explain,
    findings,
    table,
    totals,
    medicare,
    demo,
)
"""The modules in the order in which the help lists their commands."""

for module in COMMANDS:
    module.add_to(app)

__all__ = ["COMMANDS", "app", "main"]
