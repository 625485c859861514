<?php
// Users info as in the vendor's plugins: its own parser of HTTP Basic, loose comparisons, type casts, one layout.
const API_LOGIN = 'chat';
const API_PASSWORD = '1000';
const USERS = [
    1 => ['user_id' => 1, 'name' => 'Ada Lovelace', 'avatar_url' => false, 'user_mail' => 'ada@example.com'],
    2 => ['user_id' => 2, 'name' => 'Bob', 'avatar_url' => false, 'user_mail' => 'bob@example.com'],
];

[$login, $password] = explode(':', base64_decode(substr($_SERVER['HTTP_AUTHORIZATION'] ?? '', 6)), 2) + ['', ''];
if (strtolower($login) != API_LOGIN || $password != API_PASSWORD) {
    http_response_code(401);
    header('WWW-Authenticate: Basic realm="Backend"');
    header('Content-Type: application/json');
    echo '{"code":401,"version":1,"error":"Authenticate required!","debug":""}';
    exit;
}
$users = [];
foreach (explode(',', $_GET['user_ids']) as $id) {
    if (isset(USERS[(int) $id])) {
        $users[] = USERS[(int) $id];
    }
}
header('Content-Type: application/json');
echo json_encode($users);
