"""The facts of one device and day, computed slowly and obviously from a list of readings.

A reading is a dict of channel to number; a channel that is not measured is not in it. `m` is
its instant in minutes since midnight. Nothing here is shared with the kernels.
"""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import fmean, median_low, pstdev

Reading = dict[str, float]
Facts = dict[str, float]

PHASES = "abc"


def facts_of(readings: list[Reading], terminal: list[Reading], day) -> Facts:
    """Return all facts that are known; the rest is null."""
    facts: Facts = {"rows_count": len(readings), "terminal_rows_count": len(terminal)}
    facts["seen_slots"] = seen_slots(readings)
    if len(readings) != 1:
        facts |= gap_facts(readings, day.minutes)
    if readings:
        facts |= {"first_minute": readings[0]["m"], "last_minute": readings[-1]["m"]}
        facts |= register_facts(readings) | export_facts(readings) | interval_facts(readings)
        facts |= voltage_facts(readings) | current_facts(readings) | ratio_facts(readings)
        facts |= power_facts(readings)
    if len(readings) > 1:
        facts["step_minutes"] = step_of(readings)
        facts |= (
            gap_energy_facts(readings) | profile_facts(readings, day) | integral_facts(readings)
        )
        facts |= zero_facts(readings) | frozen_facts(readings) | stuck_facts(readings)
        facts |= minutes_facts(readings) | step_count_facts(readings) | edge_facts(readings)
    if terminal:
        facts |= terminal_facts(readings, terminal, day)
    return {name: value for name, value in facts.items() if value is not None}


# ---- time


def step_of(readings):
    return median_low([b["m"] - a["m"] for a, b in pairs(readings)]) if len(readings) > 1 else None


def pairs(readings):
    return list(pairwise(readings))


def neighbours(readings):
    step = step_of(readings)
    return [(a, b) for a, b in pairs(readings) if b["m"] - a["m"] <= 1.5 * step]


def covers(readings):
    step = step_of(readings)
    found = [step]
    for a, b in pairs(readings):
        found.append(b["m"] - a["m"] if b["m"] - a["m"] <= 1.5 * step else step)
    return found


def gaps_of(readings, day_minutes):
    """Start and end of every gap."""
    if not readings:
        return [(0, day_minutes)]
    step = step_of(readings)
    gaps = []
    for a, b in [({"m": 0}, readings[0]), *pairs(readings)]:
        if b["m"] - a["m"] > 1.5 * step:
            gaps.append((a["m"], b["m"] - step))
    if day_minutes - readings[-1]["m"] > step - 0.5:
        gaps.append((readings[-1]["m"], day_minutes))
    return gaps


def gap_facts(readings, day_minutes):
    gaps = [gap for gap in gaps_of(readings, day_minutes) if gap[1] > gap[0]]
    missing = sum(end - start for start, end in gaps)
    facts = {"gap_count": len(gaps), "gap_minutes": missing, "gap_longest_minutes": 0}
    facts["coverage"] = 1 - missing / day_minutes
    if gaps:
        start, end = max(gaps, key=lambda gap: gap[1] - gap[0])
        facts |= {"gap_longest_minutes": end - start, "gap_longest_start_minute": start}
    return facts


def seen_slots(readings):
    bits = 0
    cover = covers(readings) if len(readings) > 1 else [0.001] * len(readings)
    for reading, minutes in zip(readings, cover, strict=True):
        for slot in range(51):
            start, end = max(reading["m"] - minutes, 0), reading["m"]
            if start < 30 * (slot + 1) and end > 30 * slot:
                bits |= 1 << slot
    return bits


# ---- registers and energy


def advance(before, after):
    """Energy between two registers, None for a fall that is no rollover."""
    if after >= before:
        return after - before
    span = 10 ** max(4, math.floor(math.log10(before)) + 1)
    if before > 0.99 * span and after < 0.01 * span:
        return span - before + after
    return None


def register_facts(readings):
    known = [(r["m"], r["register_kwh"]) for r in readings if "register_kwh" in r]
    if not known:
        return {}
    moves = [(a[1], b[1]) for a, b in pairs(known)]
    falls = [a - b for a, b in moves if advance(a, b) is None]
    facts = {
        "register_first_minute": known[0][0],
        "register_last_minute": known[-1][0],
        "register_first_kwh": known[0][1],
        "register_last_kwh": known[-1][1],
        "register_decrease_count": len(falls),
        "register_decrease_kwh": sum(falls),
        "register_rollover_count": sum(b < a and advance(a, b) is not None for a, b in moves),
    }
    if moves:
        facts["register_kwh"] = sum(advance(a, b) or 0 for a, b in moves)
    return facts


def export_facts(readings):
    known = [r["export_register_kwh"] for r in readings if "export_register_kwh" in r]
    if not known:
        return {}
    facts = {"export_first_kwh": known[0], "export_last_kwh": known[-1]}
    if len(known) > 1:
        facts["export_kwh"] = sum(advance(a, b) or 0 for a, b in pairs(known))
    return facts


def interval_facts(readings):
    known = [r["interval_kwh"] for r in readings if "interval_kwh" in r]
    return {"interval_kwh": sum(known)} if known else {}


def energies(readings):
    """Energy of each reading's cover, None where unknown."""
    dense = 2 * sum("interval_kwh" in r for r in readings) > len(readings)
    joined = {id(b): a for a, b in neighbours(readings)} if len(readings) > 1 else {}
    found = []
    for reading, cover in zip(readings, covers(readings), strict=True):
        value = reading.get("interval_kwh") if dense else None
        before = joined.get(id(reading), {})
        if value is None and "register_kwh" in reading and "register_kwh" in before:
            value = advance(before["register_kwh"], reading["register_kwh"])
        if value is None and "p_kw" in reading and cover is not None:
            value = max(reading["p_kw"], 0) * cover / 60
        found.append(value)
    return found


def gap_energy_facts(readings):
    if not any("register_kwh" in r for r in readings):
        return {}
    step = step_of(readings)
    moves = [
        (b["m"] - a["m"], advance(a["register_kwh"], b["register_kwh"]))
        for a, b in pairs(readings)
        if "register_kwh" in a and "register_kwh" in b
    ]
    moves = [(minutes, kwh) for minutes, kwh in moves if kwh is not None]
    over = [move for move in moves if move[0] > 1.5 * step]
    within = [move for move in moves if move[0] <= 1.5 * step]
    facts = {"gap_register_kwh": sum(kwh for _, kwh in over), "gap_expected_kwh": None}
    if not over:
        facts["gap_expected_kwh"] = 0
    elif within:
        rate = sum(kwh for _, kwh in within) / sum(minutes for minutes, _ in within)
        facts["gap_expected_kwh"] = rate * sum(minutes for minutes, _ in over)
    return facts


def local_hour(minute, day):
    """Hour on the local clock at an elapsed minute."""
    shifted = day.shift_minutes and minute >= max(day.transition_minute, 0)
    return int((minute + (day.shift_minutes if shifted else 0)) // 60)


def profile_facts(readings, day):
    """Every elapsed half minute is put into its local hour."""
    kwh, read, powers = {}, {}, []
    for reading, cover, energy in zip(readings, covers(readings), energies(readings), strict=True):
        if energy is None:
            continue
        powers.append(energy * 60 / cover)
        start = max(reading["m"] - cover, 0)
        halves = round((reading["m"] - start) * 2)
        for k in range(halves):
            hour = min(local_hour(start + (k + 0.5) / 2, day), 23)
            kwh[hour] = kwh.get(hour, 0) + energy / halves
            read[hour] = read.get(hour, 0) + 0.5
    facts = {f"hour_{hour:02d}_kwh": kwh[hour] * 60 / read[hour] for hour in kwh}
    return facts | ({"kw_max": max(powers), "kw_min": min(powers)} if powers else {})


def integral_facts(readings):
    if not any("p_kw" in r for r in readings):
        return {}
    parts = [
        max(r["p_kw"], 0) * cover / 60 if "p_kw" in r else None
        for r, cover in zip(readings, covers(readings), strict=True)
    ]
    facts = {"power_kwh": sum(part for part in parts if part is not None)}
    known = [k for k, r in enumerate(readings) if "register_kwh" in r]
    step = step_of(readings)
    matched = []
    for a, b in pairs(known):
        moved = advance(readings[a]["register_kwh"], readings[b]["register_kwh"])
        joined = all(
            readings[k]["m"] - readings[k - 1]["m"] <= 1.5 * step for k in range(a + 1, b + 1)
        )
        if joined and moved is not None and None not in parts[a + 1 : b + 1]:
            matched.append((sum(parts[a + 1 : b + 1]), moved))
    if matched:
        facts["matched_power_kwh"] = sum(power for power, _ in matched)
        facts["matched_register_kwh"] = sum(moved for _, moved in matched)
    return facts


# ---- standstill


def has(readings, *names):
    return any(name in reading for reading in readings for name in names)


def live_threshold(readings):
    best = max((r[u] for r in readings for u in ("u_a", "u_b", "u_c") if u in r), default=0)
    return max(best / 2, 20)


def current(reading):
    return max(abs(reading.get(f"i_{k}", 0)) for k in PHASES)


def is_energised(reading, threshold):
    return max(reading.get(f"u_{k}", 0) for k in PHASES) > threshold or current(reading) > 0.02


def longest_run(flags, minutes, breaks):
    """Sum and longest run of flagged minutes; a run ends where `breaks`."""
    total = longest = run = 0
    for flag, cover, is_break in zip(flags, minutes, breaks, strict=True):
        run = 0 if is_break else run
        run = run + cover if flag else 0
        total += cover if flag else 0
        longest = max(longest, run)
    return total, longest


def gap_flags(readings):
    step = step_of(readings)
    return [False] + [b["m"] - a["m"] > 1.5 * step for a, b in pairs(readings)]


def zero_facts(readings):
    energy = energies(readings)
    channels = [f"{kind}_{k}" for kind in "ui" for k in PHASES]
    if not has(readings, *channels) or all(kwh is None for kwh in energy):
        return {}
    threshold = live_threshold(readings)
    flags = [
        kwh == 0 and r.get("p_kw", 0) == 0 and is_energised(r, threshold)
        for r, kwh in zip(readings, energy, strict=True)
    ]
    total, longest = longest_run(flags, covers(readings), gap_flags(readings))
    return {"zero_minutes": total, "zero_longest_minutes": longest}


def quantum(readings):
    values = [r["register_kwh"] for r in readings if "register_kwh" in r]
    for size in (1.0, 0.1):
        if values and all(abs(value / size - round(value / size)) < 1e-3 for value in values):
            return size
    return 0.01


def frozen_facts(readings):
    if not has(readings, "register_kwh") or not has(readings, "p_kw", "i_a", "i_b", "i_c"):
        return {}
    joined = {id(b): a for a, b in neighbours(readings)}
    fed_in = known_before(readings, "export_register_kwh")
    runs, run = [], []
    for reading, cover, shown in zip(readings, covers(readings), fed_in, strict=True):
        before = joined.get(id(reading), {})
        equal = "register_kwh" in reading and before.get("register_kwh") == reading["register_kwh"]
        feeds = reading.get("export_register_kwh", -1) > shown or flows_out(reading)
        if equal and not feeds:
            run.append((reading, cover))
        else:
            runs.append(run)
            run = []
    runs.append(run)
    owing = [
        sum(cover for _, cover in run)
        for run in runs
        if run and owed_kwh(run, readings) > 2 * quantum(readings)
    ]
    return {"frozen_minutes": sum(owing), "frozen_longest_minutes": max(owing, default=0)}


def known_before(readings, name):
    """What a channel showed last before each reading, -1 where nothing yet."""
    found = [-1]
    for reading in readings[:-1]:
        found.append(reading.get(name, found[-1]))
    return found


def flows_out(reading):
    if "p_kw" in reading:
        return reading["p_kw"] < 0
    return sum(reading.get(f"i_{k}", 0) for k in PHASES) < -0.02


def owed_kwh(run, readings):
    """Energy of a standing: its power, and where that is unknown its current."""
    by_power = sum(r["p_kw"] * cover / 60 for r, cover in run if "p_kw" in r)
    unknown = [(r, cover) for r, cover in run if "p_kw" not in r]
    ampere_hours = sum(current(r) * cover / 60 for r, cover in unknown)
    minutes = sum(cover for _, cover in run)
    loaded = sum(cover for r, cover in run if "p_kw" in r or current(r) > 0.3)
    if ampere_hours == 0 or loaded < minutes / 2:
        return by_power
    known = [
        (b["register_kwh"] - a["register_kwh"], current(b), cover / 60)
        for (a, b), cover in zip(pairs(readings), covers(readings)[1:], strict=True)
        if "register_kwh" in a and "register_kwh" in b
        if b["register_kwh"] >= a["register_kwh"] and any(b is n for _, n in neighbours(readings))
    ]
    moved = sum(kwh for kwh, _, _ in known)
    rest_ah = sum(amperes * hours for _, amperes, hours in known) - ampere_hours
    rest_hours = sum(hours for _, _, hours in known) - minutes / 60
    if moved == 0 or rest_ah <= 1e-4 or rest_hours <= 1e-4:
        return by_power + 0.1 * ampere_hours
    if ampere_hours / (minutes / 60) < 0.25 * rest_ah / rest_hours:
        return by_power
    return by_power + moved / rest_ah * ampere_hours


def stuck_facts(readings):
    channels = ("p_kw", *(f"{kind}_{k}" for kind in "ui" for k in PHASES))
    if not has(readings, *channels):
        return {}
    longest = run = 0
    joined = {id(b) for _, b in neighbours(readings)}
    for a, b in pairs(readings):
        same = {k: v for k, v in a.items() if k != "m"} == {k: v for k, v in b.items() if k != "m"}
        shows = any(abs(b.get(name, 0)) > 0 for name in channels)
        run = run + b["m"] - a["m"] if same and shows and id(b) in joined else 0
        longest = max(longest, run)
    return {"stuck_longest_minutes": longest}


# ---- electrical


def voltage_facts(readings):
    facts = {}
    for k in PHASES:
        values = [r[f"u_{k}"] for r in readings if f"u_{k}" in r]
        if values:
            facts |= {f"u_{k}_mean_v": fmean(values), f"u_{k}_min_v": min(values)}
    return facts | {"voltage_deficit_share": voltage_deficit(readings)}


def voltage_deficit(readings):
    phases = [k for k in PHASES if has(readings, f"u_{k}")]
    if len(phases) < 2 or not known_phases(readings):
        return None
    missing = whole = 0
    for r in readings:
        best = max(r.get(f"u_{k}", 0) for k in PHASES)
        for k in PHASES:
            if best > 20 and f"u_{k}" in r and f"i_{k}" in r:
                volts, amperes = r[f"u_{k}"], abs(r[f"i_{k}"])
                missing += (best - volts) * amperes if volts < 0.92 * best else 0
                whole += best * amperes
    return missing / whole if whole else 0


def current_facts(readings):
    facts = {}
    for k in (*PHASES, "n"):
        values = [abs(r[f"i_{k}"]) for r in readings if f"i_{k}" in r]
        if values:
            facts |= {f"i_{k}_mean_a": fmean(values), f"i_{k}_max_a": max(values)}
    return facts


def loaded_floor(readings):
    peak = max((abs(r[f"i_{k}"]) for r in readings for k in PHASES if f"i_{k}" in r), default=0)
    return max(0.05 * peak, 0.02)


def minutes_facts(readings):
    """Facts that add up minutes of readings under a condition."""
    cover = covers(readings)

    def minutes(condition):
        return sum(c for r, c in zip(readings, cover, strict=True) if condition(r))

    facts = {}
    for k in PHASES:
        if has(readings, f"u_{k}") and has(readings, f"i_{k}"):
            facts[f"u_{k}_lost_minutes"] = minutes(lambda r, k=k: is_lost(r, k))
        if has(readings, f"i_{k}"):
            facts[f"i_{k}_reversed_minutes"] = minutes(lambda r, k=k: r.get(f"i_{k}", 0) < -0.02)
    if has(readings, "p_kw"):
        facts["reverse_minutes"] = minutes(lambda r: r.get("p_kw", 0) < 0)
    if has(readings, "p_kw", *(f"{kind}_{k}" for kind in "ui" for k in PHASES)):
        threshold = live_threshold(readings)
        facts["live_minutes"] = minutes(
            lambda r: abs(r.get("p_kw", 0)) > 0 or is_energised(r, threshold)
        )
    return facts


def is_lost(reading, k):
    best = max(reading.get(f"u_{other}", 0) for other in PHASES)
    voltage, amperes = reading.get(f"u_{k}"), abs(reading.get(f"i_{k}", 0))
    return best > 20 and voltage is not None and voltage < 0.78 * best and amperes > 0.02


def known_phases(readings):
    return [k for k in PHASES if has(readings, f"i_{k}")]


def ratios(readings, k):
    """Ratio of phase k to the others at each reading, None where not loaded."""
    others = [other for other in known_phases(readings) if other != k]
    floor = loaded_floor(readings)
    found = []
    for reading in readings:
        values = [abs(reading[f"i_{other}"]) for other in others if f"i_{other}" in reading]
        complete = len(values) == len(others) and f"i_{k}" in reading
        loaded = complete and fmean(values) > floor
        found.append(abs(reading[f"i_{k}"]) / fmean(values) if loaded else None)
    return found


def ratio_facts(readings):
    facts = {}
    phases = known_phases(readings)
    if len(phases) < 2:
        return facts
    spreads = []
    for reading in readings:
        values = [abs(reading[f"i_{k}"]) for k in phases if f"i_{k}" in reading]
        if len(values) == len(phases) and max(values) > loaded_floor(readings):
            spreads.append((max(values) - min(values)) / max(values))
    if spreads:
        facts["i_imbalance_mean"] = fmean(spreads)
    for k in phases:
        known = [ratio for ratio in ratios(readings, k) if ratio is not None]
        if known:
            facts |= {f"ratio_{k}_mean": fmean(known), f"ratio_{k}_std": pstdev(known)}
    return facts


def step_count_facts(readings):
    facts = {}
    step = step_of(readings)
    for k in known_phases(readings) if len(known_phases(readings)) > 1 else ():
        found = ratios(readings, k)
        if all(ratio is None for ratio in found):
            continue
        steps = 0
        for (a, b), (before, now) in zip(pairs(readings), pairs(found), strict=True):
            if b["m"] - a["m"] <= 1.5 * step and None not in (before, now):
                steps += min(before, now) < 0.8 * max(before, now)
        facts[f"ratio_{k}_step_count"] = steps
    return facts


def edge_factor(a, b, readings):
    """Factor of a co-scaling edge between neighbours a and b, None if there is none."""
    phases = known_phases(readings)
    names = ["p_kw", "q_kvar", *(f"i_{k}" for k in phases)]
    names += [f"u_{k}" for k in PHASES if has(readings, f"u_{k}")]
    names += ["pf"] if has(readings, "pf") else []
    if any(name not in a or name not in b for name in names):
        return None
    if not (a["p_kw"] > 0 and b["p_kw"] > 0 and a["q_kvar"] * b["q_kvar"] > 0):
        return None
    logs = [math.log(b["p_kw"] / a["p_kw"]), math.log(b["q_kvar"] / a["q_kvar"])]
    floor = loaded_floor(readings)
    loaded = [k for k in phases if max(abs(a[f"i_{k}"]), abs(b[f"i_{k}"])) > floor]
    if any(a[f"i_{k}"] == 0 or b[f"i_{k}"] == 0 for k in loaded):
        return None
    logs += [math.log(abs(b[f"i_{k}"]) / abs(a[f"i_{k}"])) for k in loaded]
    steady = all(abs(b[name] - a[name]) < 0.05 * a[name] for name in names if name.startswith("u_"))
    steady = steady and ("pf" not in names or abs(b["pf"] - a["pf"]) < 0.02)
    widest = min(0.05 + 0.05 * abs(logs[0]), 0.15)
    if loaded and steady and abs(logs[0]) > 0.2 and max(logs) - min(logs) < widest:
        return b["p_kw"] / a["p_kw"]
    return None


def edge_facts(readings):
    if not (has(readings, "p_kw") and has(readings, "q_kvar") and known_phases(readings)):
        return {}
    found = [(b["m"], edge_factor(a, b, readings)) for a, b in neighbours(readings)]
    downs = [(minute, factor) for minute, factor in found if factor is not None and factor < 1]
    ups = [minute for minute, factor in found if factor is not None and factor > 1]
    facts = {"edge_down_count": len(downs), "edge_up_count": len(ups), "edge_low_minutes": 0}
    since = None
    for minute, factor in found:
        if factor is not None and factor < 1 and since is None:
            since = minute
        if factor is not None and factor > 1 and since is not None:
            facts["edge_low_minutes"] += minute - since
            since = None
    if downs:
        facts["edge_first_minute"] = downs[0][0]
        facts["edge_depth_mean"] = fmean(1 - factor for _, factor in downs)
    return facts


def power_facts(readings):
    facts = {}
    for name, fact in (("p_kw", "p_mean_kw"), ("q_kvar", "q_mean_kvar")):
        values = [r[name] for r in readings if name in r]
        if values:
            facts[fact] = fmean(values)
    return facts | {
        "pf_mean": power_factor(readings),
        "apparent_ratio": apparent_ratio(readings),
        "active_ratio": active_ratio(readings),
    }


def power_factor(readings):
    has_p, has_q = has(readings, "p_kw"), has(readings, "q_kvar")
    if has_p and has_q:
        both = [(r["p_kw"], r["q_kvar"]) for r in readings if "p_kw" in r and "q_kvar" in r]
        apparent = sum(math.hypot(p, q) for p, q in both)
        return sum(abs(p) for p, _ in both) / apparent if apparent else None
    if not has(readings, "pf"):
        return None
    if not has_p:
        return abs(fmean(r["pf"] for r in readings if "pf" in r))
    both = [(abs(r["p_kw"]), abs(r["pf"])) for r in readings if "p_kw" in r and "pf" in r]
    active = sum(p for p, _ in both)
    return sum(p * pf for p, pf in both) / active if active else None


def has_pairs(readings):
    phases = known_phases(readings)
    return phases and all(has(readings, f"u_{k}") for k in phases) and has(readings, "p_kw")


def complete_of(readings, *channels):
    needed = [*channels, *(f"{kind}_{k}" for k in known_phases(readings) for kind in "ui")]
    return [r for r in readings if all(name in r for name in needed)]


def volt_amperes(readings, complete):
    """Sum of U I in kVA over readings that are complete; a balanced load on two elements."""
    phases = known_phases(readings)
    two_element = phases == ["a", "c"] and not has(readings, "u_b")
    factor = math.sqrt(3) / 2 if two_element else 1
    return sum(factor * r[f"u_{k}"] * abs(r[f"i_{k}"]) / 1000 for r in complete for k in phases)


def active_ratio(readings):
    if not has_pairs(readings):
        return None
    complete = complete_of(readings, "p_kw")
    by_current = volt_amperes(readings, complete)
    return sum(r["p_kw"] for r in complete) / by_current if by_current else None


def apparent_ratio(readings):
    has_q = has(readings, "q_kvar")
    if not (has_pairs(readings) and (has_q or has(readings, "pf"))):
        return None
    complete = complete_of(readings, "p_kw", "q_kvar" if has_q else "pf")
    if not has_q:
        complete = [r for r in complete if abs(r["pf"]) > 0.05]
    power = sum(
        math.hypot(r["p_kw"], r["q_kvar"]) if has_q else abs(r["p_kw"] / r["pf"]) for r in complete
    )
    by_current = volt_amperes(readings, complete)
    return power / by_current if by_current else None


# ---- terminal


def terminal_facts(readings, terminal, day):
    facts = {"terminal_kwh": terminal_energy(terminal)}
    if len(terminal) == 1:
        return facts
    gaps = gaps_of(terminal, day.minutes)
    facts["terminal_coverage"] = 1 - sum(end - start for start, end in gaps) / day.minutes
    if len(readings) != 1:
        facts |= live_gap_facts(readings, terminal, day)
    if len(readings) > 1:
        facts |= current_ratio_facts(readings, terminal) | span_facts(readings, terminal)
    return facts


def terminal_energy(terminal):
    intervals = [r["interval_kwh"] for r in terminal if "interval_kwh" in r]
    registers = [r["register_kwh"] for r in terminal if "register_kwh" in r]
    if 2 * len(intervals) > len(terminal):
        return sum(intervals)
    if len(registers) > 1:
        return sum(advance(a, b) or 0 for a, b in pairs(registers))
    if not has(terminal, "p_kw") or len(terminal) == 1:
        return None
    return integral_facts(terminal)["power_kwh"]


def live_gap_facts(readings, terminal, day):
    threshold = live_threshold(terminal)
    facts = {"terminal_live_gap_minutes": 0, "terminal_live_gap_kwh": 0}
    gaps = gaps_of(readings, day.minutes)
    for reading, cover, kwh in zip(terminal, covers(terminal), energies(terminal), strict=True):
        if not (abs(reading.get("p_kw", 0)) > 0 or is_energised(reading, threshold)):
            continue
        start, end = max(reading["m"] - cover, 0), reading["m"]
        overlap = sum(max(min(end, stop) - max(start, begin), 0) for begin, stop in gaps)
        facts["terminal_live_gap_minutes"] += overlap
        facts["terminal_live_gap_kwh"] += (kwh or 0) * overlap / (end - start)
    return facts


def current_ratio_facts(readings, terminal):
    facts = {}
    by_minute = {r["m"]: r for r in terminal}
    for k in PHASES:
        name = f"i_{k}"
        both = [
            (abs(r[name]), abs(by_minute[r["m"]][name]))
            for r in readings
            if name in r and name in by_minute.get(r["m"], {})
        ]
        other = sum(b for _, b in both)
        if other > 0.02:
            facts[f"terminal_i_{k}_ratio"] = sum(a for a, _ in both) / other
    return facts


def spans_of(readings, terminal):
    """Minutes, meter kWh and terminal kWh of the spans between common instants."""
    common = sorted({r["m"] for r in readings} & {r["m"] for r in terminal})
    found = []
    before = -math.inf
    measured = [
        list(zip((r["m"] for r in rows), covers(rows), energies(rows), strict=True))
        for rows in (readings, terminal)
    ]
    for minute in common:
        parts = [
            [(cover, kwh) for m, cover, kwh in rows if before < m <= minute] for rows in measured
        ]
        before = minute
        if any(kwh is None for inside in parts for _, kwh in inside) or (
            abs(sum(c for c, _ in parts[0]) - sum(c for c, _ in parts[1])) > 1
        ):
            parts = [inside[-1:] for inside in parts]
        (own, other) = parts
        minutes = sum(c for c, _ in own)
        same = abs(minutes - sum(c for c, _ in other)) <= 1
        if same and all(kwh is not None for inside in parts for _, kwh in inside):
            found.append((minutes, sum(kwh for _, kwh in own), sum(kwh for _, kwh in other)))
        else:
            found.append(None)
    return found


def span_facts(readings, terminal):
    spans = spans_of(readings, terminal)
    known = [span for span in spans if span is not None]
    if not known:
        return {}
    size = quantum(readings)
    runs, run = [], []
    for span in spans:
        if span is not None and span[1] == 0:
            if span[2] > 0:
                run.append(span)
            continue
        runs.append(run)
        run = []
    runs.append(run)
    zero = sum(
        sum(minutes for minutes, _, _ in run)
        for run in runs
        if sum(other for _, _, other in run) > 2 * size
    )
    return {
        "terminal_matched_kwh": sum(other for _, _, other in known),
        "terminal_meter_kwh": sum(own for _, own, _ in known),
        "terminal_live_zero_minutes": zero,
        "terminal_ratio_low_minutes": sum(
            minutes for minutes, own, other in known if own + size < 0.8 * other
        ),
    }
