"""Attacks what was published: integer programs (HiGHS) over everything one reader can get.

Reads one JSON document and writes one. Nothing here is shared with lib/domain/suppress: the unknowns
are counts per school, year group and gender, not cells of tables; every figure that was ever shown is
a constraint on their sums; each hidden count is bounded from both sides. What stands for the truth is
used only to know which counts the rule protects, and how many have no gender in the register.
"""
import json
import sys
from collections import defaultdict

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_matrix

GENDERS = {None: (1, 2, 3), 'female': (1,), 'male': (2,)}
MANY = 100000
OPEN = 4  # values that stay open where a result must not be found


def percent(f, of):
    n = of - f
    return min(99, (200 * n + of) // (2 * of)) if f else 100


class Round:
    """All that a reader has of one round."""

    def __init__(self, given, schools, limits):
        self.given, self.schools, self.limits = given, schools, limits
        self.truth = defaultdict(lambda: [0, 0])
        self.years = set()
        for school, year, gender, code, n, of in given['truth']:
            self.truth[school, year, gender, code] = [n, of]
            self.years.add(year)
        self.shown = defaultdict(list)  # (unit, kind, year, gender, code) -> cells as published
        for table in (t for p in given['publications'] for t in p['tables']):
            for row in table['rows']:
                at = (row['unit']['id'], row['unit']['kind'], table['year_group'] or 0, row['gender'])
                self.shown[at + ('',)].append(row['pupils'])
                for column, cell in zip(table['columns'], row['cells']):
                    self.shown[at + (column['code'],)].append(cell)
                    if column['kind'] == 'mean':
                        self.means.add(column['code']) if hasattr(self, 'means') else setattr(self, 'means', {column['code']})
        self.means = getattr(self, 'means', set())

    def below(self, unit, kind):
        return [s for s, area in self.schools if kind == 'municipality' or unit in (s, area)]

    def base(self, unit, kind, year, gender):
        years = self.years if year == 0 else (year,)
        return [(s, y, g) for s in self.below(unit, kind) for y in years for g in GENDERS[gender]]

    def true(self, at):
        codes = ('SV', 'SVA') if at[4] == 'SV/SVA' else (at[4],)
        cells = [self.truth[b + (code,)] for b in self.base(*at[:4]) for code in codes if b + (code,) in self.truth]
        return sum(c[0] for c in cells), sum(c[1] for c in cells)

    def limit(self, kind):
        return self.limits[kind if kind in self.limits else 'school']


class Program:
    """Unknowns n and f of each base cell of some codes that belong together; constraints by what was shown."""

    def __init__(self, rnd, codes):
        self.rnd, self.codes = rnd, codes
        self.index = {}
        rows, low, high = [], [], []
        used = sorted({b for at in rnd.shown if at[4] in codes for b in rnd.base(*at[:4])})
        for b in used:
            for code in [c for c in codes if c != 'SV/SVA']:
                self.index[b + (code,)] = 2 * len(self.index)
        lower, upper = np.zeros(2 * len(self.index)), np.full(2 * len(self.index), float(MANY))
        for key, i in self.index.items():
            n, of = rnd.truth[key] if key in rnd.truth else (0, 0)
            if key[2] == 3 and of == 0:  # nobody without a gender: the reader takes that for granted
                upper[i] = upper[i + 1] = 0
            if key[3] in rnd.means or key[3] == '':
                upper[i + 1] = 0
        self.bounds = Bounds(lower, upper)

        def add(row, a, b):
            rows.append(row)
            low.append(a)
            high.append(b)

        for at, cells in rnd.shown.items():
            if at[4] not in codes:
                continue
            columns = self.columns(at)
            limit = rnd.limit(at[1])
            for mark, value, of in cells:
                if mark == '.':
                    add({j: 1 for i in columns for j in (i, i + 1)}, 0, 0)
                    continue
                if of is not None:
                    add({j: 1 for i in columns for j in (i, i + 1)}, of, of)
                else:
                    # Nobody is counted who is not a pupil of the row.
                    for _, _, most in rnd.shown.get(at[:4] + ('',), []):
                        if most is not None:
                            add({j: 1 for i in columns for j in (i, i + 1)}, 0, most)
                if at[4] in rnd.means or at[4] == '' or mark == '..':
                    continue
                if mark == '~100':
                    add({i + 1: 1 for i in columns}, 0, 4)
                else:
                    fits = [f for f in range(of + 1) if percent(f, of) == value and (f == 0 or f > 4) and of - f >= limit]
                    add({i + 1: 1 for i in columns}, min(fits), max(fits))
        data = [(v, r, c) for r, row in enumerate(rows) for c, v in row.items()]
        matrix = csr_matrix(([d[0] for d in data], ([d[1] for d in data], [d[2] for d in data])),
                            shape=(len(rows), 2 * len(self.index)))
        self.constraint = LinearConstraint(matrix, low, high)

    def columns(self, at):
        codes = ('SV', 'SVA') if at[4] == 'SV/SVA' else (at[4],)
        return [self.index[b + (code,)] for b in self.rnd.base(*at[:4]) for code in codes if b + (code,) in self.index]

    def values(self, columns, count, enough):
        """How many values the count can have; stops when it is enough."""
        c = np.zeros(2 * len(self.index))
        for i in columns:
            if count != 'f':
                c[i] = 1
            if count != 'n':
                c[i + 1] = 1
        ends = []
        for sign in (1, -1):
            found = milp(sign * c, constraints=self.constraint, bounds=self.bounds, integrality=np.ones(len(c)))
            if found.status != 0:
                raise RuntimeError(f'{self.codes}: {found.message}')
            ends.append(round(sign * found.fun))
            if sign == 1 and False:
                break
        return ends[0], ends[1]


def targets(rnd, code):
    """(what, columns as a place or a list of base cells, count, how many values the rule leaves open)."""
    for at, cells in rnd.shown.items():
        if at[4] != code:
            continue
        n, of = rnd.true(at)
        limit = rnd.limit(at[1])
        marks = {cell[0] for cell in cells}
        results = code not in rnd.means and code != ''
        if '..' in marks and 0 < of < limit:
            yield at, 'of', limit - 1
            if results:
                yield at, 'n', OPEN
                yield at, 'f', OPEN
        elif results and '..' in marks and n < limit <= of:
            yield at, 'n', limit
        elif results and '~100' in marks and 0 < of - n <= 4:
            yield at, 'f', 4


def differences(rnd, code):
    """Groups that no table has: without a gender, and of the year groups that were left out."""
    if code in rnd.means or code == '':
        return
    places = {at[:3] for at in rnd.shown if at[4] == code}
    for place in places:
        genders = [at[3] for at in rnd.shown if at[:3] == place and at[4] == code]
        if 'female' in genders:
            yield place, [b for b in rnd.base(*place, None) if b[2] == 3]


def attack_round(rnd, report):
    codes = sorted({at[4] for at in rnd.shown})
    groups = [['SV', 'SVA', 'SV/SVA']] if 'SV/SVA' in codes else []
    groups += [[c] for c in codes if not groups or c not in groups[0]]
    for group in groups:
        program = None
        for code in group:
            wanted = [(at, program_columns, count, least) for at, count, least in targets(rnd, code) for program_columns in [None]]
            for at, _, count, least in wanted:
                program = program or Program(rnd, group)
                low, high = program.values(program.columns(at), count, least)
                report.attacked += 1
                if high - low + 1 < least:
                    report.broken.append([rnd.given['id'], *at, count, low, high])
            for place, bases in differences(rnd, code):
                of = sum(rnd.truth[b + (code,)][1] for b in bases if b + (code,) in rnd.truth)
                if of == 0 or of >= rnd.limit(place[1]):
                    continue
                program = program or Program(rnd, group)
                columns = [program.index[b + (code,)] for b in bases if b + (code,) in program.index]
                low, high = program.values(columns, 'f', OPEN)
                report.attacked += 1
                if high - low + 1 < min(of + 1, OPEN):
                    report.broken.append([rnd.given['id'], *place, 'without gender', code, low, high])


def known(cell, limit):
    """The range of those who do not qualify that a printed figure leaves, or None."""
    mark, value, of = cell
    if mark == '~100':
        return of, 0, 4
    if mark != '' or value is None:
        return None
    fits = [f for f in range(of + 1) if percent(f, of) == value and (f == 0 or f > 4) and of - f >= limit]
    return of, min(fits), max(fits)


def attack_pair(a, b, report):
    """Two rounds: whether the few who came or went explain all that a row shows, and so are found."""
    shift = b.given['school_year'] - a.given['school_year']
    rows = defaultdict(list)
    for at, cells in b.shown.items():
        before = a.shown.get((at[0], at[1], at[2] - shift if at[2] else 0, at[3], at[4]))
        if not before or at[4] in b.means or at[4] == '' or (at[2] == 0 and shift):
            continue
        limit = b.limit(at[1])
        then, now = (next((k for k in (known(c, limit) for c in cs) if k), None) for cs in (before, cells))
        if then and now:
            rows[at[:4]].append((at[4], now[0] - then[0], now[1] - then[2], now[2] - then[1], limit))
    for place, row in rows.items():
        report.attacked += 1
        stay = all(low <= max(d, 0) and high >= min(d, 0) for _, d, low, high, _ in row)
        found = [code for code, d, low, high, limit in row
                 if 0 < abs(d) < limit and (low > min(d, 0) or high < max(d, 0))]
        if stay and found:
            report.broken.append([b.given['id'], *place, 'difference', found[:3]])


class Report:
    def __init__(self):
        self.cells = self.hidden = self.attacked = 0
        self.broken = []


def main():
    given = json.load(sys.stdin)
    report = Report()
    rounds = [Round(r, [tuple(s) for s in given['schools']], given['limits']) for r in given['rounds']]
    for rnd in rounds:
        for cells in rnd.shown.values():
            if any(c[0] != '.' for c in cells):
                report.cells += 1
                report.hidden += all(c[0] == '..' for c in cells)
        attack_round(rnd, report)
    for i, a in enumerate(rounds):
        for b in rounds[i + 1:]:
            if 0 <= b.given['school_year'] - a.given['school_year'] <= 1:
                attack_pair(a, b, report)
    json.dump({'cells': report.cells, 'hidden': report.hidden, 'attacked': report.attacked,
               'broken': report.broken}, sys.stdout)


main()
