<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

require_once __DIR__ . '/Poligon.php';
require_once __DIR__ . '/../src/Customers.php';

final class CustomersTest extends TestCase
{
    private Poligon $sandbox;
    private Customers $customers;

    protected function setUp(): void
    {
        $this->sandbox = new Poligon();
        $this->customers = new Customers(
            $this->sandbox->baseUrl('salesman'),
            't1xdeOwWSIqgDol70CkRdK3WD4N4cm',
            'vladislav@isaler.ru',
        );
    }

    protected function tearDown(): void
    {
        $this->sandbox->drop();
    }

    public function testACompanyIsAddedOnce(): void
    {
        $clid = $this->customers->ensure('ООО Фиалка');
        self::assertSame($clid, $this->customers->ensure('ООО Фиалка'));
        $added = array_filter($this->sandbox->changes(), fn (array $change) => $change['collection'] === 'clients');
        self::assertCount(1, $added);
    }

    public function testOneThatIsInTheScenarioIsFound(): void
    {
        self::assertSame(7001, $this->customers->ensure('ООО Ромашка'));
        self::assertSame([], $this->sandbox->changes());
    }

    public function testALineThatBreaksOnceIsAskedAgain(): void
    {
        Poligon::ask('POST', "/sandboxes/{$this->sandbox->id}/faults", [
            'match' => ['operation' => 'salesman client.add'],
            'times' => 1,
            'abort' => 'reset',
        ]);
        $this->customers->ensure('ООО Фиалка');
        $verdict = Poligon::ask('POST', "/sandboxes/{$this->sandbox->id}/requests/verify", [
            'operation' => 'salesman client.add',
            'where' => ['title' => 'ООО Фиалка'],
            'times' => 2,
        ]);
        self::assertTrue($verdict['ok'], $verdict['message'] ?? '');
    }

    public function testAWrongKeyIsTold(): void
    {
        $stranger = new Customers($this->sandbox->baseUrl('salesman'), 'wrong', 'vladislav@isaler.ru');
        $this->expectException(RuntimeException::class);
        $stranger->ensure('ООО Фиалка');
    }

    public function testARefusalUnderStatus200IsOneToo(): void
    {
        $lenient = new Poligon(['readings' => ['salesman.status' => 'ok']]);
        $customers = new Customers($lenient->baseUrl('salesman'), 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', 'vladislav@isaler.ru');
        self::assertSame(7001, $customers->ensure('ООО Ромашка'));
        $lenient->drop();
    }
}
