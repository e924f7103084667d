<?php

declare(strict_types=1);

/** The companies of SalesMan CRM, over PHP's own streams. */
final class Customers
{
    public function __construct(
        private string $baseUrl,
        private string $apiKey,
        private string $login,
    ) {
    }

    /** @return int the clid: of the new company, or of the one that is there already */
    public function ensure(string $title): int
    {
        $answer = $this->add($title) ?? $this->add($title);
        if ($answer === null) {
            throw new RuntimeException('SalesMan does not answer');
        }
        // It gives the clid with its refusal 406 too.
        return $answer['data'] ?? throw new RuntimeException($answer['error']['text']);
    }

    /** @return array<string, mixed>|null null where the line broke */
    private function add(string $title): ?array
    {
        $context = stream_context_create(['http' => [
            'method' => 'POST',
            'header' => ['Content-Type: application/json', "apikey: {$this->apiKey}", "login: {$this->login}"],
            'content' => json_encode(['title' => $title], JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR),
            'ignore_errors' => true,
            'timeout' => 5,
        ]]);
        $text = @file_get_contents("{$this->baseUrl}/client/add", false, $context);
        return $text === false ? null : json_decode($text, true, flags: JSON_THROW_ON_ERROR);
    }
}
