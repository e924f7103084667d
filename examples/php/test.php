<?php

declare(strict_types=1);

require __DIR__ . '/Poligon.php';
require __DIR__ . '/SalesMan.php';

chdir(__DIR__);
$poligon = new Poligon();
$failed = 0;

/** Runs a test in a sandbox of its own. */
function test(string $title, array $start, callable $body): void
{
    global $poligon, $failed;
    $box = $poligon->sandbox($start);
    $crm = new SalesMan($box['urls']['salesman'], 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', 'vladislav@isaler.ru');
    try {
        $body($crm, $box['id']);
        echo "ok    {$title}\n";
    } catch (Throwable $error) {
        $failed++;
        echo "FAIL  {$title}: {$error->getMessage()}\n";
    } finally {
        $poligon->ask('DELETE', "/sandboxes/{$box['id']}");
    }
}

function same(mixed $wanted, mixed $got): void
{
    if ($wanted !== $got) {
        throw new RuntimeException(var_export($got, true) . ' is not ' . var_export($wanted, true));
    }
}

test('a list longer than a page is read to its end', ['scenario' => 'two-pages'], function (SalesMan $crm, string $box) use ($poligon) {
    same(250, count(array_unique(array_column($crm->clients(), 'clid'))));
    $verdict = $poligon->ask('POST', "/sandboxes/{$box}/requests/verify", [
        'operation' => 'salesman client.list',
        'where' => ['offset' => 1],
        'times' => 1,
    ]);
    same(true, $verdict['ok']);
});

test('a GET carries its parameters in a JSON body, and keeps to the page', [], function (SalesMan $crm, string $box) use ($poligon) {
    $crm->clients();
    [$request] = $poligon->ask('GET', "/sandboxes/{$box}/requests")['requests'];
    same(['GET', '{"offset":0}', []], [$request['method'], $request['body'], $request['violations']]);
});

// Written from the page, run against the vendor's own server: both are one line of readings away.
foreach (['documented', 'shipped'] as $profile) {
    $start = ['scenario' => 'blank', 'profiles' => ['salesman' => $profile]];
    test("who is there already is not added again ({$profile})", $start, function (SalesMan $crm, string $box) use ($poligon) {
        $clid = $crm->ensure('ООО Ромашка', '+7(495)123-45-67');
        same($clid, $crm->ensure('ООО Ромашка', '+7(495)123-45-67'));
        same($clid + 1, $crm->ensure('ООО Фиалка', '+7(495)123-45-68'));
        $verdict = $poligon->ask('POST', "/sandboxes/{$box}/requests/verify", [
            'operation' => 'salesman client.add',
            'where' => ['title' => 'ООО Ромашка'],
            'times' => 2,
        ]);
        same(true, $verdict['ok']);
    });
}

exit($failed === 0 ? 0 : 1);
