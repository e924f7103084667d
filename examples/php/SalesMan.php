<?php

declare(strict_types=1);

/** The clients of SalesMan CRM, asked as its page does: every call is a JSON body, a GET too. */
final class SalesMan
{
    public function __construct(
        private readonly string $baseUrl,
        private readonly string $apiKey,
        private readonly string $login,
    ) {
    }

    /** @return list<array<string, mixed>> every client, page after page */
    public function clients(): array
    {
        $clients = [];
        for ($page = 0; ; $page++) {
            $answer = $this->ask('GET', 'list', ['offset' => $page]);
            array_push($clients, ...$answer['data']);
            if ($page + 1 >= $answer['params']['pageall']) {
                return $clients;
            }
        }
    }

    /**
     * The documentation says 406 and `data`; the server that the vendor ships says 304 and `exists`.
     *
     * @return int the clid: of the new client, or of the one that is there already
     */
    public function ensure(string $title, string $phone): int
    {
        $answer = $this->ask('POST', 'add', ['title' => $title, 'phone' => $phone]);
        $error = $answer['error'] ?? null;
        if ($error !== null && !in_array((int) $error['code'], [406, 304], true)) {
            throw new RuntimeException($error['text'], (int) $error['code']);
        }
        return (int) ($answer['data'] ?? $answer['exists']);
    }

    /** @param array<string, mixed> $parameters */
    private function ask(string $method, string $action, array $parameters): array
    {
        $call = curl_init("{$this->baseUrl}/client/{$action}");
        curl_setopt_array($call, [
            CURLOPT_CUSTOMREQUEST => $method,
            CURLOPT_POSTFIELDS => json_encode($parameters, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR),
            CURLOPT_HTTPHEADER => [
                'Content-Type: application/json',
                "apikey: {$this->apiKey}",
                "login: {$this->login}",
            ],
            CURLOPT_RETURNTRANSFER => true,
            CURLOPT_TIMEOUT => 5,
        ]);
        $body = curl_exec($call);
        if ($body === false) {
            throw new RuntimeException(curl_error($call));
        }
        return json_decode($body, true, flags: JSON_THROW_ON_ERROR);
    }
}
