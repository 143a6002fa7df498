"""Claims and remittances become final lines: payers rolled up, reversals netted, denials named."""
