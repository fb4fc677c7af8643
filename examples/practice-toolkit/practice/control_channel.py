"""The database row through which a `diffusion_trainer` tells where it is and is told to stop, save or sample."""

import os
import sqlite3


class ControlChannel:
    """Does nothing unless the database file exists and AITK_JOB_ID names a row; then every call is one statement."""

    def __init__(self, process_type, options):
        self.path = options.get("sqlite_db_path") or "./aitk_db.db"
        self.job = (os.environ.get("AITK_JOB_ID") or "").strip()
        self.active = False
        self.stopping = False
        if process_type != "diffusion_trainer":
            return
        if os.path.exists(self.path):
            print(f"Using SQLite database at {self.path}")
            self.active = bool(self.job)
        if self.job:
            print(f'Job ID: "{self.job}"')
        self.status("running", "Starting")

    def status(self, status, info):
        self._execute("UPDATE Job SET status = ?, info = ? WHERE id = ?", status, info)

    def step(self, step):
        self._execute("UPDATE Job SET step = ? WHERE id = ?", step)

    def speed(self, rate):
        text = f"{rate:.2f} iter/sec" if rate >= 1 else f"{1 / rate:.2f} sec/iter"
        self._execute("UPDATE Job SET speed_string = ? WHERE id = ?", text)

    def raise_if_stopped(self):
        if self._flag("stop"):
            self.status("stopped", "Job stopped")
            self.stopping = True
            raise RuntimeError("Job stopped")
        if self._flag("return_to_queue"):
            self.status("queued", "Job queued")
            self.stopping = True
            raise RuntimeError("Job returning to queue")

    def take_save(self):
        """Whether a save was asked for; the request is cleared."""
        return self._take("save_now")

    def take_sample(self):
        return self._take("sample_now")

    def _take(self, column):
        asked = self._flag(column)
        if asked:
            self._execute(f"UPDATE Job SET {column} = 0 WHERE id = ?")
        return asked

    def _flag(self, column):
        row = self._execute(f"SELECT {column} FROM Job WHERE id = ?")
        return bool(row and row[0] == 1)

    def _execute(self, statement, *values):
        if not self.active:
            return None
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            return connection.execute(statement, (*values, self.job)).fetchone()
        finally:
            connection.close()
