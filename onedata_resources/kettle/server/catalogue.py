"""The objects of one server: found by id or name, removed by hand, by age and by number."""

import threading
from datetime import UTC, datetime, timedelta

from onedata_resources.kettle.server.objects import CarteObject
from onedata_resources.kettle.server.posted import Kind


class Catalogue:
    """Objects in the order of their registration. At most `max_objects` are kept."""

    def __init__(self, max_objects: int, timeout_seconds: float) -> None:
        self._max_objects = max_objects
        self._timeout = timedelta(seconds=timeout_seconds)
        self._objects: dict[str, CarteObject] = {}
        self._lock = threading.Lock()

    def add(self, entry: CarteObject) -> None:
        """Keep the object; the ones too old or too many are discarded.

        A run that is going on is never discarded, so there can be more objects than allowed for
        as long as they run.
        """
        with self._lock:
            self._objects[entry.id] = entry
            outdated = self._outdated(entry, datetime.now(UTC))
            for old in outdated:
                del self._objects[old.id]
        for old in outdated:
            old.discard()

    def _outdated(self, newest: CarteObject, now: datetime) -> list[CarteObject]:
        others = [each for each in self._objects.values() if each is not newest]
        idle = [each for each in others if not each.running]
        aged = [each for each in idle if now - each.touched > self._timeout]
        surplus = len(self._objects) - len(aged) - self._max_objects
        rest = sorted((each for each in idle if each not in aged), key=lambda each: each.touched)
        return aged + rest[: max(surplus, 0)]

    def find(self, kind: Kind, name: str, object_id: str) -> CarteObject | None:
        """Return the object of the id; with no id, the newest of the name."""
        with self._lock:
            if object_id:
                found = self._objects.get(object_id)
                return found if found is not None and found.kind is kind else None
            same = (each for each in reversed(self._objects.values()) if each.name == name)
            return next((each for each in same if each.kind is kind), None)

    def all_of(self, kind: Kind) -> list[CarteObject]:
        """Return the objects of one kind, oldest first."""
        with self._lock:
            return [each for each in self._objects.values() if each.kind is kind]

    def remove(self, entry: CarteObject) -> None:
        """Forget the object and end its run."""
        with self._lock:
            self._objects.pop(entry.id, None)
        entry.discard()

    def close(self) -> None:
        """Forget all objects and end all runs."""
        with self._lock:
            entries = list(self._objects.values())
            self._objects.clear()
        for entry in entries:
            entry.discard()
