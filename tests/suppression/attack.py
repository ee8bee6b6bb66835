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
# Of the same pupils: who is eligible for the first programme is so for the second.
IMPLIED = [('arts', 'vocational'), ('economics_humanities_social', 'arts'), ('science_technology', 'arts')]
PROGRAMMES = ['vocational', 'arts', 'economics_humanities_social', 'science_technology']
STRETCHES = 12  # solutions that are drawn before single counts are looked for


def percent(f, of):
    n = of - f
    return min(99, (200 * n + of) // (2 * of)) if f else 100


class Round:
    """All that a reader has ever had of one round: what was withdrawn or replaced was read before."""

    def __init__(self, given, schools, limits, requires):
        self.given, self.schools, self.limits, self.requires = given, schools, limits, requires
        self.truth = defaultdict(lambda: [0, 0])
        self.years = set()
        self.means = set()
        for school, year, gender, code, n, of in given['truth']:
            self.truth[school, year, gender, code] = [n, of]
            self.years.add(year)
        self.shown = defaultdict(list)  # (unit, kind, year, gender, code) -> cells as published
        self.since = {}  # the number of the publication that had it first
        for number, table in ((i, t) for i, p in enumerate(given['publications']) for t in p['tables']):
            for row in table['rows']:
                at = (row['unit']['id'], row['unit']['kind'], table['year_group'] or 0, row['gender'])
                self.add(number, at + ('',), row['pupils'])
                for column, cell in zip(table['columns'], row['cells']):
                    self.add(number, at + (column['code'],), cell)
                    if column['kind'] == 'mean':
                        self.means.add(column['code'])
            self.add_nobody(number, table)

    def add_nobody(self, number, table):
        """A unit whose row is not printed, where others of its kind have one, has nobody."""
        printed = {(row['unit']['id'], row['unit']['kind']) for row in table['rows']}
        units = {(s, 'school') for s, _ in self.schools} | {(area, 'area') for _, area in self.schools if area}
        for unit, kind in sorted(units - printed):
            if any(k == kind for _, k in printed):
                for code in [''] + [column['code'] for column in table['columns']]:
                    self.add(number, (unit, kind, table['year_group'] or 0, None, code), ['.', None, None])

    def add(self, number, at, cell):
        self.shown[at].append((number, cell))
        self.since.setdefault(at, number)

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
    """Unknowns n and f of each base cell of some codes that belong together; constraints by what was shown.

    until: only the publications before that number; numbers: and the numbers of pupils that any of them shows.
    """

    def __init__(self, rnd, codes, until=MANY, numbers=False):
        self.rnd, self.codes, self.until, self.numbers = rnd, codes, until, numbers
        self.index = {}
        self.rows, self.low, self.high = [], [], []
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
        for at, cells in rnd.shown.items():
            if at[4] in codes:
                for number, cell in cells:
                    self.tell(at, number, cell)
        self.imply()
        data = [(v, r, c) for r, row in enumerate(self.rows) for c, v in row.items()]
        matrix = csr_matrix(([d[0] for d in data], ([d[1] for d in data], [d[2] for d in data])),
                            shape=(len(self.rows), 2 * len(self.index)))
        self.constraint = LinearConstraint(matrix, self.low, self.high) if data else None

    def imply(self):
        for key, i in self.index.items():
            for j in [self.index.get((*key[:3], other)) for one, other in IMPLIED if one == key[3]]:
                if j is not None:
                    self.add({i: 1, i + 1: 1, j: -1, j + 1: -1}, 0, 0)
                    self.add({j: 1, i: -1}, 0, MANY)

        for base in sorted({key[:3] for key in self.index}):
            self.imply_passes(base)

    def imply_passes(self, base):
        """Who is eligible passes in one subject of each place; who attains all subjects fails in none."""
        at = {code: self.index[base + (code,)] for code in self.codes if base + (code,) in self.index}
        for programme, places in self.rnd.requires.items():
            for subjects in places:
                if programme in at and all(code in at for code in subjects):
                    self.add({**{at[code]: 1 for code in subjects}, at[programme]: -1}, 0, MANY)
        if 'all_subjects' not in at or '' not in at:
            return
        subjects = [code for code in at if code not in ('', 'all_subjects', *PROGRAMMES)]
        for code in subjects:
            self.add({at['']: 1, at['all_subjects']: -1, at[code] + 1: -1}, 0, MANY)
        if subjects:
            self.add({at['all_subjects'] + 1: -1, **{at[code] + 1: 1 for code in subjects}}, 0, MANY)

    def add(self, row, low, high):
        self.rows.append(row)
        self.low.append(low)
        self.high.append(high)

    def tell(self, at, number, cell):
        """What a cell says."""
        mark, value, of = cell
        if number >= self.until and not self.numbers:
            return
        columns = self.columns(at)
        both = {j: 1 for i in columns for j in (i, i + 1)}
        if mark == '.':
            self.add(both, 0, 0)
            return
        if of is not None:
            self.add(both, of, of)
        else:
            # Nobody is counted who is not a pupil of the row.
            for _, (_, _, most) in self.rnd.shown.get(at[:4] + ('',), []):
                if most is not None:
                    self.add(both, 0, most)
        if number >= self.until or at[4] in self.rnd.means or at[4] == '' or mark == '..':
            return
        if mark == '~100':
            self.add({i + 1: 1 for i in columns}, 0, 4)
        else:
            fits = fitting(value, of, self.rnd.limit(at[1]))
            self.add({i + 1: 1 for i in columns}, min(fits), max(fits))

    def columns(self, at):
        codes = ('SV', 'SVA') if at[4] == 'SV/SVA' else (at[4],)
        return [self.index[b + (code,)] for b in self.rnd.base(*at[:4]) for code in codes if b + (code,) in self.index]

    def solve(self, c):
        found = milp(c, constraints=self.constraint or (), bounds=self.bounds, integrality=np.ones(len(c)))
        if found.status != 0:
            raise RuntimeError(f'{self.codes}: {found.message}')
        return np.round(found.x)

    def pull(self, columns, count):
        c = np.zeros(2 * len(self.index))
        for i in columns:
            if count != 'f':
                c[i] = 1
            if count != 'n':
                c[i + 1] = 1
        return c

    def values(self, columns, count):
        """The least and the greatest value that the count can have."""
        c = self.pull(columns, count)
        return int(c @ self.solve(c)), int(c @ self.solve(-c))


def targets(rnd, code):
    """(what, columns as a place or a list of base cells, count, how many values the rule leaves open)."""
    for at, cells in rnd.shown.items():
        if at[4] != code:
            continue
        n, of = rnd.true(at)
        limit = rnd.limit(at[1])
        marks = {cell[0] for _, cell in cells}
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


class Aim:
    """A count that has to stay open: of the base cells of a code, at least so many values."""

    def __init__(self, rnd, what, bases, code, count, least, since):
        self.rnd, self.what, self.count, self.least, self.since = rnd, what, count, least, since
        codes = ('SV', 'SVA') if code == 'SV/SVA' else (code,)
        self.keys = [b + (c,) for b in bases for c in codes]
        # How many pupils there are may be no secret, so that what follows from it alone had been out too.
        self.numbers = what in rnd.shown and rnd.true(what)[1] >= rnd.limit(what[1])
        self.judged = False

    def columns(self, program):
        return [program.index[key] for key in self.keys if key in program.index]

    def judge(self, program, report):
        """Broken: fewer values than the rule leaves open, and fewer than what was out before had left of them."""
        low, high = program.values(self.columns(program), self.count)
        if high - low + 1 >= self.least:
            return
        self.judged = True
        if self.since > 0:
            before = Program(self.rnd, program.codes, self.since, self.numbers)
            first, last = before.values(self.columns(before), self.count)
            if high - low + 1 >= min(self.least, last - first + 1):
                report.followed += 1
                return
        report.broken.append([self.rnd.given['id'], *self.what, self.count, low, high])


def aims_at(rnd, code):
    for at, count, least in targets(rnd, code):
        yield Aim(rnd, at, rnd.base(*at[:4]), code, count, least, rnd.since[at])
    for place, bases in differences(rnd, code):
        of = sum(rnd.truth[b + (code,)][1] for b in bases if b + (code,) in rnd.truth)
        if 0 < of < rnd.limit(place[1]):
            yield Aim(rnd, (*place, 'without gender', code), bases, code, 'f', min(of + 1, OPEN),
                      rnd.since[(*place, 'female', code)])


def attack_together(rnd, report, codes, aims):
    """All tables at once, whose pupils are the same. A solution shows of many counts that they are open."""
    program = Program(rnd, codes)
    pulls = csr_matrix(np.array([program.pull(aim.columns(program), aim.count) for aim in aims]))
    seen = []
    drawn = np.random.default_rng(1)
    for _ in range(STRETCHES):
        seen.append(pulls @ program.solve(pulls.T @ drawn.choice([-1, 1], len(aims))))
    for k, aim in enumerate(aims):
        for sign in (1, -1):
            ends = [x[k] for x in seen]
            if not aim.judged and max(ends) - min(ends) + 1 < aim.least:
                seen.append(pulls @ program.solve(sign * pulls[k].toarray()[0]))
        ends = [x[k] for x in seen]
        if not aim.judged and max(ends) - min(ends) + 1 < aim.least:
            aim.judge(program, report)


def attack_round(rnd, report):
    codes = sorted({at[4] for at in rnd.shown})
    groups = [['SV', 'SVA', 'SV/SVA']] if 'SV/SVA' in codes else []
    groups.append([c for c in PROGRAMMES if c in codes])
    groups += [[c] for c in codes if not any(c in group for group in groups)]
    aims = []
    for group in groups:
        program = None
        for aim in (a for code in group for a in aims_at(rnd, code)):
            program = program or Program(rnd, group)
            aims.append(aim)
            aim.judge(program, report)
    report.attacked += len(aims)
    together = [c for c in codes if c not in rnd.means]
    aims = [a for a in aims if a.what[4] in together and a.what[4] != '']
    if aims and any(c in together for c in ['all_subjects', *PROGRAMMES]):
        attack_together(rnd, report, together, aims)


def fitting(value, of, limit):
    """The numbers who do not qualify that a printed per cent leaves."""
    return [f for f in range(of + 1) if percent(f, of) == value and (f == 0 or f > 4) and of - f >= limit]


def known(cell, limit):
    """The range of those who do not qualify that a printed figure leaves, or None."""
    mark, value, of = cell
    if mark == '~100':
        return of, 0, 4
    if mark != '' or value is None:
        return None
    fits = fitting(value, of, limit)
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
        then, now = (next((k for k in (known(c, limit) for _, c in cs) if k), None) for cs in (before, cells))
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
        self.cells = self.hidden = self.attacked = self.followed = 0
        self.broken = []


def main():
    given = json.load(sys.stdin)
    report = Report()
    schools = [tuple(s) for s in given['schools']]
    rounds = [Round(r, schools, given['limits'], given['requires']) for r in given['rounds']]
    for rnd in rounds:
        for cells in rnd.shown.values():
            if any(c[0] != '.' for _, c in cells):
                report.cells += 1
                report.hidden += all(c[0] == '..' for _, c in cells)
        attack_round(rnd, report)
    for i, a in enumerate(rounds):
        for b in rounds[i + 1:]:
            if 0 <= b.given['school_year'] - a.given['school_year'] <= 1:
                attack_pair(a, b, report)
    json.dump({'cells': report.cells, 'hidden': report.hidden, 'attacked': report.attacked,
               'followed': report.followed, 'broken': report.broken}, sys.stdout)


main()
