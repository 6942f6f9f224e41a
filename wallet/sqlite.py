"""SQLite as the wallet uses it: every transaction begins IMMEDIATE, so that read-then-write never meets a lock.

Tortoise chooses its schema editor by the engine's module name, which must contain "sqlite".
"""

from __future__ import annotations

import sqlite3

from tortoise.backends.base.client import TransactionalDBClient, TransactionContext
from tortoise.backends.sqlite.client import (
    SqliteClient,
    SqliteTransactionContext,
    SqliteTransactionWrapper,
)
from tortoise.connection import get_connections
from tortoise.exceptions import OperationalError


class ImmediateTransaction(SqliteTransactionWrapper):
    """A transaction that takes the write lock when it begins (SQLite: BEGIN IMMEDIATE)."""

    async def begin(self) -> None:
        """Begin, waiting up to busy_timeout for another process' writer."""
        try:
            if self._connection.in_transaction:  # begun for a request that was cancelled while it waited
                await self._connection.rollback()
            await self._connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as e:
            raise OperationalError(e) from e

    async def commit(self) -> None:
        """Commit, or take all of it back. Raises OperationalError when the disk does not take it.

        Left open it would swallow what others do next on this connection, who are told that it was done.
        """
        try:
            await super().commit()
        except sqlite3.Error as e:
            await self.rollback()
            raise OperationalError(e) from e

    async def rollback(self) -> None:
        """Take all of it back; SQLite may have done so already. Raises OperationalError."""
        try:
            await super().rollback()
        except sqlite3.Error as e:
            raise OperationalError(e) from e


class Waiting(SqliteTransactionContext):
    """Lets the connection go again when the transaction could not begin, where Tortoise would hold it for ever."""

    async def __aenter__(self) -> TransactionalDBClient:
        """Begin. Raises OperationalError when another process writes for longer than busy_timeout."""
        await self._trxlock.acquire()
        try:
            await self.ensure_connection()
            await self.connection.begin()
        except BaseException:
            self._trxlock.release()
            raise
        self.token = get_connections().set(self.connection_name, self.connection)
        client: TransactionalDBClient = self.connection
        return client


class ImmediateClient(SqliteClient):
    """The embedded engine."""

    def _in_transaction(self) -> TransactionContext:
        return Waiting(ImmediateTransaction(self), self._lock)


client_class = ImmediateClient
