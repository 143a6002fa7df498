"""The plain reader: splits, loops and dicts, one segment at a time. Slow and obvious; it judges the columnar one.

It shares nothing with the reader under test but the table definitions.
"""

import hashlib
import hmac
import re
from datetime import date
from decimal import Decimal, InvalidOperation

BLANKS = b" \t\r\n\x0b\x0c\x00\x1a\xef\xbb\xbf"
ENVELOPE = {"ISA", "GS", "ST", "SE", "GE", "IEA"}
TABLES = (
    "claims",
    "claim_lines",
    "remits",
    "remit_claims",
    "remit_lines",
    "adjustments",
    "remarks",
    "provider_adjustments",
    "supplements",
    "other_payers",
    "other_payer_lines",
    "other_adjustments",
)
UNSURE_AFTER = {"ISA", "GS", "ST", "GE", "IEA", None}


def text(value):
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


class Segment:
    def __init__(self, raw, sep, comp, interchange, number, offset):  # noqa: PLR0917
        self.parts = raw.split(bytes([sep]))
        self.name = text(self.parts[0])
        self.comp = bytes([comp])
        self.interchange, self.number, self.offset = interchange, number, offset

    def __getitem__(self, i):
        return text(self.parts[i]) if i < len(self.parts) else ""

    def part(self, i, j):
        pieces = self.parts[i].split(self.comp) if i < len(self.parts) else []
        return text(pieces[j - 1]) if j <= len(pieces) else ""

    def place(self, file_id):
        return {
            "file_id": file_id,
            "interchange": self.interchange,
            "segment": self.number,
            "offset": self.offset,
        }


def delimiters(data, at):
    """Separator, component separator and terminator of the ISA at a place, or None."""
    parts = data[at : at + 400].split(data[at + 3 : at + 4], 16)
    if len(parts) < 17 or len(parts[16]) < 2:
        return None
    found = data[at + 3], parts[16][0], parts[16][1]
    good = all(b < 128 and not chr(b).isalnum() and b not in b" -.\x00" for b in found)
    return found if good and len(set(found)) == 3 else None


def segments(data):
    """All segments of well-framed data (broken ISAs are tested apart)."""
    at, number, interchange, found = 0, 0, 0, None
    result = []
    while at < len(data):
        start = at
        while start < len(data) and data[start] in BLANKS and (found is None or data[start] != found[2]):
            start += 1
        if found is not None and start < len(data) and data[start] == found[2]:
            at = start + 1
            continue
        is_isa = (
            data[start : start + 3] == b"ISA" and not chr(data[start + 3] if start + 3 < len(data) else 65).isalnum()
        )
        if is_isa:
            found = delimiters(data, start)
        if found is None:
            return result, True
        end = data.find(bytes([found[2]]), start)
        if end < 0:
            last = data[start:].rstrip(BLANKS)
            if last.startswith(b"IEA" + bytes([found[0]])):
                number += 1
                result.append(Segment(last, found[0], found[1], interchange, number, start))
                last = b""
            return result, bool(last)
        number += 1
        interchange += is_isa
        result.append(Segment(data[start:end], found[0], found[1], interchange, number, start))
        at = end + 1
    return result, False


def amount(value, places=2):
    """Integer cents (or thousandths), or None when it is no such number."""
    if not re.fullmatch(r"-?([0-9]+\.?[0-9]*|\.[0-9]+)", value.strip()):
        return None
    try:
        scaled = Decimal(value.strip()).scaleb(places)
    except InvalidOperation:
        return None
    if scaled != int(scaled) or abs(scaled) > 10**13:
        return None
    return int(scaled)


def day(value):
    if re.fullmatch(r"[0-9]{8}", value):
        try:
            return date(int(value[:4]), int(value[4:6]), int(value[6:]))
        except ValueError:
            return None
    return None


def days(value):
    """First and last day of a date or a range."""
    if len(value) == 17 and value[8] == "-":
        first, last = day(value[:8]), day(value[9:])
        return first, last if first else None
    return day(value), day(value)


def key_of(key, *parts):
    joined = "|".join(part.strip() for part in parts).upper()
    if joined.startswith("||"):
        return ""
    return hmac.new(key, joined.encode(), hashlib.sha256).hexdigest()[:16]


def kind_of(st, guide, rest):
    if st[1] != "837":
        return st[1][:3] or "?"
    for name in (st[3], guide):
        for mark, kind in (
            ("X222", "837P"),
            ("X098", "837P"),
            ("X223", "837I"),
            ("X096", "837I"),
            ("X224", "837D"),
            ("X097", "837D"),
        ):
            if mark in name:
                return kind
    for segment in rest:
        if segment.name in ENVELOPE:
            break
        if segment.name in ("SV1", "SV2", "SV3"):
            return {"SV1": "837P", "SV2": "837I", "SV3": "837D"}[segment.name]
    return "837"


def transactions(found):
    """Yield (kind, segments from ST on, what ended it)."""
    guide, group, current = "", "", None
    for i, segment in enumerate(found):
        if segment.name in ENVELOPE:
            if current:
                yield (*current, segment.name)
                current = None
            if segment.name == "GS":
                guide, group = segment[8], segment[6].strip()
            if segment.name in ("ISA", "GE", "IEA"):
                group = ""
            if segment.name == "ST":
                segment.group = group
                current = (kind_of(segment, guide, found[i + 1 :]), [segment])
        elif current:
            current[1].append(segment)
    if current:
        yield (*current, None)


def read(data, file_id, key):
    """Read all tables: name -> list of dicts."""
    tables = {name: [] for name in TABLES}
    found, _ = segments(data)
    for kind, parts, ended in transactions(found):
        if kind == "835":
            Remittance(tables, parts, ended, file_id, key)
        elif kind in ("837P", "837I"):
            Submission(tables, parts, ended, file_id, key, kind[3])
    return tables


def split_claims(parts, name, closers, ended):
    """Split a transaction into its head and its claims: (segments of the claim, whether it may be cut short)."""
    claims, others, current = [], [], None
    for i, segment in enumerate(parts):
        if segment.name == name:
            current = [segment]
            claims.append((current, i))
        elif segment.name in closers:
            current = None
            others.append(segment)
        elif current is not None:
            current.append(segment)
        else:
            others.append(segment)
    result = []
    for claim, i in claims:
        after = parts[i + len(claim)].name if i + len(claim) < len(parts) else ended
        result.append((claim, after in UNSURE_AFTER))
    return result, others


def first(found, name, *codes):
    for segment in found:
        if segment.name == name and (not codes or segment[1] in codes):
            return segment
    return None


def get(segment, i):
    return segment[i] if segment else ""


class Remittance:
    def __init__(self, tables, parts, ended, file_id, key):
        self.tables, self.file_id, self.key, self.st = tables, file_id, key, parts[0]
        claims, _ = split_claims(parts, "CLP", {"LX", "TS2", "TS3", "PLB"}, ended)
        self.paid = 0
        for claim, cut in claims:
            self.claim(claim, cut)
        plb, sound = self.plb([s for s in parts if s.name == "PLB"])
        head = []
        for segment in parts:
            if segment.name in {"LX", "TS2", "TS3", "CLP", "SVC", "PLB"}:
                break
            head.append(segment)
        self.remit(head, len(claims), plb, sound)

    def remit(self, head, claims, plb, sound):
        bpr, trn = first(head, "BPR"), first(head, "TRN")
        payer, payee = first(head, "N1", "PR"), first(head, "N1", "PE")
        paid = amount(get(bpr, 2))
        total = -(paid or 0) if get(bpr, 3) == "D" else paid or 0
        company = get(trn, 3)
        self.tables["remits"].append(
            self.st.place(self.file_id)
            | {
                "transaction": self.st[2],
                "payer_name": get(payer, 2),
                "payer_id": get(payer, 4) or get(first(head, "REF", "2U"), 2) or company,
                "payer_tin": company[1:] if re.fullmatch("1[0-9]{9}", company) else company,
                "payee_npi": get(payee, 4) if get(payee, 3) == "XX" else "",
                "payee_tin": (get(payee, 4) if get(payee, 3) == "FI" else "") or get(first(head, "REF", "TJ"), 2),
                "trace": get(trn, 2),
                "method": get(bpr, 4),
                "paid": total,
                "payment_date": days(get(bpr, 16))[0],
                "claims": claims,
                "claims_paid": self.paid,
                "provider_adjusted": plb,
                "balanced": paid is not None and sound and total == self.paid - plb,
            },
        )

    def plb(self, found):
        total, sound = 0, True
        for segment in found:
            sound &= len(segment.parts) - 1 <= 14
            for position in range(1, 7):
                reason, money = segment[2 * position + 1], segment[2 * position + 2]
                if not reason and not money:
                    continue
                cents = amount(money)
                sound &= cents is not None
                total += cents or 0
                self.tables["provider_adjustments"].append(
                    segment.place(self.file_id)
                    | {
                        "position": position,
                        "remit_segment": self.st.number,
                        "provider": segment[1],
                        "reason": segment.part(2 * position + 1, 1),
                        "reference": segment.part(2 * position + 1, 2),
                        "amount": cents or 0,
                    },
                )
        return total, sound

    def claim(self, found, cut):
        clp = found[0]
        own, lines = [], []
        for segment in found[1:]:
            if segment.name == "SVC":
                lines.append([segment])
            else:
                (lines[-1] if lines else own).append(segment)
        bad = [cut]
        charge, paid = self.money(clp[3], bad, needed=True), self.money(clp[4], bad, needed=True)
        self.paid += paid
        status = self.code(clp[2], 2, bad)
        bad.append(not clp[1] or not clp[2])
        patient = first(own, "NM1", "QC") or first(own, "NM1", "IL")
        rendering = first(own, "NM1", "82")
        service = days(get(first(own, "DTM", "232"), 2))[0]
        row = clp.place(self.file_id) | {
            "remit_segment": self.st.number,
            "claim": clp[1],
            "status": status,
            "charge": charge,
            "paid": paid,
            "patient_resp": self.money(clp[5], bad),
            "filing_code": self.code(clp[6], 2, bad),
            "payer_control": clp[7],
            "pos": self.code(clp[8], 2, bad),
            "frequency": self.code(clp[9], 1, []),
            "patient_key": key_of(self.key, get(patient, 3), get(patient, 4), get(patient, 9)),
            "rendering_npi": get(rendering, 9) if get(rendering, 8) == "XX" else "",
            "group_number": get(first(own, "REF", "1L"), 2),
            "received_date": days(get(first(own, "DTM", "050"), 2))[0],
            "service_date": service,
            "service_to": days(get(first(own, "DTM", "233"), 2))[0],
            "coverage_amount": self.optional(first(own, "AMT", "AU"), bad),
            "interest": self.optional(first(own, "AMT", "I"), bad) or 0,
            "lines": len(lines),
        }
        self.supplements(own, clp, None)
        own_cas = sum(self.cas(s, clp, None, bad)[0] for s in own if s.name == "CAS")
        self.remarks(own, clp, None)
        line_cas, rows, balances = 0, [], []
        for ordinal, line in enumerate(lines, 1):
            line_row, adjusted = self.line(line, ordinal, clp, service, bad)
            rows.append(line_row)
            balances.append(line_row["charge"] - adjusted == line_row["paid"])
            line_cas += adjusted
        balances.append(charge - own_cas - line_cas == paid)
        aside = any(bad) or clp[2] == "25" or not all(balances)
        self.tables["remit_claims"].append(row | {"set_aside": aside})
        self.tables["remit_lines"] += [line_row | {"set_aside": aside} for line_row in rows]

    def line(self, found, ordinal, clp, claim_date, bad):
        svc = found[0]
        adjusted = patient = 0
        for segment in found:
            if segment.name == "CAS":
                total, by_patient = self.cas(segment, clp, svc, bad)
                adjusted, patient = adjusted + total, patient + by_patient
        self.remarks(found, clp, svc)
        self.supplements(found[1:], clp, svc)
        bad.append(len(svc.part(1, 1).encode()) != 2 or not svc.part(1, 2))
        own = first(found, "DTM", "472") or first(found, "DTM", "150")
        started = days(own[2])[0] if get(own, 2) else claim_date
        ended = first(found, "DTM", "151")
        changed = svc.part(6, 2)
        return svc.place(self.file_id) | {
            "claim_segment": clp.number,
            "line": ordinal,
            "code": svc.part(1, 2),
            **{f"mod{i}": svc.part(1, i + 2) for i in (1, 2, 3, 4)},
            "billed_code": changed or svc.part(1, 2),
            "billed_mods": " ".join(filter(None, (svc.part(6, i) for i in (3, 4, 5, 6)))),
            "charge": self.money(svc[2], bad, needed=True),
            "paid": self.money(svc[3], bad, needed=True),
            "milliunits": self.money(svc[5], bad, places=3) if svc[5] else 1000,
            "billed_milliunits": self.nullable(svc[7], bad, places=3),
            "allowed_reported": self.optional(first(found, "AMT", "B6"), bad),
            "patient_resp": patient,
            "service_date": started,
            "service_to": days(ended[2])[0] if get(ended, 2) else started,
            "line_control": get(first(found, "REF", "6R"), 2),
            "rendering_npi": get(first(found, "REF", "HPI"), 2),
        }, adjusted

    def cas(self, segment, clp, svc, bad):
        total = patient = 0
        bad.append(len(segment.parts) - 1 > 19)
        for position in range(1, 7):
            carc, money, units = (segment[3 * position + i] for i in (-1, 0, 1))
            if not carc and not money:
                continue
            known = segment[1] in ("CO", "PR", "OA", "PI", "CR")
            coded = bool(carc) and len(carc) <= 5 and carc[-1] in "0123456789"
            bad += [not known, not coded]
            cents = self.money(money, bad, needed=True)
            total += cents
            patient += cents if segment[1] == "PR" else 0
            self.tables["adjustments"].append(
                segment.place(self.file_id)
                | {
                    "position": position,
                    "claim_segment": clp.number,
                    "line_segment": svc.number if svc else None,
                    "group": segment[1] if known else "",
                    "carc": carc if coded else "",
                    "amount": cents,
                    "milliunits": self.nullable(units, bad, places=3),
                },
            )
        return total, patient

    def remarks(self, found, clp, svc):
        for segment in found:
            slots = {"MOA": (3, 4, 5, 6, 7), "MIA": (5, 20, 21, 22, 23)}.get(segment.name, ()) if not svc else ()
            if segment.name == "LQ" and segment[1] == "HE":
                slots = (2,)
            for position, slot in enumerate(slots, 1):
                if segment[slot]:
                    self.tables["remarks"].append(
                        segment.place(self.file_id)
                        | {
                            "position": position,
                            "claim_segment": clp.number,
                            "line_segment": svc.number if svc else None,
                            "code": segment[slot],
                        },
                    )

    def supplements(self, found, clp, svc):  # noqa: C901 - the judge stays plain
        kept = ["0K", "9A", "9C", "9F", "APC", "BB", "CE", "D9", "F8", "G1", "G3", "LU", "RB", "1S"]

        def put(segment, qualifier, position=1, amount_=None, units=None, value=""):  # noqa: PLR0917
            self.tables["supplements"].append(
                segment.place(self.file_id)
                | {
                    "position": position,
                    "claim_segment": clp.number,
                    "line_segment": svc.number if svc else None,
                    "kind": segment.name,
                    "qualifier": qualifier,
                    "amount": amount_,
                    "milliunits": units,
                    "value": value,
                },
            )

        for s in found:
            if s.name == "AMT" and s[1] not in (("B6",) if svc else ("AU", "I")):
                put(s, self.code(s[1], 3, []), amount_=amount(s[2]))
            elif s.name == "QTY":
                put(s, self.code(s[1], 3, []), units=amount(s[2], 3))
            elif s.name == "REF" and s[1] in kept:
                put(s, s[1], value=s[2])
            elif s.name == "NM1" and not svc and s[1] in ("TT", "PR"):
                put(s, s[1], value=s[9] or s[3])
            elif s.name == "MOA" and not svc:
                for i in (1, 2, 8, 9):
                    if s[i] and i == 1:
                        put(s, "01", 1, value=self.code(s[1], 15, []))
                    elif s[i]:
                        put(s, f"{i:02d}", i, amount_=amount(s[i]))

    @staticmethod
    def nullable(value, bad, places=2):
        if not value:
            return None
        read_ = amount(value, places)
        bad.append(read_ is None)
        return read_

    def optional(self, segment, bad):
        return self.nullable(get(segment, 2), bad)

    def money(self, value, bad, places=2, *, needed=False):
        bad.append(needed and not value)
        return self.nullable(value, bad, places) or 0

    @staticmethod
    def code(value, longest, bad):
        bad.append(len(value.encode()) > longest)
        return "" if len(value.encode()) > longest else value


class Submission(Remittance):
    def __init__(self, tables, parts, ended, file_id, key, form):  # noqa: PLR0917
        self.tables, self.file_id, self.key, self.st, self.form = tables, file_id, key, parts[0], form
        claims, _ = split_claims(parts, "CLM", {"HL"}, ended)
        cuts = {id(found[0]): cut for found, cut in claims}
        bodies = {id(found[0]): found for found, _ in claims}
        head, levels, current = [], {}, None
        in_head, current = True, head
        for segment in parts:
            if segment.name == "HL":
                in_head = False
                level = segment[3]
                for inner in {"20": ("20", "22", "23"), "22": ("22", "23"), "23": ("23",)}.get(level, ()):
                    levels.pop(inner, None)
                current = []
                if level in ("20", "22", "23"):
                    levels[level] = current
            elif segment.name == "CLM":
                in_head, current = False, []
                self.submitted(bodies[id(segment)], cuts[id(segment)], head, levels)
            current.append(segment)
        assert in_head in (True, False)

    def submitted(self, found, cut, head, levels):  # noqa: C901, PLR0912 - the judge stays plain
        clm, own, lines, zone, counter, others = found[0], [], [], "claim", None, []
        for segment in found[1:]:
            if segment.name == {"P": "SV1", "I": "SV2"}[self.form]:
                zone = "line"
                lines.append(([segment], counter))
                counter = None
            elif segment.name in ("LX", "SBR"):
                zone = "neither" if segment.name == "LX" else "other"
                counter = segment if segment.name == "LX" else counter
                if segment.name == "SBR":
                    others.append([segment])
            elif zone == "claim":
                own.append(segment)
            elif zone == "line":
                lines[-1][0].append(segment)
            elif zone == "other":
                others[-1].append(segment)
        for other in others:
            self.other_payer(other, clm)
        bad = [cut, not clm[1], not lines]
        billing, insured, dependent = (levels.get(level, []) for level in ("20", "22", "23"))
        provider = first(billing, "NM1", "85")
        npi = get(provider, 9) if get(provider, 8) == "XX" else ""
        payer, sbr = first(insured, "NM1", "PR"), first(insured, "SBR")
        patient, born = first(dependent, "NM1", "QC"), first(dependent, "DMG")
        if not patient:
            patient, born = first(insured, "NM1", "IL"), first(insured, "DMG")
        rendering = self.rendering(own) or npi
        referring = first(own, "NM1", "DN")
        pos = self.code(clm.part(5, 1), 2, bad)
        diagnoses = {True: [], False: []}
        for segment in own:
            if segment.name == "HI":
                for i in range(1, 13):
                    if segment.part(i, 1) in ("ABK", "BK", "ABF", "BF") and segment.part(i, 2):
                        diagnoses[segment.part(i, 1).endswith("K")].append(segment.part(i, 2))
        charge = self.money(clm[2], bad, needed=True)
        statement = days(get(first(own, "DTP", "434"), 3))
        row = clm.place(self.file_id) | {
            "form": self.form,
            "group_control": self.st.group,
            "referral": get(first(own, "REF", "9F"), 2),
            "clearinghouse_ref": get(first(own, "REF", "D9"), 2),
            "statement_from": statement[0],
            "statement_to": statement[1],
            "transaction": self.st[2],
            "submitted_date": days(get(first(head, "BHT"), 4))[0],
            "billing_npi": npi,
            "billing_tin": get(first(billing, "REF", "EI", "SY"), 2)
            or (get(provider, 9) if get(provider, 8) in ("24", "34") else ""),
            "payer_name": get(payer, 3),
            "payer_id": get(payer, 9),
            "sequence": self.code(get(sbr, 1), 1, []),
            "filing_code": self.code(get(sbr, 9), 2, []),
            "group_number": get(sbr, 3),
            "patient_key": key_of(self.key, get(patient, 3), get(patient, 4), get(born, 2)),
            "claim": clm[1],
            "charge": charge,
            "pos": pos,
            "frequency": self.code(clm.part(5, 3), 1, []),
            "prior_auth": get(first(own, "REF", "G1"), 2),
            "original_ref": get(first(own, "REF", "F8"), 2),
            "rendering_npi": rendering,
            "referring_npi": get(referring, 9) if get(referring, 8) == "XX" else "",
            "diagnoses": " ".join(diagnoses[True] + diagnoses[False]),
        }
        rows = [self.service(line, lx, n, clm, pos, rendering, bad) for n, (line, lx) in enumerate(lines, 1)]
        aside = any(bad) or sum(r["charge"] for r in rows) != charge
        self.tables["claims"].append(row | {"set_aside": aside})
        self.tables["claim_lines"] += [r | {"set_aside": aside} for r in rows]

    def rendering(self, found):
        provider = first(found, "NM1", "82")
        if self.form == "I" and not provider:
            provider = first(found, "NM1", "71")
        return get(provider, 9) if get(provider, 8) == "XX" else ""

    def service(self, found, lx, ordinal, clm, pos, rendering, bad):  # noqa: PLR0917
        sv, shift = found[0], int(self.form == "I")
        service, charge, basis, quantity = 1 + shift, 2 + shift, 3 + shift, 4 + shift
        number = amount(get(lx, 1), 3) or 0
        dates = days(get(first(found, "DTP", "472"), 3))
        if self.form == "P":
            bad.append(len(sv.part(1, 1).encode()) != 2 or not sv.part(1, 2))
        else:
            bad.append(not sv[1])
        bad.append(not sv[quantity])
        self.other_lines(found, clm)
        return sv.place(self.file_id) | {
            "claim_segment": clm.number,
            "line": number // 1000 if number > 0 and number % 1000 == 0 else ordinal,
            "revenue_code": sv[1] if self.form == "I" else "",
            "code": sv.part(service, 2),
            **{f"mod{i}": sv.part(service, i + 2) for i in (1, 2, 3, 4)},
            "charge": self.money(sv[charge], bad, needed=True),
            "unit_basis": sv[basis],
            "milliunits": self.money(sv[quantity], bad, places=3),
            "pos": (self.code(sv[5], 2, bad) if self.form == "P" else "") or pos,
            "service_date": dates[0],
            "service_to": dates[1],
            "line_control": get(first(found, "REF", "6R"), 2),
            "rendering_npi": self.rendering(found) or rendering,
        }

    def other_payer(self, found, clm):
        sbr, payer = found[0], first(found, "NM1", "PR")
        self.tables["other_payers"].append(
            sbr.place(self.file_id)
            | {
                "claim_segment": clm.number,
                "sequence": self.code(sbr[1], 1, []),
                "filing_code": self.code(sbr[9], 2, []),
                "group_number": sbr[3],
                "payer_name": get(payer, 3),
                "payer_id": get(payer, 9),
                "paid": amount(get(first(found, "AMT", "D"), 2)),
                "patient_owes": amount(get(first(found, "AMT", "EAF"), 2)),
                "noncovered": amount(get(first(found, "AMT", "A8"), 2)),
            },
        )
        self.other_cas(found, clm, None)

    def other_lines(self, found, clm):
        parts, current = [], None
        for segment in found:
            if segment.name == "SVD":
                current = [segment]
                parts.append(current)
            elif current is not None:
                current.append(segment)
        for part in parts:
            svd = part[0]
            self.tables["other_payer_lines"].append(
                svd.place(self.file_id)
                | {
                    "claim_segment": clm.number,
                    "line_segment": found[0].number,
                    "payer_id": svd[1],
                    "paid": amount(svd[2]) or 0,
                    "code": svd.part(3, 2),
                    **{f"mod{i}": svd.part(3, i + 2) for i in (1, 2, 3, 4)},
                    "milliunits": amount(svd[5], 3),
                    "adjudicated_date": days(get(first(part, "DTP", "573"), 3))[0],
                },
            )
            self.other_cas(part, clm, found[0])

    def other_cas(self, found, clm, line):
        for segment in found:
            if segment.name != "CAS":
                continue
            for position in range(1, 7):
                carc, money, units = (segment[3 * position + i] for i in (-1, 0, 1))
                if carc or money:
                    self.tables["other_adjustments"].append(
                        segment.place(self.file_id)
                        | {
                            "position": position,
                            "claim_segment": clm.number,
                            "line_segment": line.number if line else None,
                            "payer_segment": found[0].number,
                            "group": self.code(segment[1], 2, []),
                            "carc": self.code(carc, 5, []),
                            "amount": amount(money) or 0,
                            "milliunits": amount(units, 3),
                        },
                    )
