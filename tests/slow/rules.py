"""The slow pricer of adjustments: a batch of lines with pencil and paper, from the text of docs/contracts.md.

Amounts are Decimal dollars; rules are rows of `rules`, procedures rows of what Medicare says of a code.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

from tests.slow.pricer import UNPRICED_MODIFIERS, dollars, find_rate, in_force, of_line, to_cent

WHOLE = {"percent_of_charges", "case_rate", "percent_of_drugs", "percent_of_list", "invoice_plus"}
"""Ways to pay that are for the line already."""
KIND = {"50": "bilateral", "51": "multiple", "62": "cosurgeons", "66": "team"}
KIND |= dict.fromkeys(("80", "81", "82", "AS"), "assistant")
SHARES = {"54": ("before", "within"), "55": ("after",), "56": ("before",), "78": ("within",)}


def of(percent, amount):
    return to_cent(amount * Decimal(percent) / 100_000)


class Batch:
    """Prices some lines together."""

    def __init__(self, lines, rates, terms, rules, *, procedures, clinicians, cases=()):
        self.cases, self.compared = cases, {}
        self.lines, self.rates, self.terms, self.rules = lines, rates, terms, rules
        self.procedures = {row["code"]: row for row in procedures}
        self.clinicians = clinicians
        self.units, self.why = {}, {}

    def said(self, line, kind):
        version = in_force(line, self.terms) if line["service_date"] else None
        return [r for r in self.rules if r["kind"] == kind and (r["contract"], r["version"], r["exhibit"]) == version]

    def prices(self):
        """Give line id -> expected dollars (None: no price) and why not."""
        begun = {line["line_id"]: self.begin(line) for line in self.lines}
        self.in_cases(begun)
        ranked = self.ranks(begun)
        contracted, expected = {}, {}
        for line in self.lines:
            name = line["line_id"]
            rate, amount = begun[name]
            if amount is None:
                contracted[name] = None
            elif name in ranked:
                contracted[name] = ranked[name]
                self.why[name] = "" if ranked[name] is not None else "by_report"
            elif rate["basis"] in WHOLE:
                contracted[name] = amount
            elif rate["micro"] is not None and amount == dollars(rate["rate"]):  # rounded by the line
                contracted[name] = of_line(line, rate)
            else:
                contracted[name] = to_cent(amount * Decimal(line["milliunits"]) / 1000)
            paid = contracted[name]
            if paid is not None and rate["lesser_of"]:
                paid = min(paid, self.compared.get(name, dollars(line["charge"])))
            expected[name] = paid
        self.claims(expected)
        return {name: (expected[name], self.why[name]) for name in expected}

    def payments(self, expected):
        """Give line id -> dollars withheld and taken by sequestration of the payer's share; None where no price is."""
        found = {}
        for line in self.lines:
            amount = expected[line["line_id"]][0]
            if amount is None:
                found[line["line_id"]] = (None, None)
                continue
            share = max(amount - dollars(line["patient_resp"]), Decimal(0))
            withheld = of(self.taken(line, "withhold"), share)
            found[line["line_id"]] = (withheld, of(self.taken(line, "sequestration"), share - withheld))
        return found

    def taken(self, line, kind):
        said = {rule["key"]: rule["percent"] for rule in self.said(line, kind)} if line["service_date"] else {}
        return said.get(line["billed_code"], said.get("*", 0))

    def in_cases(self, begun):
        """Set what is inside a case to nothing, and price outliers, from the text of docs/contracts.md."""
        triggers, paying = {}, {}
        for line in sorted(self.lines, key=lambda line: (line["service_date"], line["line_id"])):
            rate, amount = begun[line["line_id"]]
            if amount is None or rate["basis"] != "case_rate" or line["outcome"] == "denied":
                continue
            version = in_force(line, self.terms)
            rows = [c for c in self.cases if c["term_id"] == rate["term_id"]]
            rows = [c for c in rows if (c["contract"], c["version"], c["exhibit"]) == version]
            if rows:
                case = (whose(line), version, rate["term_id"], line["service_date"])
                triggers[line["line_id"]] = paying.setdefault(case, (line, rows))
        inside = {name: paid for name, (paid, _) in triggers.items() if paid["line_id"] != name}
        for line in self.lines:
            name = line["line_id"]
            if name in triggers or in_force(line, self.terms) is None:
                continue
            hit = [first for first, rows in paying.values() if any(reaches(row, first, line) for row in rows)]
            if hit:
                inside[name] = min(hit, key=lambda first: (first["service_date"], first["line_id"]))
        for name in inside:
            begun[name] = ({"basis": "percent_of_charges", "lesser_of": False}, Decimal(0))
            self.why[name] = ""
        for first, rows in paying.values():
            own = first["line_id"]
            lines = [line for line in self.lines if line["line_id"] == own or inside.get(line["line_id"]) is first]
            self.compared[own] = sum(dollars(line["charge"]) for line in lines)
            if rows[0]["above"] is not None and self.compared[own] > dollars(rows[0]["above"]):
                percent = rows[0]["percent"]
                amount = None if percent is None else of(percent, self.compared[own])
                begun[own] = (begun[own][0], amount)
                self.why[own] = "by_hand" if amount is None else ""

    def begin(self, line):
        """Give the rate, and what one unit (or the line) pays after modifiers, clinician and place."""
        name = line["line_id"]
        place = next((r for r in self.said(line, "place") if r["key"] == line["pos"]), None)
        version = in_force(line, self.terms) if line["service_date"] else None
        if version is None:
            self.why[name] = "no_contract" if line["service_date"] else "no_date"
            return None, None
        seen = line | {f"mod{i}": m for i, m in self.known(line).items()}
        rate, why = find_rate(seen | {"setting": (place and place["setting"]) or line["setting"]}, version, self.rates)
        percents = self.percents(line)
        self.why[name] = "modifier" if percents is None else why or ("no_units" if line["milliunits"] <= 0 else "")
        if self.why[name]:
            return rate, None
        amount = of_line(line, rate) if rate["basis"] in WHOLE else dollars(rate["rate"])
        if rate["basis"] == "percent_of_charges":
            return rate, amount
        for percent in percents + self.personal(line, rate) + ([place["percent"]] if place else []):
            amount = of(percent, amount)
        return rate, amount

    def known(self, line):
        """Give the line's modifiers without those that only a rule decides on."""
        return {i: "" if line[f"mod{i}"] in UNPRICED_MODIFIERS else line[f"mod{i}"] for i in (1, 2, 3, 4)}

    def percents(self, line):
        """Give the percents of the modifiers in their order; None if one is left to a person."""
        rules = {rule["key"]: rule for rule in self.said(line, "modifier")}
        found = []
        for modifier in (line[f"mod{i}"] for i in (1, 2, 3, 4)):
            rule, code = rules.get(modifier), self.procedures.get(line["billed_code"], {})
            if rule is None:
                if modifier in UNPRICED_MODIFIERS:
                    return None
                continue
            if rule["shares"]:
                percent = sum(code.get(name, 0) for name in SHARES[modifier]) * 1000 or None
            elif rule["indicators"]:
                own = code.get(KIND[modifier], "")
                percent = rule["percent"] if own and own in rule["indicators"].split() else rule["otherwise"]
            else:
                percent = rule["percent"]
            if percent is None:
                return None
            found.append(percent)
        return found

    def personal(self, line, rate):
        rules = {rule["key"]: rule["percent"] for rule in self.said(line, "practitioner")}
        services = rate["basis"] in {"percent_of_medicare", "conversion_factor", "fee_schedule"}
        assistant = "AS" in (line[f"mod{i}"] for i in (1, 2, 3, 4))
        if not rules or not services or assistant or line["billed_code"][0] in "ABEJKLQV":
            return []
        who = self.clinicians.get(line["rendering_npi"] or line["billing_npi"], "")
        return [rules.get(who, 100_000)]

    def ranks(self, begun):
        """Give line id -> what all its units pay at their ranks; None where it is by report."""
        groups = defaultdict(list)
        for line in self.lines:
            rate, amount = begun[line["line_id"]]
            if amount is None or rate["basis"] in WHOLE:
                continue
            indicator = self.procedures.get(line["billed_code"], {}).get("multiple", "")
            patient = line["patient_key"] or ("claim", line["claim"])
            day = (line["payer"], line["sequence"], patient, line["service_date"], line["billing_tin"])
            rules = [r for r in self.said(line, "multiple") if indicator and indicator in r["indicators"].split()]
            if rules:
                groups[*day, rules[0]["contract"], rules[0]["version"], rules[0]["exhibit"]].append(
                    (line, amount, sorted_by_rank(rules))
                )
        found = {}
        for members in groups.values():
            found |= rank(members)
        return found

    def claims(self, expected):
        """Cut each claim down to its charges where the contract says so."""
        together = defaultdict(list)
        for line in self.lines:
            if line["outcome"] != "denied" and self.said(line, "claim_charges"):
                version = in_force(line, self.terms)
                together[version, line["payer"], line["sequence"], line["claim"], line["patient_key"]].append(line)
        for lines in together.values():
            names = [line["line_id"] for line in lines]
            if any(expected[name] is None for name in names):
                for name in names:
                    if expected[name] is not None:
                        expected[name], self.why[name] = None, "claim"
                continue
            charges, rates = sum(dollars(line["charge"]) for line in lines), sum(expected[name] for name in names)
            if rates > charges:
                share(expected, sorted(names), charges, rates)


def whose(line):
    return line["payer"], line["sequence"], line["patient_key"] or ("claim", line["claim"]), line["billing_tin"]


def reaches(row, first, line):
    """Say whether a row of a case that a line pays reaches another line."""
    days = (line["service_date"] - first["service_date"]).days
    near = -row["days_before"] <= days <= row["days_after"]
    return near and whose(first) == whose(line) and row["code"] in {"*", line["billed_code"]}


def share(expected, names, charges, rates):
    """Share the charges in proportion, so that the sum is kept: each takes what rounding leaves it."""
    so_far = given = Decimal(0)
    for name in names:
        so_far += expected[name]
        upto = to_cent(so_far * charges / rates)
        expected[name], given = upto - given, upto


def sorted_by_rank(rules):
    return sorted(rules, key=lambda rule: rule["rank"])


def rank(members):
    """Rank the procedures of one patient and day: the dearest first, units one by one, the denied ones last."""
    order = sorted(members, key=lambda m: (m[0]["outcome"] == "denied", -m[1], m[0]["line_id"]))
    taken, found = 0, {}
    for line, amount, rules in order:
        units = -(-line["milliunits"] // 1000)
        total = Decimal(0)
        for place in range(taken + 1, taken + units + 1):
            percent = rules[min(place, len(rules)) - 1]["percent"]
            total += (amount * Decimal(percent) / 100_000).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        taken += units
        most = rules[0]["most"]
        by_report = (most is not None and taken > most) or line["milliunits"] % 1000
        found[line["line_id"]] = None if by_report else total
    return found
