<?php
// Usage: php client.php URL SCENE: what PHP's two clients send, as programs write it.

[, $url, $scene] = $argv;
const SALESMAN = ['apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm', 'login: vladislav@isaler.ru'];

function curl(string $url, array $options = []): array
{
    $handle = curl_init($url);
    curl_setopt_array($handle, [CURLOPT_RETURNTRANSFER => true, CURLOPT_PROXY => ''] + $options);
    $body = curl_exec($handle);
    if ($body === false) {
        throw new Exception(curl_error($handle));
    }
    return [curl_getinfo($handle, CURLINFO_RESPONSE_CODE), $body];
}

function stream(string $url, array $options = []): array
{
    $body = file_get_contents($url, false, stream_context_create(['http' => ['ignore_errors' => true] + $options]));
    preg_match('~^HTTP/\S+ (\d+)~', $http_response_header[0], $found);
    return [(int) $found[1], $body];
}

$json = fn (array $body): string => json_encode($body, JSON_UNESCAPED_UNICODE);
$crm = "$url/rest/client?auth_key=sandbox-key&fields=id,name";
$salesman = "$url/developer/v3/client";

[$status, $body] = match ($scene) {
    'curl-raw-url' => curl("$crm&name=Ромашка"),
    'curl-json' => curl("$url/api/clients", [
        CURLOPT_POSTFIELDS => $json(['naimenovanie' => 'ООО Ромашка']),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json'],
    ]),
    'curl-put' => curl("$url/api/v1/crm/Clients?objectId=1&clientId=10000000009188", [
        CURLOPT_CUSTOMREQUEST => 'PUT',
        CURLOPT_POSTFIELDS => $json(['note' => 'звонить']),
        CURLOPT_HTTPHEADER => ['Content-Type: application/json;charset=utf-8', 'sid: rkeeper-sid'],
        CURLOPT_ENCODING => '',
    ]),
    'curl-array' => curl("$salesman/add", [
        CURLOPT_POSTFIELDS => ['title' => 'ООО Ромашка', 'recv[castInn]' => '7707083893'],
        CURLOPT_HTTPHEADER => SALESMAN,
    ]),
    'curl-nested' => curl("$salesman/add.list", [
        CURLOPT_POSTFIELDS => http_build_query(['client' => [['title' => 'ООО А'], ['title' => 'ООО Б']]]),
        CURLOPT_HTTPHEADER => SALESMAN,
    ]),
    'curl-file' => curl($crm, [
        CURLOPT_POSTFIELDS => ['name' => 'ООО Ромашка', 'type' => '1', 'logo' => new CURLFile(__FILE__)],
    ]),
    'curl-expect' => curl("$salesman/add", [
        CURLOPT_POSTFIELDS => $json(['title' => 'ООО Ромашка', 'des' => str_repeat('я', 5000)]),
        CURLOPT_HTTPHEADER => [...SALESMAN, 'Content-Type: application/json', 'Expect: 100-continue'],
    ]),
    'curl-1.0' => curl("$url/api/clients?limit=1", [CURLOPT_HTTP_VERSION => CURL_HTTP_VERSION_1_0]),
    'curl-get-json' => curl("$salesman/info", [
        CURLOPT_CUSTOMREQUEST => 'GET',
        CURLOPT_POSTFIELDS => $json(['clid' => 1781]),
        CURLOPT_HTTPHEADER => [...SALESMAN, 'Content-Type: application/json'],
    ]),
    'stream-raw-url' => stream("$crm&name=Ромашка"),
    'stream-raw-login' => stream("$salesman/info?clid=1781", [
        'header' => "apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm\r\nlogin: маша",
    ]),
    'stream-form' => stream($crm, [
        'method' => 'POST',
        'header' => 'Content-type: application/x-www-form-urlencoded',
        'content' => http_build_query(['name' => 'ООО Ромашка', 'type' => 1]),
    ]),
    'stream-method' => stream("$url/rest/client/123?auth_key=sandbox-key&fields=id,phone", [
        'method' => 'POST',
        'header' => ['Content-type: application/x-www-form-urlencoded', 'X-HTTP-Method-Override: PATCH'],
        'content' => 'phone=2',
    ]),
    'stream-1.0' => stream("$url/api/lite/settings/counteragents", ['protocol_version' => 1.0]),
};
echo json_encode(['status' => $status, 'body' => json_decode($body)]);
