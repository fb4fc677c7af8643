"""The loss history that ai-toolkit keeps in `loss_log.db` for user interfaces."""

import sqlite3
import time

_TABLES = """
CREATE TABLE IF NOT EXISTS steps (step INTEGER PRIMARY KEY, wall_time REAL NOT NULL);
CREATE TABLE IF NOT EXISTS metric_keys (key TEXT PRIMARY KEY, first_seen_step INTEGER, last_seen_step INTEGER);
CREATE TABLE IF NOT EXISTS metrics (
  step INTEGER NOT NULL, key TEXT NOT NULL, value_real REAL, value_text TEXT,
  PRIMARY KEY (step, key), FOREIGN KEY (step) REFERENCES steps(step) ON DELETE CASCADE);
CREATE INDEX IF NOT EXISTS idx_metrics_key_step ON metrics (key, step);
"""


class LossLog:
    """Rows wait for up to a quarter of a second, so what came last is lost when a run is killed, as in ai-toolkit."""

    def __init__(self, path):
        self.path = path
        self._connection = None
        self._waiting = []
        self._written_at = time.monotonic()

    def add(self, step, values):
        if self._connection is None:
            self._open()
            self._forget_after(step)
        self._waiting.append((step, time.time(), values))
        if len(self._waiting) * len(values) >= 256 or time.monotonic() - self._written_at >= 0.25:
            self._write()

    def close(self):
        if self._connection is not None:
            self._write()
            self._connection.close()
            self._connection = None

    def _open(self):
        self._connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(_TABLES)

    def _forget_after(self, step):
        self._connection.execute("DELETE FROM steps WHERE step > ?", (step,))
        self._connection.execute("DELETE FROM metric_keys WHERE key NOT IN (SELECT key FROM metrics)")
        self._connection.execute(
            "UPDATE metric_keys SET last_seen_step = (SELECT MAX(step) FROM metrics WHERE metrics.key = metric_keys.key)"
        )

    def _write(self):
        connection = self._connection
        connection.execute("BEGIN")
        for step, wall_time, values in self._waiting:
            connection.execute(
                "INSERT INTO steps VALUES (?, ?) ON CONFLICT(step) DO UPDATE SET wall_time = excluded.wall_time",
                (step, wall_time),
            )
            for key, value in values.items():
                connection.execute(
                    "INSERT INTO metric_keys VALUES (?, ?, ?) ON CONFLICT(key) DO UPDATE SET "
                    "first_seen_step = MIN(first_seen_step, excluded.first_seen_step), "
                    "last_seen_step = MAX(last_seen_step, excluded.last_seen_step)",
                    (key, step, step),
                )
                connection.execute(
                    "INSERT INTO metrics VALUES (?, ?, ?, NULL) ON CONFLICT(step, key) DO UPDATE SET "
                    "value_real = excluded.value_real",
                    (step, key, value),
                )
        connection.execute("COMMIT")
        self._waiting.clear()
        self._written_at = time.monotonic()
