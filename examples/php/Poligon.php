<?php

declare(strict_types=1);

/** A mock server for tests: that of POLIGON_URL, or one of our own that ends with us. */
final class Poligon
{
    public readonly string $url;
    /** @var resource|null */
    private $process = null;

    public function __construct()
    {
        $this->url = getenv('POLIGON_URL') ?: $this->start();
    }

    public function __destruct()
    {
        if ($this->process !== null) {
            proc_terminate($this->process);
            proc_close($this->process);
        }
    }

    /**
     * @param array<string, mixed> $start scenario, records, now, readings…
     * @return array{id: string, urls: array<string, string>}
     */
    public function sandbox(array $start = []): array
    {
        return $this->ask('POST', '/sandboxes', $start);
    }

    /** @param array<string, mixed>|null $body */
    public function ask(string $method, string $path, ?array $body = null): array
    {
        $token = getenv('POLIGON_TOKEN');
        $context = stream_context_create(['http' => [
            'method' => $method,
            'header' => ['Content-Type: application/json', ...($token ? ["Authorization: Bearer {$token}"] : [])],
            'content' => $body === null ? '' : json_encode((object) $body),
            'ignore_errors' => true,
        ]]);
        $text = file_get_contents("{$this->url}/__admin{$path}", context: $context);
        return json_decode($text ?: '{}', true, flags: JSON_THROW_ON_ERROR);
    }

    private function start(): string
    {
        $ready = sys_get_temp_dir() . '/poligon-' . getmypid() . '.json';
        $command = ['node', 'node_modules/poligon/dist/src/cli/main.js', '--port', '0', '--quiet', '--ready-file', $ready];
        $this->process = proc_open($command, [], $pipes);
        while (!file_exists($ready)) {
            if (!proc_get_status($this->process)['running']) {
                throw new RuntimeException('The mock server did not start');
            }
            usleep(20_000);
        }
        $url = json_decode(file_get_contents($ready), true)['url'];
        unlink($ready);
        return $url;
    }
}
