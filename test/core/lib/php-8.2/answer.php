<?php
// What PHP has read of a request, a line of JSON each. A byte stands as the character of the same number.
function shown(mixed $value): mixed
{
    if (!is_array($value)) return preg_replace_callback(
        '/[\x80-\xff]/',
        fn ($match) => chr(0xc0 | ord($match[0]) >> 6) . chr(0x80 | ord($match[0]) & 0x3f),
        (string) $value,
    );
    $shown = [];
    foreach ($value as $key => $item) $shown[is_int($key) ? $key : shown($key)] = shown($item);
    return $shown;
}

$files = $_FILES;
foreach ($files as &$file) {
    unset($file['full_path']);
    // A temporary file has another name each time: what it holds stands for it.
    if (is_array($file['tmp_name'])) array_walk_recursive($file['tmp_name'], 'hold');
    else hold($file['tmp_name']);
}
function hold(string &$name): void
{
    if ($name !== '') $name = 'bytes:' . file_get_contents($name);
}

header('Content-Type: application/json');
foreach (['get' => $_GET, 'post' => $_POST, 'files' => $files] as $name => $read) {
    echo $name, ' ', json_encode(shown($read), JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES, 1024), "\n";
}
