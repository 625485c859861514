<?php
// The vendor's documented sample of the users info, with a prepared statement and a constant-time comparison.

[$login, $password] = explode(':', base64_decode(substr($_SERVER['HTTP_AUTHORIZATION'] ?? '', 6)), 2) + ['', ''];
header('Content-Type: application/json; charset=utf-8');
header('Cache-Control: private, no-store');
header('X-Content-Type-Options: nosniff');
if (!hash_equals($_SERVER['API_LOGIN'], $login) || !hash_equals($_SERVER['API_PASSWORD'], $password)) {
    http_response_code(401);
    header('WWW-Authenticate: Basic realm="Backend"');
    exit('{"code":401,"version":1,"error":"Authenticate required!","debug":""}');
}

$list = substr(strrchr(rawurldecode($_SERVER['REQUEST_URI']), '/'), 1);
$ids = [];
foreach (explode(',', $list) as $item) {
    if (preg_match('/^[1-9][0-9]{0,8}$/D', $item)) $ids[] = (int) $item;
}
if ($ids === []) exit('[]');

$database = new PDO('sqlite:' . $_SERVER['DATABASE_FILE'], options: [
    PDO::ATTR_PERSISTENT => true,
    PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
]);
$marks = implode(',', array_fill(0, count($ids), '?'));
$statement = $database->prepare(
    "SELECT id, name, avatar_path, last_login_at, badge, role FROM members WHERE id IN ($marks)"
);
$statement->execute($ids);

$users = [];
while ($row = $statement->fetch(PDO::FETCH_ASSOC)) {
    $user = [
        'user_id' => $row['id'],
        'name' => $row['name'],
        'avatar_url' => $row['avatar_path'] === null ? false : $_SERVER['SITE_URL'] . $row['avatar_path'],
        'profile_url' => $_SERVER['SITE_URL'] . '/members/' . $row['id'],
    ];
    if ($row['last_login_at'] !== null) $user['lastlogin'] = $row['last_login_at'];
    if ($row['badge'] !== null) $user['badge'] = $row['badge'];
    $user['chat_role'] = $row['role'];
    $users[] = $user;
}
echo json_encode($users, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
