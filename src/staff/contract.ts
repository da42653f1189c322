import { z } from 'zod';

/** What a member of staff may do; each role may do all that stands before it. */
export const ROLES = ['reviewer', 'editor', 'admin'] as const;
export const Role = z.enum(ROLES);
export type Role = z.infer<typeof Role>;

/** Where the review of a conversation stands. */
export const REVIEW_STATES = ['new', 'open', 'done'] as const;
export type ReviewState = (typeof REVIEW_STATES)[number];

/** Bytes as base64url without padding, as libsodium's `URLSAFE_NO_PADDING` writes them. */
const bytes = (least: number, most = least) =>
  z.base64url().refine(
    (text) => {
      const length = Math.floor((text.length * 3) / 4);
      return length >= least && length <= most;
    },
    `must hold ${least === most ? least : `${least} to ${most}`} bytes`,
  );

const Key32 = bytes(32);
/** A 32-byte key sealed to a public key (`crypto_box_seal` adds 48 bytes). */
const SealedKey = bytes(80);
/** A 32-byte key in a secretbox: nonce 24, tag 16. */
const WrappedKey = bytes(72);
const Id = z.string().regex(/^[A-Za-z0-9_-]{1,80}$/);
const Totp = z.string().regex(/^\d{6}$/);
/** As typed: compared in lower case. */
const StaffName = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{1,39}$/, 'use 2 to 40 letters, digits, dots, hyphens');

export { StaffName };

/** Argon2id as the browser ran it. The least is what the console uses today, so that nobody enrols with a weak one. */
export const Kdf = z.strictObject({
  salt: bytes(16),
  ops: z.number().int().min(3).max(10),
  memBytes: z
    .number()
    .int()
    .min(64 * 1024 * 1024)
    .max(1024 * 1024 * 1024),
});
export type Kdf = z.infer<typeof Kdf>;

/** A review private key sealed to one holder: a member's id, or `recovery`. */
const Grant = z.strictObject({ keyId: Id, holder: Id, sealed: SealedKey });
export type Grant = z.infer<typeof Grant>;

/** A new review key: the public half, and the private one sealed to each holder. */
const NewReviewKey = z.strictObject({
  publicKey: Key32,
  grants: z.array(z.strictObject({ holder: Id, sealed: SealedKey })).max(200),
});

const PassphraseKeys = { kdf: Kdf, loginSecret: Key32, wrappedPrivateKey: WrappedKey };

export const EnrolStart = z.strictObject({ code: z.string().min(10).max(80) });
export const EnrolFinish = z.strictObject({
  code: z.string().min(10).max(80),
  ...PassphraseKeys,
  publicKey: Key32,
  totpSecret: z.string().regex(/^[A-Z2-7]{32}$/),
  totpCode: Totp,
  /** Only from the first admin, when there is no review key yet. */
  first: z
    .strictObject({
      reviewPublicKey: Key32,
      sealedToSelf: SealedKey,
      recoveryPublicKey: Key32,
      sealedToRecovery: SealedKey,
    })
    .optional(),
});
export const LoginStart = z.strictObject({ name: z.string().max(200) });
export const Login = z.strictObject({ name: z.string().max(200), loginSecret: Key32, totpCode: Totp });
export const ChangePassphrase = z.strictObject({ oldLoginSecret: Key32, totpCode: Totp, ...PassphraseKeys });
export const PutGrants = z.strictObject({ grants: z.array(Grant).min(1).max(200) });
export const RemoveStaff = z.strictObject({ key: NewReviewKey });
export const NewRecoveryKey = z.strictObject({
  publicKey: Key32,
  grants: z.array(z.strictObject({ keyId: Id, sealed: SealedKey })).max(200),
});
export const ChangeRole = z.strictObject({ role: Role });

const flag = z
  .enum(['1', '0'])
  .transform((text) => text === '1')
  .optional();
const IsoDay = z.iso.date();
/** Filters of the queue, from the query string. */
export const QueueQuery = z.strictObject({
  unanswered: flag,
  clarified: flag,
  emergency: flag,
  badFeedback: flag,
  hold: flag,
  language: z.string().max(20).optional(),
  place: z.string().max(60).optional(),
  channel: z.string().max(40).optional(),
  topic: z.string().max(80).optional(),
  state: z.enum(REVIEW_STATES).optional(),
  assigned: Id.optional(),
  from: IsoDay.optional(),
  to: IsoDay.optional(),
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type QueueQuery = z.infer<typeof QueueQuery>;

export const OpenConversations = z.strictObject({ ids: z.array(Id).min(1).max(100) });
const Label = z.string().trim().min(1).max(40);
export const ChangeReview = z.strictObject({
  /** The revision that was seen; another one means that somebody else was faster. */
  revision: z.number().int().min(0),
  state: z.enum(REVIEW_STATES),
  assigned: Id.nullable(),
  labels: z.array(Label).max(12),
});
export const ChangeHold = z.strictObject({ hold: z.boolean() });
export const NewNote = z.strictObject({ keyId: Id, sealed: bytes(49, 8192) });
export const Replay = z.strictObject({
  text: z.string().max(2000),
  language: z.string().max(20).nullable(),
  topic: z.string().max(80).nullable(),
  place: z.string().max(60).nullable(),
});

const Utterance = z
  .string()
  .trim()
  .min(3)
  .max(300)
  .refine((text) => !/[\r\n\u2028\u2029]/.test(text), 'must be one line');
export const CheckText = z.strictObject({ text: z.string().max(2000), language: z.string().max(20) });
export const NewTeaching = z.strictObject({
  text: Utterance,
  language: z.string().regex(/^[a-z]{2,3}$/),
  topic: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/),
  place: z.string().max(60).nullable(),
  kind: z.enum(['example', 'test', 'both']),
  /** The member says that no personal data is in it. */
  confirmed: z.literal(true),
});

/** A notice as staff write it; `from` and `until` are calendar dates, `publishAt` an instant (UTC). */
export const BulletinDraft = z.strictObject({
  on: IsoDay,
  until: IsoDay.nullable(),
  status: z.enum(['announced', 'reported', 'postponed', 'called-off', 'under-way', 'ended', 'faded']),
  places: z
    .array(z.string().regex(/^[a-z0-9-]+$/))
    .min(1)
    .max(20),
  sources: z
    .array(
      z.strictObject({
        title: z.string().trim().min(3).max(200),
        url: z
          .url()
          .max(500)
          .regex(/^https?:\/\//, 'only http and https addresses are shown'),
        checked: IsoDay,
      }),
    )
    .min(1)
    .max(5),
  text: z.strictObject({ en: z.string().trim().min(10).max(600), es: z.string().trim().min(10).max(600) }),
});
export type BulletinDraft = z.infer<typeof BulletinDraft>;
export const SaveBulletin = z.strictObject({ revision: z.number().int().min(0), draft: BulletinDraft });
export const ChangeBulletin = z.strictObject({
  revision: z.number().int().min(0),
  action: z.enum(['publish', 'withdraw']),
  /** An instant to begin at; null is at once. */
  publishAt: z.iso.datetime().nullable().default(null),
});
export const ReportQuery = z.strictObject({ from: IsoDay, to: IsoDay });

/** What the console knows about the signed-in member. */
export interface Me {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly publicKey: string;
  readonly wrappedPrivateKey: string;
  readonly kdf: Kdf;
  /** Goes with every change, in the header `x-amparo-csrf`. */
  readonly csrf: string;
  /** Review keys that this member can open. */
  readonly grants: readonly Grant[];
  readonly reviewKeys: readonly ReviewKeyInfo[];
}
export interface ReviewKeyInfo {
  readonly id: string;
  readonly publicKey: string;
  readonly retired: boolean;
}
export interface StaffInfo {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly state: 'invited' | 'active';
  readonly publicKey: string | null;
  /** Ids of the review keys that the member can open. */
  readonly keys: readonly string[];
}
export interface QueueRow {
  readonly id: string;
  readonly channel: string;
  readonly language: string | null;
  readonly place: string | null;
  /** ISO instants, rounded to the hour. */
  readonly firstHour: string;
  readonly lastHour: string;
  readonly turns: number;
  readonly unanswered: boolean;
  readonly clarified: boolean;
  readonly emergency: boolean;
  readonly badFeedback: boolean;
  readonly topics: readonly string[];
  readonly hold: boolean;
  readonly state: ReviewState;
  readonly assigned: string | null;
  readonly labels: readonly string[];
  readonly revision: number;
}
export interface QueuePage {
  readonly rows: readonly QueueRow[];
  readonly next: string | null;
}
export interface SealedTurn {
  readonly seq: number;
  readonly hour: string;
  readonly keyId: string;
  readonly sealed: string;
}
export interface SealedNote {
  readonly id: string;
  readonly by: string;
  readonly byName: string;
  readonly at: string;
  readonly keyId: string;
  readonly sealed: string;
}
export interface SealedConversation {
  readonly row: QueueRow;
  readonly turns: readonly SealedTurn[];
  readonly notes: readonly SealedNote[];
}
export interface AuditRow {
  readonly seq: number;
  readonly at: string;
  readonly by: string;
  readonly action: string;
  readonly object: string;
  readonly details: string;
  readonly previous: string;
  readonly hash: string;
}
export interface AuditPage {
  readonly rows: readonly AuditRow[];
  readonly intact: boolean;
  /** The first row that does not fit its hash; null when all do. */
  readonly brokenAt: number | null;
  readonly head: string;
  readonly count: number;
}
export interface BulletinInfo {
  readonly id: string;
  readonly revision: number;
  readonly state: 'draft' | 'published' | 'withdrawn';
  readonly publishAt: string | null;
  readonly draft: BulletinDraft;
  readonly by: string;
  readonly at: string;
  readonly history: readonly {
    readonly revision: number;
    readonly action: string;
    readonly by: string;
    readonly at: string;
  }[];
}
export interface TeachingInfo {
  readonly id: string;
  readonly text: string;
  readonly language: string;
  readonly topic: string;
  readonly place: string | null;
  readonly kind: 'example' | 'test' | 'both';
  readonly by: string;
  readonly at: string;
  readonly exportedAt: string | null;
}
export interface ReplayResult {
  readonly action: string;
  readonly topic: string | null;
  readonly part: string | null;
  readonly confidence: number | null;
  readonly language: string;
  readonly place: string | null;
  readonly emergency: boolean;
  readonly alternatives: readonly { readonly topic: string; readonly confidence: number }[];
  /** The words that weighed most for the best topic, and the example questions that are most alike. */
  readonly words: readonly { readonly word: string; readonly weight: number }[];
  readonly neighbours: readonly { readonly text: string; readonly topic: string }[];
  /** Today's messages as plain text. */
  readonly text: string;
}
/** One bar of a chart; `n` is null where it is under five. */
export interface Count {
  readonly name: string;
  readonly n: number | null;
}
export interface Report {
  readonly from: string;
  readonly to: string;
  readonly total: number | null;
  readonly by: Readonly<
    Record<'day' | 'hour' | 'topic' | 'place' | 'language' | 'channel' | 'outcome', readonly Count[]>
  >;
}

/** Names for the lists of the console, and the version of each answer as it is now. */
export interface Catalog {
  readonly topics: readonly {
    readonly id: string;
    readonly titles: Readonly<Record<string, string>>;
    /** By `language` or `language@place`: the fingerprint of the text. */
    readonly versions: Readonly<Record<string, string>>;
  }[];
  readonly places: readonly { readonly id: string; readonly name: string }[];
  readonly languages: readonly string[];
  readonly staff: readonly { readonly id: string; readonly name: string }[];
  readonly contentVersion: string;
}
