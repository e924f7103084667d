import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../core/lib/package-root.ts'
import { ACCOUNT, type Plan, type Project } from './runner.ts'

/** What a test of PHP needs is in the package, as an example. */
const CLASS = join(packageRoot, 'examples/phpunit/tests/Poligon.php')

export function phpunitPlan(project: Project): Plan {
  const tests = project.first(['tests', 'test']) ?? 'tests'
  return {
    files: [
      { file: `${tests}/Poligon.php`, text: readFileSync(CLASS, 'utf8') },
      { file: `${tests}/PoligonTest.php`, text: TEST },
    ],
    byHand: [],
    run: `${project.has('vendor/bin/phpunit') ? 'php vendor/bin/phpunit' : 'phpunit'} ${tests}/PoligonTest.php`,
  }
}

const TEST = `<?php

declare(strict_types=1);

use PHPUnit\\Framework\\TestCase;

require_once __DIR__ . '/Poligon.php';

final class PoligonTest extends TestCase
{
    private Poligon $sandbox;

    protected function setUp(): void
    {
        $this->sandbox = new Poligon();
    }

    protected function tearDown(): void
    {
        $this->sandbox->drop();
    }

    public function testACompanyThatIsThereAlreadyIsNotAddedAgain(): void
    {
        $answer = $this->add($this->sandbox->baseUrl('salesman'), 'ООО Ромашка');
        self::assertSame([406, 7001], [$answer['error']['code'], $answer['data']]);
        self::assertSame([], $this->sandbox->changes());
    }

    /** Put a call of your own code here: all that it needs is the base URL. */
    private function add(string $baseUrl, string $title): array
    {
        $headers = ['content-type: application/json', 'apikey: ${ACCOUNT.apikey}', 'login: ${ACCOUNT.login}'];
        $options = ['method' => 'POST', 'header' => $headers, 'content' => json_encode(['title' => $title]), 'ignore_errors' => true];
        $text = file_get_contents("$baseUrl/client/add", false, stream_context_create(['http' => $options]));
        return json_decode($text, true);
    }
}
`
