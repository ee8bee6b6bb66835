<?php
// The municipality's overview as /api/attainment prints it, from the same statements. It is what
// the workers are compared with: same processes, same database, same bytes.
//
// It is let off with less than the workers do: who asks is settled by run.mjs (BENCH_PERSON), there
// is no ETag, and only what the comparison asks for (rows by unit, no filters) is understood.
declare(strict_types=1);

require __DIR__ . '/common.php';

const NOW = 0;
const PREVIOUS = 1;
const YEAR_AGO = 2;
const NO_MEASURES = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const NO_CELL = [0, 0, 0, 0, 0, 0, 0, 0, 0];

// Name => numerator and denominator among the columns of the statements on measures.
const MEASURES = [
    'all_subjects' => [2, 1],
    'vocational' => [5, 4],
    'arts' => [6, 4],
    'economics_humanities_social' => [7, 4],
    'science_technology' => [8, 4],
    'merit16' => [10, 9],
    'merit17' => [11, 9],
    'subjects' => [12, 1],
];

function time_of(?string $text): ?string
{
    return $text === null ? null : substr($text, 0, 10) . 'T' . substr($text, 11, 12) . 'Z';
}

function round_of(?array $r): ?array
{
    if ($r === null) {
        return null;
    }
    $week = (int)$r[3];
    return [
        'id' => (string)$r[0],
        'key' => $r[1] === 'grade' ? "$r[2]-grade" : sprintf('%s-%02d', $r[2], $week),
        'kind' => $r[1],
        'term' => $r[2],
        'week' => $week ?: null,
        'opens' => time_of($r[4]),
        'due' => time_of($r[5]),
        'closes' => time_of($r[6]),
        'state' => $r[7],
        'closed_at' => time_of($r[8]),
        'accepts' => (int)$r[9] !== 0,
        'extended_until' => time_of($r[11]),
    ];
}

// Unit => ['cells' => column => counts, 'measures' => round => sums, 'has' => it has cells now].
// counts: passed, assessed, not assessable, missing, left, then passed and of in the two earlier rounds.
function load_figures(Database $db, array $rounds, int $unit, array $columns): array
{
    $figures = [];
    foreach ($rounds as $which => $round) {
        if ($round === null) {
            continue;
        }
        foreach ($db->rows('attainment_unit_cells', [$round, 0, 0, $unit]) as $r) {
            $column = $columns[$r[1]] ?? null;
            if ($column === null) {
                continue;
            }
            $cell = &$figures[$r[0]]['cells'][$column];
            $cell ??= NO_CELL;
            if ($which === NOW) {
                $figures[$r[0]]['has'] = true;
                for ($i = 0; $i < 5; $i++) {
                    $cell[$i] += $r[$i + 2];
                }
            } else {
                $cell[3 + 2 * $which] += $r[2];
                $cell[4 + 2 * $which] += $r[3] + $r[4];
            }
            unset($cell);
        }
        foreach ($db->rows('attainment_unit_measures', [1, $round, 0, 0, 0, 0, $unit]) as $r) {
            $figures[array_shift($r)]['measures'][$which] = array_map('intval', $r);
        }
    }
    return $figures;
}

function add_row(array &$to, array $from): void
{
    foreach ($from['cells'] ?? [] as $column => $cell) {
        $sum = &$to['cells'][$column];
        $sum ??= NO_CELL;
        for ($i = 0; $i < 9; $i++) {
            $sum[$i] += $cell[$i];
        }
        unset($sum);
    }
    foreach ($from['measures'] ?? [] as $which => $values) {
        $sum = &$to['measures'][$which];
        $sum ??= NO_MEASURES;
        for ($i = 0; $i < 13; $i++) {
            $sum[$i] += $values[$i];
        }
        unset($sum);
    }
    $to['has'] = ($to['has'] ?? false) || ($from['has'] ?? false);
}

function measures_of(array $of, int $rounds): array
{
    $m = [];
    foreach (MEASURES as [$numerator, $denominator]) {
        $values = [];
        for ($i = 0; $i < $rounds; $i++) {
            $values[] = $of[$i][$numerator] ?? 0;
            $values[] = $of[$i][$denominator] ?? 0;
        }
        $m[] = $values;
    }
    return ['pupils' => $of[0][0] ?? 0, 'complete' => $of[0][1] ?? 0, 'at_risk' => $of[0][3] ?? 0, 'm' => $m];
}

function row_of(array $label, array $row, array $shown): array
{
    $all = [0, 0, 0, 0, 0];
    $cells = [];
    foreach ($shown as $column) {
        $c = $row['cells'][$column] ?? NO_CELL;
        $expected = $c[1] + $c[2] + $c[3];
        if ($expected + $c[4] === 0) {
            $cells[] = null;
            continue;
        }
        $all[0] += $expected;
        for ($i = 1; $i < 5; $i++) {
            $all[$i] += $c[$i];
        }
        $cells[] = [$c[0], $c[1] + $c[2], $c[3], $c[4], $c[2], $c[5], $c[6], $c[7], $c[8]];
    }
    return $label + ['counts' => $all, 'cells' => $cells, 'measures' => measures_of($row['measures'] ?? [], 3)];
}

// The children, an area's row as the sum of its schools'.
function unit_rows(Database $db, int $unit, int $round, string $today, array $figures, array $shown): array
{
    $children = $db->rows('unit_children', [$unit, $today, $round]);
    $rows = [];
    foreach ($children as $r) {
        $rows[$r[0]] ??= [];
        if (!isset($figures[$r[0]])) {
            continue;
        }
        add_row($rows[$r[0]], $figures[$r[0]]);
        if ($r[4] > 1) {
            add_row($rows[$r[1]], $figures[$r[0]]);
        }
    }
    $out = [];
    foreach ($children as $r) {
        if ($rows[$r[0]]['has'] ?? false) {
            $out[] = row_of([
                'id' => (string)$r[0],
                'kind' => $r[2],
                'name' => $r[3],
                'parent' => $r[1] === null ? null : (string)$r[1],
                'depth' => $r[4] - 1,
            ], $rows[$r[0]], $shown);
        }
    }
    return $out;
}

function key_of(Database $db, array $rounds, int $unit, int $year_group): array
{
    $names = ['', 'previous', 'year_ago'];
    $genders = [0 => 'total', 1 => 'female', 2 => 'male'];
    $key = ['year_group' => $year_group];
    foreach ($rounds as $which => $round) {
        $sums = [];
        if ($round !== null) {
            $params = [4, $round, $year_group, $year_group, 1, 255, $unit];
            foreach ($db->rows('attainment_unit_measures', $params) as $r) {
                $gender = array_shift($r);
                foreach ([0, $gender] as $g) {
                    $sums[$g] ??= NO_MEASURES;
                    for ($i = 0; $i < 13; $i++) {
                        $sums[$g][$i] += $r[$i];
                    }
                }
            }
        }
        foreach ($genders as $g => $name) {
            $full = $which === NOW ? $name : $names[$which] . ($g ? "_$name" : '');
            $key[$full] = $round === null ? null : measures_of([$sums[$g] ?? NO_MEASURES], 1);
        }
    }
    return $key;
}

function trail_of(Database $db, int $person, string $today, int $unit): array
{
    $trail = [];
    foreach ($db->rows('unit_trail', [$person, null, $today, $today, $unit]) as $r) {
        if ((int)$r[0] !== $unit) {
            $trail[] = ['id' => (string)$r[0], 'name' => $r[1], 'kind' => $r[2], 'readable' => (bool)$r[3]];
        }
    }
    return $trail;
}

function overview(Database $db, int $person, int $unit, string $today): array
{
    $db->rows('revision_rows');
    $u = $db->row('unit_for_person', [$unit, $person, null, $today, $today]) ?? refuse(404);
    $round = $db->row('round_current');
    $previous = $db->row('round_previous', [$round[0]]);
    $year_ago = $db->row('round_year_ago', [$round[0]]);
    $rounds = [(int)$round[0], $previous ? (int)$previous[0] : null, $year_ago ? (int)$year_ago[0] : null];
    $families = $db->rows('attainment_families');
    $figures = load_figures($db, $rounds, $unit, array_flip(array_column($families, 0)));
    $total = [];
    foreach ($figures as $row) {
        add_row($total, $row);
    }
    $shown = $subjects = [];
    foreach ($families as $i => $f) {
        $c = $total['cells'][$i] ?? NO_CELL;
        if ($c[1] + $c[2] + $c[3] + $c[4] > 0) {
            $shown[] = $i;
            $subjects[] = ['id' => (string)$f[0], 'code' => $f[1], 'name' => ['sv' => $f[2], 'en' => $f[3]]];
        }
    }
    $trail = trail_of($db, $person, $today, $unit);
    $years = array_map('intval', array_column($db->rows('unit_year_groups', [$unit, $rounds[NOW]]), 0));
    $corrections = (int)$db->row('unit_corrections', [$unit, $rounds[NOW]])[0];
    $now = new DateTimeImmutable('now', new DateTimeZone('UTC'));
    return [
        'round' => round_of($round),
        'previous' => round_of($previous),
        'year_ago' => round_of($year_ago),
        'unit' => ['id' => (string)$unit, 'kind' => $u[1], 'name' => $u[2], 'trail' => $trail],
        'class' => null,
        'filters' => ['year_group' => null, 'gender' => null, 'subject' => null, 'class' => null, 'basis' => 'now'],
        'options' => ['year_groups' => $years, 'classes' => [], 'rows' => ['unit', 'year_group', 'gender']],
        'as_of' => $now->format('Y-m-d\TH:i:s.v\Z'),
        'corrections' => $corrections,
        'rows_kind' => 'unit',
        'subjects' => $subjects,
        'measure_names' => array_keys(MEASURES),
        'total' => row_of(
            ['id' => (string)$unit, 'kind' => $u[1], 'name' => $u[2], 'parent' => null, 'depth' => 0],
            $total,
            $shown
        ),
        'rows' => unit_rows($db, $unit, $rounds[NOW], $today, $figures, $shown),
        'key' => key_of($db, $rounds, $unit, end($years)),
    ];
}

$db = new Database();
$db->begin();
$document = overview($db, (int)$_SERVER['BENCH_PERSON'], (int)$_GET['unit'], date('Y-m-d'));
$db->commit();
answer($document);
