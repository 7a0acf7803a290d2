#!/usr/bin/env python3
# tools/make_published_chips.py - writes a chip file for every published chip of a table.
#
#   make_published_chips.py MACROS.csv [FOLDER]
#
# In:   a table with the columns of the reference macros.csv
# Out:  FOLDER/<chip>.toml (data/hardware/published unless given), one a chip that states its node
#       and the length of its sums: the first row is the chip, every row a published point of it
#
# Predictions read the keys alone, and no key comes from an outcome: the columns right of vdd_v are
# copied into [[published]]. What a row does not state is assumed as `kirchhoff validate silicon`
# does, and said in the file.
import csv
import json
import math
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDER = os.path.join(HERE, "..", "data", "hardware", "published")
MOST = 4096  # rows and columns of a crossbar
TILE_BITS = 32 * 8192  # that the macros of a tile hold at least, as in the shipped chips
CONVERTERS = {"sar": "sar", "flash": "flash", "ramp": "ramp", "cco": "ramp",
              "single_slope": "ramp", "sense_amplifier": "sense-amplifier",
              "schmitt_trigger": "sense-amplifier", "time_domain": "time-domain",
              "hybrid": "hybrid", "none": "none", "adder_tree": "none"}
CODINGS = {"bit_serial": "bit-serial", "pulse_width": "pulse-width", "pulse_count": "pulse-count",
           "dac_amplitude": "amplitude"}
OUTCOMES = ["energy_fj_per_1b_op", "cycle_ns", "area_mm2"]
ALWAYS = ["clock_mhz, buffer_kib, max_copies, dataflow: chosen, of the chip around the macros",
          "macros_per_tile: at least 32 KiB of weights a tile; the points say what was published",
          "tile_count: as many tiles as a network needs",
          "device: its noise and writing are not those of this chip, which are not in the table"]


class Row:
    """One operating point as keys of a chip file, with what had to be assumed."""

    def __init__(self, cells):
        self.cells = cells
        self.assumed = []
        self.family = cells["family"]
        self.digital = self.family == "digital"
        self.keys = self.read()

    def number(self, column):
        return float(self.cells[column]) if self.cells[column] else 0.0

    def stated(self, column, key, fallback, why):
        value = self.number(column)
        if value > 0.0:
            return value
        self.assumed.append(f"{key} = {fallback:g}: {why}")
        return fallback

    def read(self):
        self.weight_bits = self.stated("weight_bits", "weight_bits", 1.0, "not stated")
        keys = {"device": self.device(), "node_nm": self.number("tech_nm")}
        keys["supply_v"] = self.stated("vdd_v", "supply_v", nominal_supply(keys["node_nm"]),
                                       "nominal at the node")
        keys["clock_mhz"] = clock(keys["node_nm"])
        keys["cell_bits"] = self.cell_bits
        keys.update(self.geometry())
        keys["adc_bits"] = self.converter_bits()
        keys["dac_bits"] = round(self.stated("input_bits_per_cycle", "dac_bits", 1, "not stated"))
        keys.update(self.banks())
        keys.update({"buffer_kib": 64, "max_copies": 1, "dataflow": "pipelined"})
        keys.update(self.circuits())
        return keys

    def device(self):
        """Also sets what a weight of one sum consists of."""
        cell = self.cells["cell"].lower()
        self.pair = self.weight_bits == 1.5 or "differential pair" in cell
        magnitude = 1 if self.weight_bits == 1.5 else round(self.weight_bits) - 1
        # A pair of a multi-level cell and its sign, or bits in cells of their own.
        self.cell_bits = magnitude if self.pair else 1
        self.slices = 1 if self.pair else round(self.weight_bits)
        if self.digital:
            return "sram-digital"
        if self.family == "analog":
            return "sram-charge-ternary" if self.pair else "sram-charge"
        if self.pair:
            self.assumed.append("the two cells of a pair lie in one row, not in one column")
            return "rram-wan"
        if self.slices > 1:
            self.assumed.append("a cell of several bits is described as several cells of one bit")
        return "rram-binary"

    def geometry(self):
        dot = round(self.number("dot_len"))
        rows, columns = self.number("rows"), self.number("cols")
        if not columns:
            self.assumed.append("columns: from the converters and the bits of a weight")
        outputs = self.number("n_adc")
        if not outputs:
            outputs = max(1.0, (columns or 64.0) // self.weight_bits)
            self.assumed.append(f"converters = {outputs:g}: columns / weight_bits")
        if not rows:
            rows = float(dot)
            self.assumed.append(f"rows = {dot}: the length of a sum")
        stored = rows * (columns or outputs * self.weight_bits)
        capacity = self.number("capacity_kb") * 1024.0
        if capacity > 16.0 * stored and columns:
            self.assumed.append("capacity_kb contradicts rows x cols, which were kept")
        else:
            stored = max(stored, capacity)
        if dot > rows and dot <= columns:
            self.assumed.append("sums run along the rows: rows and columns exchanged")
            rows = columns
        return self.crossbar(dot, rows, stored, round(outputs))

    def crossbar(self, dot, rows, stored, outputs):
        """Whole numbers of columns for each converter, and as many cells as are stored."""
        together = self.slices * (2 if self.pair else 1)
        width = outputs * together
        turns = max(1, round(stored / (rows * width)), math.ceil(stored / (MOST * width)))
        turns = max(min(turns, MOST // width), math.ceil(8 / width))
        fitting = max(8, dot, min(MOST, round(stored / (width * turns))))
        if abs(fitting - rows) > 0.05 * rows:
            self.assumed.append(f"rows = {fitting}: so that rows x columns hold what is stored")
            rows = fitting
        return {"rows": round(max(rows, dot, 8)), "columns": width * turns, "active_rows": dot,
                "columns_per_adc": together * turns}

    def converter_bits(self):
        if self.digital:
            return 8
        levels = math.ceil(math.log2(self.number("dot_len") + 1.0))
        bits = self.stated("adc_bits", "adc_bits", min(8, max(1, levels)), "the levels of a sum")
        if bits != round(bits):
            self.assumed.append(f"adc_bits = {round(bits)}: {bits:g} stated")
        return max(1, round(bits))

    def banks(self):
        banks = round(self.stated("n_macros", "macros_per_tile", 1, "not stated"))
        crossbars = 1 if banks <= 256 else math.ceil(banks / 256)
        return {"macros_per_tile": banks // crossbars, "crossbars_per_macro": crossbars}

    def circuits(self):
        keys = {"macro_model": "whole"}
        if self.digital:
            keys["macro_adders"] = self.adders()
        else:
            keys["macro_mode"] = self.mode()
            keys["macro_converter"] = CONVERTERS.get(self.cells["converter_type"], "unknown")
        keys["macro_coding"] = CODINGS.get(self.cells["input_coding"], "unknown")
        keys["macro_cell_transistors"] = self.transistors()
        keys["macro_slices_per_sum"] = self.slices
        return keys

    def adders(self):
        cell = self.cells["cell"]
        if "FA" in cell or "full adder" in cell.lower():
            return "in-cell"
        return "booth-tree" if "booth" in self.cells["compute_mode"].lower() else "tree"

    def mode(self):
        mode = self.cells["compute_mode"].lower()
        if "voltage" in mode:
            return "voltage-sensing"
        if "current" in mode:
            return "current-summing"
        if any(word in mode for word in ("redistribution", "c-2c", "(qr)")):
            return "charge-redistribution"
        usual = "current-summing" if self.family == "envm" else "charge-summing"
        if "charge" not in mode and "qs" not in mode:
            self.assumed.append(f"macro_mode = {usual}: not stated")
        return usual

    def transistors(self):
        if self.family == "envm":
            return 8.0
        if self.pair and self.number("cols") == self.number("n_adc"):
            self.assumed.append("a cell of three levels is described as two cells")
        return self.stated("cell_transistors", "macro_cell_transistors", 8.0, "not stated")


def nominal_supply(node):
    for least, supply in ((180, 1.8), (65, 1.2), (40, 1.1), (22, 0.9)):
        if node >= least:
            return supply
    return 0.8


def clock(node):
    return 500.0 if node <= 28 else 250.0 if node <= 65 else 100.0


def value_text(value):
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value:g}"


def key_text(name, value):
    whole = isinstance(value, int) or isinstance(value, str)
    text = value_text(value) if whole or value != int(value) else f"{value:.1f}"
    return f"{name} = {text}"


def list_text(values):
    return "[" + ", ".join(json.dumps(value, ensure_ascii=False) for value in values) + "]"


def template_keys(first):
    """The first row as a chip: macros that are published alone share tiles."""
    keys = dict(first.keys)
    crossbar = keys["rows"] * keys["columns"] * keys["crossbars_per_macro"] * keys["cell_bits"]
    shared = 2 ** math.ceil(math.log2(TILE_BITS / crossbar)) if crossbar < TILE_BITS else 1
    keys["macros_per_tile"] = max(keys["macros_per_tile"], min(256, shared))
    return keys


def point_text(row, keys):
    changed = [f"{key}={value_text(value).strip(chr(34))}" for key, value in row.keys.items()
               if value != keys[key]]
    lines = ["", "[[published]]", f"id = {json.dumps(row.cells['id'])}",
             f"scope = {json.dumps(row.cells['scope'])}"]
    if changed:
        lines.append(f"set = {list_text(changed)}")
    for outcome in OUTCOMES:
        if row.cells[outcome]:
            lines.append(f"{outcome} = {float(row.cells[outcome]):.6g}")
    if row.cells["exclude"]:
        lines.append(f"not_scored = {list_text(row.cells['exclude'].split())}  "
                     f"# {row.cells['exclude_reason']}")
    lines.append(f"source = {json.dumps(row.cells['source'], ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def chip_text(chip, rows):
    first = rows[0]
    title = f"{first.cells['name']} ({first.cells['venue']}, {first.cells['year']})"
    assumed = list(dict.fromkeys(text for row in rows for text in row.assumed)) + ALWAYS
    lines = ["# A published chip as a template: written by tools/make_published_chips.py.",
             "schema = 1", key_text("name", chip), key_text("title", title),
             key_text("source", f"Its designers' figures as collected by {first.cells['source']}; "
                                "what is not published stands in `assumed`.")]
    keys = template_keys(first)
    lines += [key_text(name, value) for name, value in keys.items()]
    lines += ["assumed = ["] + [f"  {json.dumps(text, ensure_ascii=False)}," for text in assumed]
    return "\n".join(lines + ["]"]) + "\n" + "".join(point_text(row, keys) for row in rows)


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit("usage: make_published_chips.py MACROS.csv [FOLDER]")
    folder = sys.argv[2] if len(sys.argv) == 3 else FOLDER
    os.makedirs(folder, exist_ok=True)
    chips = {}
    with open(sys.argv[1], newline="", encoding="utf-8") as table:
        for cells in csv.DictReader(table):
            if not cells["tech_nm"] or not cells["dot_len"]:
                print(f"skipped {cells['id']}: tech_nm or dot_len is missing")
                continue
            chips.setdefault(cells["chip"] or cells["id"], []).append(Row(cells))
    for chip, rows in chips.items():
        with open(os.path.join(folder, chip + ".toml"), "w", encoding="utf-8") as file:
            file.write(chip_text(chip, rows))
    print(f"{len(chips)} chips, {sum(len(rows) for rows in chips.values())} points")


if __name__ == "__main__":
    main()
