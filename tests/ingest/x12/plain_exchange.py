"""The plain reader of 277, 278, 271, 999, 997 and TA1: lists and loops, one row at a time. It judges the columnar one.

It shares nothing with the reader under test but the names of the columns.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation

from tests.ingest.x12.plain import ENVELOPE, amount, days, first, get, key_of, segments, transactions

TABLES = ("auths", "claim_statuses", "coverages", "acknowledgements", "unknown_segments")
KINDS = ("277", "278", "271", "999", "997")
GUIDES = {
    "271": "BHT HL AAA TRN NM1 REF N3 N4 PER PRV DMG INS HI DTP MPI EB HSD MSG III LS LE",
    "277": "BHT HL NM1 N3 N4 PER DMG TRN STC REF DTP QTY AMT SVC PWK",
    "278": (
        "BHT HL TRN AAA UM HCR REF DTP HI HSD CRC CL1 CR1 CR2 CR4 CR5 CR6 PWK MSG NM1 N2 N3 N4 PER PRV DMG INS SV1 "
        "SV2 SV3 TOO"
    ),
    "997": "AK1 AK2 AK3 AK4 AK5 AK9",
    "999": "AK1 AK2 IK3 CTX IK4 IK5 AK9",
}
OTHERS = (
    "ST SE BPR NTE CUR DTM N1 RDM LX TS3 TS2 CLP CAS MIA MOA LQ PLB SBR PAT CLM CN1 K3 CR3 HCP CR7 OI MEA SV4 SV5 PS1 "
    "LIN CTP SVD FRM"
)
ELSEWHERE = set(OTHERS.split()).union(*(names.split() for names in GUIDES.values()))
DEPTHS = {"20": 0, "21": 1, "19": 2, "22": 3, "23": 4, "PT": 4, "EV": 5, "SS": 6}


def read(data, file_id, key):
    """Read all tables: name -> list of dicts, in file order."""
    tables = {name: [] for name in TABLES}
    found, _ = segments(data)
    inside = set()
    for kind, parts, ended in transactions(found):
        inside.update(segment.number for segment in parts)
        if kind in KINDS:
            tables["unknown_segments"] += [unknown(segment, kind, file_id) for segment in strangers(parts, kind)]
        if kind == "277":
            tables["claim_statuses"] += cut(statuses(parts, file_id, key), ended)
        elif kind == "278":
            tables["auths"] += cut(auths(parts, file_id, key), ended)
        elif kind == "271":
            tables["coverages"] += cut(coverages(parts, file_id, key), ended)
        elif kind in {"999", "997"}:
            tables["acknowledgements"] += acknowledgements(parts, file_id)
    for segment in found:
        if segment.name == "TA1" and segment.number not in inside:
            tables["acknowledgements"].append(interchange(segment, file_id))
    return tables


def cut(rows, ended):
    """Set the last record of a set without SE aside."""
    for row in rows:
        row["set_aside"] |= ended != "SE" and row["segment"] == rows[-1]["segment"]
    return rows


class Level:
    """One HL with its segments and the levels it stands under, itself last."""

    def __init__(self, hl, above):
        self.kind, self.hl = hl[3], hl
        self.chain = [level for level in above if level.kind != self.kind] + [self]
        self.own = []

    def up(self, *kinds):
        found = [level for level in self.chain if level.kind in kinds]
        return max(found, key=lambda level: level.hl.number, default=None)

    def path(self):
        return sorted(self.chain, key=lambda level: -level.hl.number)


def levels_of(parts):
    made, known, last = [], {}, []
    for segment in parts:
        if segment.name == "HL":
            parent = known.get(segment[2]) if segment[2] else None
            depth = DEPTHS.get(segment[3], 9)
            above = parent.chain if parent else [level for level in last if DEPTHS.get(level.kind, 9) < depth]
            level = Level(segment, above)
            known[segment[1]], last = level, level.chain
            made.append(level)
        elif made:
            made[-1].own.append(segment)
    return made


def until(parts, start, *names):
    """The segments after one, up to the next of some ids."""
    found = []
    for segment in parts[parts.index(start) + 1 :] if start else []:
        if segment.name in names:
            break
        found.append(segment)
    return found


def preferred(found, name, *codes):
    """The first segment that has the first code, else that has the second ..."""
    return next((segment for code in codes if (segment := first(found, name, code))), None)


def own(level):
    return level.own if level else []


def short(value, most):
    return value if len(value.encode()) <= most else ""


def moment(parts):
    bht = first(until(parts, parts[0], "HL"), "BHT")
    if not re.fullmatch("[0-9]{8}", get(bht, 4)):
        return None
    clock = re.match("([01][0-9]|2[0-3])([0-5][0-9])([0-5][0-9])?([0-9]{1,2})?$", get(bht, 5))
    digits = "".join(part or "" for part in clock.groups()[:3]).ljust(6, "0") if clock else "000000"
    try:
        return datetime.strptime(get(bht, 4) + digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


class Row(dict):
    """A row that remembers whether something in it could not be read."""

    bad = False

    def number(self, value, places=2):
        read = amount(value, places) if value else None
        self.bad |= bool(value) and read is None
        return read

    def day(self, value, *, last=False):
        read = days(value)[last] if value else None
        self.bad |= bool(value) and read is None
        return read

    def done(self):
        self["set_aside"] = self.bad
        return self


def modifiers(segment, element, start=3):
    return {f"mod{i}": segment.part(element, start + i - 1) if segment else "" for i in (1, 2, 3, 4)}


def patient(key, insured, dependent):
    named = dependent or insured
    return key_of(key, get(named, 3), get(named, 4), get(named, 9) or get(insured, 9))


# ---------------------------------------------------------------------------------------------------- 277


def statuses(parts, file_id, key):
    levels = levels_of(parts)
    track, trn, line, level = parts[0], None, None, None
    made = []
    for segment in parts[1:]:
        if segment.name == "HL":
            level = next(one for one in levels if one.hl is segment)
            track, trn, line = segment, None, None
        elif segment.name == "TRN":
            track, trn, line = segment, segment, None
        elif segment.name == "SVC":
            line = segment
        elif segment.name == "STC":
            for position, element in enumerate((1, 10, 11), 1):
                if segment[element]:
                    where = (parts, level, track, trn, line)
                    made.append(status(segment, position, element, where, file_id, key))
    return made


def message(parts):
    bht, guide = first(until(parts, parts[0], "HL"), "BHT"), parts[0][3]
    if get(bht, 6):
        return {"TH": "acknowledgment", "RQ": "request"}.get(bht[6], "answer")
    if "X214" in guide or "X167" in guide:
        return "acknowledgment"
    return "request" if "X213" in guide else "answer"


def status(stc, position, element, where, file_id, key):  # noqa: PLR0917
    parts, level, track, trn, line = where
    says = message(parts)
    kinds = {"20": "payer", "21": "receiver", "19": "provider", "22": "claim", "23": "claim", "PT": "claim"}
    depth = "line" if line else kinds.get(level.kind, "") if level else ""
    of_claim = depth in {"claim", "line"}
    up = level.up if level else lambda *_: None
    told = until(parts, track, "HL", "TRN", "SVC")
    of_line = until(parts, line, "HL", "TRN", "SVC")
    payer, provider = first(own(up("20")), "NM1"), first(own(up("19")), "NM1")
    insured = preferred(own(up("22")), "NM1", "IL", "QC")
    dependent = preferred(own(up("23", "PT")), "NM1", "QC", "IL")
    batch = first(own(up("21")), "TRN", "2") if says == "acknowledgment" else None
    mine = get(trn, 2) if says == "acknowledgment" else ""
    row = Row(stc.place(file_id))
    dated = get(first(of_line if line else told, "DTP", "472"), 3)
    charge, paid = None, None
    if position == 1:
        charge, paid = row.number(stc[4]), row.number(stc[5])
        if line:
            charge = row.number(line[2]) if line[2] else charge
            paid = row.number(line[3]) if line[3] else paid
    totals = [] if of_claim else told
    counts = [row.number(get(preferred(totals, "QTY", *codes), 2), 3) for codes in (("90", "QA"), ("AA", "QC"))]
    row |= {
        "position": position,
        "says": says,
        "level": depth,
        "transaction": parts[0][2],
        "told_at": moment(parts),
        "submission": get(batch, 2),
        "payer_name": "" if get(payer, 2) == "1" else get(payer, 3),
        "payer_id": "" if get(payer, 2) == "1" else get(payer, 9),
        "provider_npi": get(provider, 9) if get(provider, 8) == "XX" else "",
        "patient_key": patient(key, insured, dependent),
        "claim": (get(first(told, "REF", "EJ"), 2) or mine) if of_claim else "",
        "trace": get(trn, 2),
        "payer_control": get(first(told, "REF", "1K"), 2),
        "clearinghouse_ref": get(first(told, "REF", "D9"), 2),
        "bill_type": get(first(told, "REF", "BLT"), 2),
        "line_control": get(first(of_line, "REF", "FJ"), 2),
        "code": line.part(1, 2) if line else "",
        **modifiers(line, 1),
        "category": stc.part(element, 1),
        "status": stc.part(element, 2),
        "entity": stc.part(element, 3),
        "status_date": row.day(stc[2]),
        "action": short(stc[3], 2),
        "charge": charge,
        "paid": paid,
        "decided_date": row.day(stc[6]),
        "payment_date": row.day(stc[8]),
        "payment_ref": stc[9],
        "service_date": row.day(dated),
        "service_to": row.day(dated, last=True),
        "accepted_count": None if counts[0] is None else counts[0] // 1000,
        "rejected_count": None if counts[1] is None else counts[1] // 1000,
        "accepted_amount": row.number(get(first(totals, "AMT", "YU"), 2)),
        "rejected_amount": row.number(get(first(totals, "AMT", "YY"), 2)),
    }
    return row.done()


# ---------------------------------------------------------------------------------------------------- 278

OUTCOMES = {
    "A1": "approved",
    "A2": "partial",
    "A6": "partial",
    "A3": "denied",
    "A4": "pended",
    "CT": "pended",
    "C": "cancelled",
    "NA": "not_required",
}


def auths(parts, file_id, key):
    levels = levels_of(parts)
    above = {id(upper) for level in levels for upper in level.chain if upper is not level}
    made = []
    for level in levels:
        refused = any(first(upper.own, "AAA") for upper in level.chain)
        lowest = id(level) not in above
        if level.kind == "SS" or (lowest and (level.kind == "EV" or refused)):
            made.append(auth(parts, level, file_id, key))
    return made


def asked(parts):
    bht = first(until(parts, parts[0], "HL"), "BHT")
    known = {"11": "answer", "08": "answer", "28": "inquiry"}
    guide = "inquiry" if "X215" in parts[0][3] else "notification" if "X216" in parts[0][3] else "request"
    return known.get(get(bht, 2), guide)


def nearest(level, *wanted):
    """The innermost level that has such a segment, and the segment."""
    for upper in level.path():
        found = preferred(upper.own, *wanted) if wanted[1:] else first(upper.own, *wanted)
        if found:
            return upper, found
    return None, None


def diagnoses(level):
    kinds = {"ABK", "ABF", "ABJ", "ABN", "APR", "BK", "BF", "BJ", "PR"}
    for holder in (level, level.up("EV"), level.up("22", "23")):
        codes = [
            segment.part(i, 2)
            for segment in own(holder)
            if segment.name == "HI"
            for i in range(1, 13)
            if segment.part(i, 1) in kinds and segment.part(i, 2)
        ]
        if codes:
            return " ".join(codes)
    return ""


def procedure(level):
    for segment in level.own:
        for i in range(1, 13):
            if segment.name == "HI" and segment.part(i, 1) == "BO" and segment.part(i, 2):
                return segment.part(i, 2), segment.part(i, 6)
    return "", ""


def npi(segment):
    return get(segment, 9) if get(segment, 8) == "XX" else ""


def auth(parts, level, file_id, key):
    row, event, says = Row(level.hl.place(file_id)), level.up("EV"), asked(parts)

    def told(i, *wanted):
        return next((value for one in (level, event) if (value := get(first(own(one), *wanted), i))), "")

    def dated(*codes):
        return next((found for one in (level, event) if (found := preferred(own(one), "DTP", *codes))), None)

    serving = ("SJ", "1T", "QV", "G3", "72", "71", "FA")
    providers = [npi(preferred(own(one), "NM1", *serving)) for one in (level, event, level.up("19"))]
    payer, requester = first(own(level.up("20")), "NM1"), first(own(level.up("21")), "NM1")
    insured = preferred(own(level.up("22")), "NM1", "IL", "QC")
    dependent = preferred(own(level.up("23")), "NM1", "QC", "IL")
    trace = nearest(level, "TRN", "2") if says == "answer" else nearest(level, "TRN", "1", "2")
    bht = first(until(parts, parts[0], "HL"), "BHT")
    lines = [(first(level.own, name), i, units) for name, i, units in (("SV1", 1, 4), ("SV2", 2, 5), ("SV3", 1, 6))]
    line, at = next(((line, i) for line, i, _ in lines if get(line, i)), (None, 1))
    if line and line.part(at, 1) in {"N4", "ID"}:
        line = None
    listed, listed_units = procedure(level)
    units = [row.number(value, 3) for value in (listed_units, *(get(line_, n) for line_, _, n in lines)) if value]
    hsd = get(first(level.own, "HSD"), 2)
    units += [row.number(hsd, 3)] * bool(hsd)
    deciding, hcr = nearest(level, "HCR")
    refusing, aaa = nearest(level, "AAA")
    depth = [one.hl.number if one else -1 for one in (deciding, refusing)]
    rejected = depth[1] > depth[0]
    action = "" if rejected else short(get(hcr, 1), 2)
    begin, end = dated("472", "AAH", "435") or dated("007"), dated("096", "036")
    end = begin if len(get(begin, 3).encode()) == 17 or not end else end
    appealed = short(told(2, "UM"), 1)
    row |= {
        "says": says,
        "transaction": parts[0][2],
        "reference": get(trace[1], 2) or get(bht, 3),
        "certification": told(2, "HCR") or told(2, "REF", "BB"),
        "review_ref": told(2, "REF", "NT"),
        "payer_name": "" if get(payer, 2) == "1" else get(payer, 3),
        "payer_id": "" if get(payer, 2) == "1" else get(payer, 9),
        "patient_key": patient(key, insured, dependent),
        "requester_npi": npi(requester),
        "service_npi": next(filter(None, providers), ""),
        "code": (line.part(at, 2) if line else "") or listed,
        **modifiers(line, at),
        "milliunits": units[0] if units else None,
        "diagnoses": diagnoses(level),
        "category": short(told(1, "UM"), 2),
        "purpose": appealed,
        "level": short(told(6, "UM"), 3),
        "action": action,
        "reason": "" if rejected else short(get(hcr, 3), 3),
        "reject_reason": short(get(aaa, 3), 3) if depth[1] >= depth[0] else "",
        "requested_at": moment(parts) if says in {"request", "notification"} else None,
        "decided_at": moment(parts) if says == "answer" else None,
        "service_date": row.day(get(begin, 3)),
        "service_to": row.day(get(end, 3), last=True),
        "appeal": "appeal" if appealed in {"1", "2"} else "",
        "outcome": "rejected" if rejected else OUTCOMES.get(action, ""),
    }
    return row.done()


# ---------------------------------------------------------------------------------------------------- 271


def coverages(parts, file_id, key):
    levels, level, made = levels_of(parts), None, []
    for segment in parts[1:]:
        if segment.name == "HL":
            level = next(one for one in levels if one.hl is segment)
        elif segment.name in {"EB", "AAA"}:
            made.append(coverage(parts, level, segment, file_id, key))
    return made


def begin(found):
    return preferred(found, "DTP", "348", "292", "346", "291", "356", "307", "193")


def end(found):
    for code in ("349", "292", "347", "291", "357", "307", "194"):
        dated = first(found, "DTP", code)
        if dated and (code not in {"291", "292", "307"} or len(dated[3].encode()) == 17):
            return dated
    return None


def share(row, value):
    if not value:
        return None
    try:
        number = Decimal(value.strip()) if re.fullmatch(r"[0-9.]+", value.strip()) else None
    except InvalidOperation:
        number = None
    if number is not None:
        number *= 100_000 if number <= 1 else 1_000
    if number is None or number > 100_000 or number != int(number):
        row.bad = True
        return None
    return int(number)


def coverage(parts, level, segment, file_id, key):
    row = Row(segment.place(file_id))
    up = level.up if level else lambda *_: None
    eb, aaa = (segment, None) if segment.name == "EB" else (None, segment)
    behind = until(parts, eb, "HL", "EB")
    heads = {
        name: until(parts, one.hl, "HL", "EB") if (one := up(*kinds)) else []
        for name, kinds in {"payer": "20", "clinic": "21", "insured": "22", "dependent": "23"}.items()
        for kinds in [(kinds,)]
    }
    person = up("22", "23")
    whole = until(parts, person.hl, "HL", "EB") if person else []

    def known(i, *wanted):
        return get(preferred(whole, *wanted), i) or get(preferred(heads["insured"], *wanted), i)

    payer, clinic = first(heads["payer"], "NM1"), first(heads["clinic"], "NM1")
    insured = preferred(heads["insured"], "NM1", "IL", "QC")
    dependent = preferred(heads["dependent"], "NM1", "03", "QC")
    hsd, other = first(behind, "HSD"), first(behind, "NM1")
    coded = eb if eb and eb.part(13, 1) not in {"N4", "ID"} else None
    limit, delivered = row.number(get(eb, 10), 3), row.number(get(hsd, 2), 3)
    kinds = {"20": "payer", "21": "provider", "22": "subscriber", "23": "dependent"}
    known_id = get(other, 2) == "2" and get(other, 8) in {"PI", "XV", "XX", "NI", "FI", "24", "SV"}
    types = re.sub("[^A-Za-z0-9]", " ", get(eb, 3)).split()
    row |= {
        "level": kinds.get(level.kind, "") if level else "",
        "transaction": parts[0][2],
        "told_at": moment(parts),
        "trace": known(2, "TRN", "2"),
        "payer_name": "" if get(payer, 2) == "1" else get(payer, 3),
        "payer_id": "" if get(payer, 2) == "1" else get(payer, 9),
        "provider_npi": npi(clinic),
        "patient_key": patient(key, insured, dependent),
        "group_number": get(preferred(behind, "REF", "6P", "1L"), 2) or known(2, "REF", "6P", "1L"),
        "plan_number": get(first(behind, "REF", "18"), 2) or known(2, "REF", "18"),
        "asked_date": row.day(get(first(whole, "DTP", "472"), 3)),
        "benefit": short(get(eb, 1), 2),
        "coverage_level": short(get(eb, 2), 3),
        "service_types": " ".join(code for code in types if re.fullmatch("[A-Z0-9]{1,3}", code)),
        "insurance_type": short(get(eb, 4), 3),
        "plan": get(eb, 5),
        "period": short(get(eb, 6) or get(hsd, 5), 2),
        "amount": row.number(get(eb, 7)),
        "percent": share(row, get(eb, 8)),
        "quantity_basis": short(get(eb, 9) or get(hsd, 1), 2),
        "milliunits": limit if get(eb, 10) else delivered,
        "needs_auth": short(get(eb, 11), 1),
        "in_network": short(get(eb, 12), 1),
        "code": coded.part(13, 2) if coded else "",
        **modifiers(coded, 13),
        "since": row.day(get(begin(behind) or begin(whole), 3)),
        "until": row.day(get(end(behind) or end(whole), 3), last=True),
        "other_role": short(get(other, 1), 3),
        "other_name": get(other, 3) if get(other, 2) == "2" else "",
        "other_id": get(other, 9) if known_id else "",
        "reject_reason": short(get(aaa, 3), 3),
        "follow_up": short(get(aaa, 4), 1),
    }
    return row.done()


# ---------------------------------------------------------------------------------------------------- 999, 997, TA1


def count(value):
    read = amount(value, 3) if value else None
    return None if read is None else read // 1000


def acknowledgement(segment, file_id, says, level):
    texts = (
        "functional group_control kind transaction guide interchange_control accepted reason error_segment error_loop "
        "error_code error_element element_code"
    )
    counts = dict.fromkeys(("sets", "sets_received", "sets_accepted", "error_position"))
    said = dict.fromkeys(texts.split(), "") | {"says": says, "level": level, "errors": 0}
    return segment.place(file_id) | said | counts


def acknowledgements(parts, file_id):
    made, group = [], None
    for at, segment in enumerate(parts):
        if segment.name == "AK1":
            group = segment
        if segment.name not in {"AK1", "AK2"}:
            continue
        of_set = segment.name == "AK2"
        loop = until(parts, segment, "AK1", "AK2", "AK9")
        fault = first(loop, "IK3") or first(loop, "AK3")
        inside = until(parts, fault, "AK1", "AK2", "AK9", "IK3", "AK3")
        wrong = first(inside, "IK4") or first(inside, "AK4")
        verdict = first(loop, "IK5") or first(loop, "AK5")
        closing = None if of_set else first(parts[at:], "AK9")
        place = short(wrong.part(1, 1), 2) if wrong else ""
        component = short(wrong.part(1, 2), 2) if wrong else ""
        made.append(
            acknowledgement(segment, file_id, parts[0][1], "set" if of_set else "group")
            | {
                "functional": get(group, 1),
                "group_control": get(group, 2).strip(),
                "kind": segment[1] if of_set else "",
                "transaction": segment[2] if of_set else "",
                "guide": segment[3] or get(group, 3),
                "accepted": short(get(verdict, 1) or get(closing, 1), 1),
                "reason": short(get(verdict, 2) or get(closing, 5), 3),
                "sets": count(get(closing, 2)),
                "sets_received": count(get(closing, 3)),
                "sets_accepted": count(get(closing, 4)),
                "errors": sum(one.name in {"IK3", "AK3", "IK4", "AK4"} for one in loop),
                "error_segment": short(get(fault, 1), 3),
                "error_position": count(get(fault, 2)),
                "error_loop": short(get(fault, 3), 6),
                "error_code": short(get(fault, 4), 3),
                "error_element": f"{place}-{component}" if component else place,
                "element_code": short(get(wrong, 3), 3),
            }
        )
    return made


def interchange(segment, file_id):
    return acknowledgement(segment, file_id, "TA1", "interchange") | {
        "interchange_control": segment[1].strip(),
        "accepted": short(segment[4], 1),
        "reason": short(segment[5], 3),
    }


# ---------------------------------------------------------------------------------------------------- unknown segments


def strangers(parts, kind):
    return [segment for segment in parts[1:] if segment.name not in {*GUIDES[kind].split(), *ENVELOPE}]


def unknown(segment, kind, file_id):
    digit = re.fullmatch("[A-Z][A-Z0-9]{1,2}", segment.name) and re.search("[0-9]", segment.name)
    named = digit or re.fullmatch("Z[A-Z]{1,2}", segment.name) or segment.name in ELSEWHERE
    return segment.place(file_id) | {"kind": kind, "name": segment.name if named else ""}
