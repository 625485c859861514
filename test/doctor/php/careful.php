<?php
// A site in plain PHP that follows the protocol; run it as the router of php -S.
declare(strict_types=1);
ini_set('display_errors', '0');

const API_LOGIN = 'chat';
const API_PASSWORD = 'pass:words-of-php';
const USERS = [
    1 => ['user_id' => 1, 'name' => 'Ada Lovelace', 'avatar_url' => false, 'lastlogin' => 1700000000],
    2 => ['user_id' => 2, 'name' => 'Боб', 'avatar_url' => 'https://example.com/2.png'],
];

function answer(int $status, array $body): never
{
    http_response_code($status);
    header('Content-Type: application/json; charset=utf-8');
    header('Cache-Control: private, no-store');
    echo json_encode($body, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    exit;
}

function authorized(string $header): bool
{
    if (!preg_match('~^basic ([A-Za-z0-9+/]+={0,2})$~iD', $header, $match)) {
        return false;
    }
    $text = base64_decode($match[1], true);
    if ($text === false || !preg_match('/^[^\x00-\x1f\x7f]+$/uD', $text) || !str_contains($text, ':')) {
        return false;
    }
    [$login, $password] = explode(':', $text, 2);
    $isLogin = hash_equals(API_LOGIN, strtolower($login));
    $isPassword = hash_equals(API_PASSWORD, $password);
    return $isLogin && $isPassword;
}

function ids(string $list): array
{
    $items = array_filter(array_map(trim(...), explode(',', $list)), fn ($item) => preg_match('/^[1-9][0-9]{0,8}$/D', $item));
    return array_unique($items);
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$base = '/imbachat/api/v1';
if ($path === $base) {
    answer(200, ['version' => 1, 'type' => 'php']);
}
if ($path !== "$base/users" && !str_starts_with($path, "$base/users/")) {
    answer(404, ['code' => 404, 'version' => 1, 'error' => 'Not found', 'debug' => '']);
}
if (!authorized($_SERVER['HTTP_AUTHORIZATION'] ?? '')) {
    header('WWW-Authenticate: Basic realm="Backend"');
    answer(401, ['code' => 401, 'version' => 1, 'error' => 'Authenticate required!', 'debug' => '']);
}
$list = $path === "$base/users" ? $_GET['user_ids'] ?? $_GET['ids'] ?? '' : rawurldecode(substr($path, strlen("$base/users/")));
answer(200, array_values(array_filter(array_map(fn ($id) => USERS[$id] ?? null, ids($list)))));
