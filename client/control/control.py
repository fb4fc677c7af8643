"""Reads and writes the small database through which ai-toolkit's diffusion_trainer takes orders.

Run by the toolkit's own Python, so that no native module has to ship. Every call prints one JSON object:

    control.py create DATABASE JOB_ID NAME GPU_IDS     make the database and the job's row
    control.py read DATABASE JOB_ID                    the row as the trainer last wrote it
    control.py order DATABASE JOB_ID WHAT              WHAT: save, sample, stop, save-and-stop, return, withdraw

The trainer looks at the row at the end of each step, in this order: stop, return_to_queue, save_now, sample_now
(DiffusionTrainer.end_step_hook). Setting save_now and stop together would therefore stop without saving. Its save() looks
at stop once more, writes info = 'Saving model', saves, and looks at stop again before the next step can begin. The
trigger below sets the stop exactly between the first look and the second, inside the trainer's own UPDATE: the run ends
right after that save, at that step, whether or not anybody is still watching. Only the save that was asked for does so;
it is known by save_now, which the trainer clears before it (DiffusionTrainer.maybe_save).

On Windows the trainer also watches `stop` from a thread and would interrupt the save itself, so there the trigger sets
return_to_queue, which that thread ignores and which ends the run in the same places.
"""

import json
import os
import pathlib
import sqlite3
import sys

BUSY_SECONDS = 10.0

# The columns of the model Job in ai-toolkit's ui/prisma/schema.prisma, and stop_after_save, which is ours.
SCHEMA = """
CREATE TABLE IF NOT EXISTS Job (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  gpu_ids TEXT NOT NULL,
  job_config TEXT NOT NULL DEFAULT '{}',
  created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
  status TEXT NOT NULL DEFAULT 'stopped',
  stop BOOLEAN NOT NULL DEFAULT 0,
  return_to_queue BOOLEAN NOT NULL DEFAULT 0,
  step INTEGER NOT NULL DEFAULT 0,
  total_steps INTEGER,
  info TEXT NOT NULL DEFAULT '',
  speed_string TEXT NOT NULL DEFAULT '',
  queue_position INTEGER NOT NULL DEFAULT 0,
  pid INTEGER,
  job_type TEXT NOT NULL DEFAULT 'train',
  job_ref TEXT,
  save_now BOOLEAN NOT NULL DEFAULT 0,
  sample_now BOOLEAN NOT NULL DEFAULT 0,
  stop_after_save BOOLEAN NOT NULL DEFAULT 0
)
"""

TRIGGER = """
CREATE TRIGGER IF NOT EXISTS stop_after_save AFTER UPDATE OF info ON Job
WHEN NEW.info = 'Saving model' AND NEW.save_now = 0 AND NEW.stop_after_save = 1
BEGIN
  UPDATE Job SET {column} = 1, stop_after_save = 0 WHERE id = NEW.id;
END
"""

ORDERS = {
    "save": "save_now = 1",
    "sample": "sample_now = 1",
    "stop": "stop = 1",
    "save-and-stop": "save_now = 1, stop_after_save = 1",
    "return": "return_to_queue = 1",
    "withdraw": "stop = 0, return_to_queue = 0, save_now = 0, sample_now = 0, stop_after_save = 0",
}

READ_COLUMNS = (
    "status",
    "info",
    "step",
    "speed_string",
    "stop",
    "return_to_queue",
    "save_now",
    "sample_now",
    "stop_after_save",
)


class Refusal(Exception):
    """Something the caller can be told in one line."""


def main(arguments):
    actions = {"create": (create, 4), "read": (read, 2), "order": (order, 3)}
    action, wanted = actions.get(arguments[0] if arguments else "", (None, 0))
    if action is None or len(arguments) != wanted + 1:
        raise Refusal("usage: control.py create|read|order DATABASE JOB_ID ...")
    return action(*arguments[1:])


def create(database, job_id, name, gpu_ids):
    connection = connect(database, "rwc")
    try:
        column = "return_to_queue" if os.name == "nt" else "stop"
        connection.execute(SCHEMA)
        connection.execute(TRIGGER.format(column=column))
        connection.execute(
            "INSERT OR REPLACE INTO Job (id, name, gpu_ids, status, info) VALUES (?, ?, ?, 'queued', '')",
            (job_id, name, gpu_ids),
        )
    finally:
        connection.close()
    return read(database, job_id)


def read(database, job_id):
    connection = connect(database, "rw")
    try:
        query = "SELECT {} FROM Job WHERE id = ?".format(", ".join(READ_COLUMNS))
        row = connection.execute(query, (job_id,)).fetchone()
    finally:
        connection.close()
    if row is None:
        raise Refusal("the database has no row for this job")
    return dict(zip(READ_COLUMNS, row))


def order(database, job_id, what):
    if what not in ORDERS:
        raise Refusal("unknown order: {}".format(what))
    connection = connect(database, "rw")
    try:
        changed = connection.execute("UPDATE Job SET {} WHERE id = ?".format(ORDERS[what]), (job_id,)).rowcount
    finally:
        connection.close()
    if changed != 1:
        raise Refusal("the database has no row for this job")
    return read(database, job_id)


def connect(database, mode):
    # Autocommit keeps each order one short transaction, so that the trainer never waits for us.
    uri = "{}?mode={}".format(pathlib.Path(database).absolute().as_uri(), mode)
    return sqlite3.connect(uri, timeout=BUSY_SECONDS, isolation_level=None, uri=True)


if __name__ == "__main__":
    try:
        answer = {"ok": True, "row": main(sys.argv[1:])}
    except (Refusal, sqlite3.Error, OSError, ValueError) as error:
        answer = {"ok": False, "error": str(error)}
    # ASCII only: the console's code page decides nothing.
    print(json.dumps(answer))
    sys.exit(0 if answer["ok"] else 1)
