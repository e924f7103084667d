import { ACCOUNT, type Plan, type Project } from './runner.ts'

export function phpunitPlan(project: Project): Plan {
  const tests = project.first(['tests', 'test']) ?? 'tests'
  return {
    files: [
      { file: `${tests}/Poligon.php`, text: POLIGON },
      { file: `${tests}/PoligonTest.php`, text: TEST },
    ],
    byHand: [],
    run: `${project.has('vendor/bin/phpunit') ? 'php vendor/bin/phpunit' : 'phpunit'} ${tests}/PoligonTest.php`,
  }
}

const POLIGON = `<?php

declare(strict_types=1);

/** A world of its own in the mock server, for one test. */
final class Poligon
{
    private static ?string $server = null;

    public string $id;
    /** @var array<string, string> */
    private array $urls;

    /** @param array<string, mixed> $start scenario, records, now, readings… */
    public function __construct(array $start = [])
    {
        $made = self::ask('POST', '/sandboxes', (object) $start);
        [$this->id, $this->urls] = [$made['id'], $made['urls']];
    }

    /** Where code under test reaches an API in this sandbox. */
    public function baseUrl(string $api): string
    {
        return $this->urls[$api];
    }

    /** What differs from the start. */
    public function changes(): array
    {
        return self::ask('GET', "/sandboxes/{$this->id}/changes")['changes'];
    }

    public function drop(): void
    {
        self::ask('DELETE', "/sandboxes/{$this->id}");
    }

    /** Asks the server's own /__admin. */
    public static function ask(string $method, string $path, mixed $body = null): mixed
    {
        $headers = ['content-type: application/json'];
        if (getenv('POLIGON_TOKEN')) {
            $headers[] = 'authorization: Bearer ' . getenv('POLIGON_TOKEN');
        }
        $options = ['method' => $method, 'header' => $headers];
        if ($body !== null) {
            $options['content'] = json_encode($body, JSON_THROW_ON_ERROR);
        }
        $text = file_get_contents(self::server() . '/__admin' . $path, false, stream_context_create(['http' => $options]));
        if ($text === false) {
            throw new RuntimeException("The mock server refused $method $path");
        }
        return $text === '' ? null : json_decode($text, true, flags: JSON_THROW_ON_ERROR);
    }

    /** Its address: POLIGON_URL, or that of one that lives as long as the tests. */
    private static function server(): string
    {
        return self::$server ??= getenv('POLIGON_URL') ?: self::start();
    }

    private static function start(): string
    {
        $ready = tempnam(sys_get_temp_dir(), 'poligon');
        unlink($ready);
        $main = 'node_modules/poligon/dist/src/cli/main.js';
        $command = ['node', $main, '--port', '0', '--quiet', '--log', 'off', '--ready-file', $ready];
        $process = proc_open($command, [], $pipes);
        register_shutdown_function(static function () use ($process, $ready): void {
            proc_terminate($process);
            @unlink($ready);
        });
        while (!file_exists($ready)) {
            if (!proc_get_status($process)['running']) {
                throw new RuntimeException('The mock server did not start: see above');
            }
            usleep(20_000);
            clearstatcache();
        }
        return json_decode(file_get_contents($ready), true)['url'];
    }
}
`

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
