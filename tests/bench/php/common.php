<?php
// What both pages need: the connection and the text of the statements.
declare(strict_types=1);

// One persistent connection per process. BENCH_STATEMENTS: "prepared" for prepared statements of the
// server, "text" for what PDO puts together itself (one round trip less, nothing prepared).
final class Database
{
    private PDO $pdo;
    private array $prepared = [];
    private array $texts;

    public function __construct()
    {
        $this->texts = require $_SERVER['BENCH_QUERIES'];
        $this->pdo = new PDO(
            "mysql:unix_socket={$_SERVER['BENCH_SOCKET']};dbname={$_SERVER['BENCH_DATABASE']};charset=utf8mb4",
            $_SERVER['BENCH_USER'],
            '',
            [
                PDO::ATTR_PERSISTENT => true,
                PDO::ATTR_ERRMODE => PDO::ERRMODE_EXCEPTION,
                PDO::ATTR_EMULATE_PREPARES => $_SERVER['BENCH_STATEMENTS'] === 'text',
                PDO::ATTR_DEFAULT_FETCH_MODE => PDO::FETCH_NUM,
            ]
        );
    }

    public function begin(): void
    {
        $this->pdo->exec($this->texts['begin_read']);
    }

    public function commit(): void
    {
        $this->pdo->exec('COMMIT');
    }

    public function rows(string $name, array $params = []): array
    {
        $statement = $this->prepared[$name] ??= $this->pdo->prepare($this->texts[$name]);
        foreach ($params as $i => $value) {
            $statement->bindValue($i + 1, $value, is_int($value) ? PDO::PARAM_INT : PDO::PARAM_STR);
        }
        $statement->execute();
        return $statement->fetchAll();
    }

    public function row(string $name, array $params = []): ?array
    {
        return $this->rows($name, $params)[0] ?? null;
    }
}

function answer(array $document): void
{
    header('Content-Type: application/json');
    echo json_encode($document, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR);
}

function refuse(int $status): never
{
    http_response_code($status);
    exit;
}
