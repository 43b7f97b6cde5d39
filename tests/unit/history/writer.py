"""A process that writes to a store: `writer.py URL NAME COUNT` prints each number once it is confirmed.

With `hold` as COUNT it stops in the middle of a write, after the rows and before the commit.
"""

import sys
import time

from readiness.domain.ledger import Entry, RecordKind
from readiness.history import database
from readiness.history.store import Store, appended


def said(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main(url: str, name: str, count: str) -> None:
    store = Store.open(url)
    entry = Entry(RecordKind.MEETING, "p", "m", {"by": name}, {"text": "x" * 2000})
    if count == "hold":
        with database.writing(store.engine) as connection:
            appended(connection, [entry], None)
            said("inside")
            time.sleep(60)
    for _ in range(int(count)):
        (record,) = store.append(entry)
        said(record.number)


if __name__ == "__main__":
    main(*sys.argv[1:])
