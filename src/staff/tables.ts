import type { Kysely } from 'kysely';
import type { Tables } from '../store/index.js';
import type { Role } from './contract.js';

/** Tables of migration 010; instants are ISO texts in UTC, keys base64url. */
export interface StaffTables {
  readonly staff: {
    id: string;
    name: string;
    role: Role;
    state: 'invited' | 'active' | 'removed';
    /** SHA-256 of the one-time code; null once it is used. */
    invite_hash: string | null;
    invite_expires_at: string | null;
    kdf: string | null;
    /** SHA-256 of the login secret: a copy of the database cannot sign in with it. */
    verifier: string | null;
    public_key: string | null;
    wrapped_private_key: string | null;
    totp_sealed: string | null;
    /** The newest time step that was used: a code works once. */
    totp_last_step: number;
  };
  readonly staff_settings: { name: string; value: string };
  readonly review_key_grants: { key_id: string; holder: string; sealed: string };
  readonly staff_sessions: { id_hash: string; staff_id: string; used_at: string; expires_at: string };
  readonly staff_attempts: { bucket: string; failures: number; blocked_until: string };
  readonly staff_audit: {
    seq: number;
    at: string;
    by: string;
    action: string;
    object: string;
    details: string;
    previous: string;
    hash: string;
  };
  readonly reviews: {
    conversation_id: string;
    state: string;
    assigned: string | null;
    labels: string;
    revision: number;
  };
  readonly notes: { id: string; conversation_id: string; by: string; at: string; key_id: string; sealed: string };
  readonly teachings: {
    id: string;
    text: string;
    language: string;
    topic: string;
    place: string | null;
    kind: string;
    by: string;
    at: string;
    exported_at: string | null;
  };
  readonly bulletins: {
    id: string;
    revision: number;
    state: string;
    publish_at: string | null;
    draft: string;
    by: string;
    at: string;
  };
  readonly bulletin_history: {
    bulletin_id: string;
    revision: number;
    action: string;
    draft: string;
    by: string;
    at: string;
  };
}

/** The store's database with the tables of the staff side. */
export type StaffDb = Kysely<StaffTables & Tables>;
