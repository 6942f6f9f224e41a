"""SQLite as the wallet uses it: every transaction begins IMMEDIATE, so that read-then-write never meets a lock.

Tortoise chooses its schema editor by the engine's module name, which must contain "sqlite".
"""

from __future__ import annotations

import sqlite3

from tortoise.backends.base.client import TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.exceptions import OperationalError


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock when it begins (SQLite: BEGIN IMMEDIATE)."""

    async def begin(self) -> None:
        """Begin, waiting up to busy_timeout for another process' writer."""
        try:
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as e:
            raise OperationalError(e) from e


class ImmediateClient(SqliteClient):
    """The embedded engine."""

    def _in_transaction(self) -> TransactionContext:
        return SqliteTransactionContext(ImmediateTransaction(self), self._lock)


client_class = ImmediateClient
