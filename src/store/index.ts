export { ConversationLog, type LogOptions, type TurnToKeep } from './conversation-log.js';
export { type Database, type DatabaseOptions, openDatabase } from './database.js';
export { ExpiringStorage, type StoreItems } from './expiring-storage.js';
export { KeptStorage } from './kept-storage.js';
export { type Consequence, DatabaseGone, OpenStore, openStore, readIdKey, type StoreOptions } from './open-store.js';
export { createReviewKey, currentReviewKey, type ReviewKey } from './review-key.js';
export { openTurn, SealedTurn, sealTurn } from './sealed-turn.js';
export { ETagConflict, SqlStorage } from './sql-storage.js';
export { type DatabaseKind, type Hour, hourOf, type Tables } from './tables.js';
