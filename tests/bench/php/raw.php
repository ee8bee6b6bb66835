<?php
// The same figures of the municipality without counts that are kept: grouped from the raw rows at
// every request, as the usual systems do. Prints unit => subject => [passed, of, missing, left,
// not assessable, passed and of in the two rounds before] and unit => round => [pupils, complete,
// all subjects, at risk].
declare(strict_types=1);

require __DIR__ . '/common.php';

function raw(Database $db, int $unit): array
{
    $round = $db->row('round_current');
    $rounds = [$round, $db->row('round_previous', [$round[0]]), $db->row('round_year_ago', [$round[0]])];
    $cells = $measures = [];
    foreach ($rounds as $which => $r) {
        if ($r === null) {
            continue;
        }
        foreach ($db->rows('raw_cells', [(int)$r[0], $unit]) as $c) {
            $cell = &$cells[$c[0]][$c[1]];
            $cell ??= [0, 0, 0, 0, 0, 0, 0, 0, 0];
            if ($which === 0) {
                $cell = [(int)$c[2], $c[3] + $c[4], (int)$c[5], (int)$c[6], (int)$c[4], 0, 0, 0, 0];
            } else {
                $cell[3 + 2 * $which] = (int)$c[2];
                $cell[4 + 2 * $which] = $c[3] + $c[4];
            }
            unset($cell);
        }
        foreach ($db->rows('raw_measures', [(int)$r[0], $unit]) as $m) {
            $measures[$m[0]][$which] = [(int)$m[1], (int)$m[2], (int)$m[3], (int)$m[4]];
        }
    }
    return ['cells' => $cells, 'measures' => $measures];
}

$db = new Database();
$db->begin();
$document = raw($db, (int)$_GET['unit']);
$db->commit();
answer($document);
