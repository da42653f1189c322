import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { z } from 'zod';
import type { AuditLog } from './audit.js';
import {
  type ChangePassphrase,
  type EnrolFinish,
  type Grant,
  Kdf,
  type Login,
  type NewRecoveryKey,
  type RemoveStaff,
  type ReviewKeyInfo,
  Role,
  type StaffInfo,
  StaffName,
} from './contract.js';
import { StaffError } from './errors.js';
import type { StaffDb, StaffTables } from './tables.js';
import { LoginThrottle } from './throttle.js';
import { openTotp, sealTotp, stepOfCode } from './totp.js';

export type StaffRow = StaffTables['staff'];

const INVITE_HOURS = 48;
const HOUR_MS = 3_600_000;
/** The holder's name of what is sealed to the recovery key. */
export const RECOVERY = 'recovery';
/** What the console derives with today; an unknown name is answered with the same. */
const TODAYS_KDF = { ops: 3, memBytes: 64 * 1024 * 1024 };

const sha256 = (data: string | Buffer): Buffer => createHash('sha256').update(data).digest();
const newId = (): string => randomBytes(12).toString('base64url');
const verifierOf = (loginSecret: Buffer): string =>
  sha256(Buffer.concat([Buffer.from('amparo staff verifier 1:'), loginSecret])).toString('base64url');

/** One value made once and shared by all nodes through the database. */
async function sharedSecret(db: StaffDb, name: string): Promise<Buffer> {
  await db
    .insertInto('staff_settings')
    .values({ name, value: randomBytes(32).toString('base64url') })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const { value } = await db
    .selectFrom('staff_settings')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64url');
}

/** Members of staff, how they prove who they are, and who holds which review key. Never a passphrase, never a private key in clear. */
export class Accounts {
  private constructor(
    private readonly db: StaffDb,
    private readonly audit: AuditLog,
    private readonly now: () => number,
    private readonly saltKey: Buffer,
    private readonly throttle: LoginThrottle,
  ) {}

  static async open(db: StaffDb, audit: AuditLog, now: () => number): Promise<Accounts> {
    const saltKey = await sharedSecret(db, 'salt-key');
    const throttle = new LoginThrottle(db, await sharedSecret(db, 'throttle-key'), now);
    return new Accounts(db, audit, now, saltKey, throttle);
  }

  /**
   * Invites somebody, or invites a member again who lost passphrase or authenticator: the old keys are then gone.
   *
   * @returns the one-time code; only its hash is kept, for 48 hours.
   * @throws {StaffError} for a name that cannot be used.
   */
  async invite(name: string, role: Role, by: string): Promise<string> {
    const parsed = StaffName.safeParse(name);
    if (!parsed.success) throw new StaffError(400, 'BadRequest', `NAME: ${parsed.error.issues[0]?.message}`);
    const code = randomBytes(20).toString('base64url');
    const invitation = {
      role: Role.parse(role),
      state: 'invited' as const,
      invite_hash: sha256(code).toString('base64url'),
      invite_expires_at: new Date(this.now() + INVITE_HOURS * HOUR_MS).toISOString(),
      kdf: null,
      verifier: null,
      public_key: null,
      wrapped_private_key: null,
      totp_sealed: null,
      totp_last_step: 0,
    };
    const known = await this.db.selectFrom('staff').select('id').where('name', '=', parsed.data).executeTakeFirst();
    const id = known?.id ?? newId();
    await this.db.transaction().execute(async (db) => {
      if (known) {
        await db.deleteFrom('staff_sessions').where('staff_id', '=', id).execute();
        await db.deleteFrom('review_key_grants').where('holder', '=', id).execute();
        await db.updateTable('staff').set(invitation).where('id', '=', id).execute();
      } else
        await db
          .insertInto('staff')
          .values({ id, name: parsed.data, ...invitation })
          .execute();
    });
    await this.audit.append({ by, action: known ? 'staff.reinvite' : 'staff.invite', object: id, details: { role } });
    return code;
  }

  /** Who an invitation is for, and whether the first keys are still to be made. */
  async invited(code: string): Promise<{ member: StaffRow; isFirst: boolean }> {
    const member = await this.db
      .selectFrom('staff')
      .selectAll()
      .where('invite_hash', '=', sha256(code).toString('base64url'))
      .where('state', '=', 'invited')
      .executeTakeFirst();
    if (!member || (member.invite_expires_at ?? '') < new Date(this.now()).toISOString()) {
      throw new StaffError(403, 'SignInFailed', 'This invitation is used, expired or wrong.');
    }
    return { member, isFirst: member.role === 'admin' && !(await this.isKeyHeld()) };
  }

  /** Whether somebody of the staff holds a review key. One made at the terminal (`amparo review-key new`) is not held. */
  private async isKeyHeld(): Promise<boolean> {
    const grant = await this.db.selectFrom('review_key_grants').select('key_id').limit(1).executeTakeFirst();
    return grant !== undefined;
  }

  /** The end of an enrolment: keys made in the browser come in, the invitation is used up. */
  async enrol(input: z.infer<typeof EnrolFinish>): Promise<StaffRow> {
    const { member, isFirst } = await this.invited(input.code);
    const step = stepOfCode(input.totpSecret, input.totpCode, this.now(), 0);
    if (step === null) throw new StaffError(403, 'BadCode', 'The six digits are not those of now.');
    if (isFirst !== (input.first !== undefined)) {
      throw new StaffError(
        409,
        'KeyExists',
        'The first review key has been made by somebody else, or must be made now.',
      );
    }
    const loginSecret = Buffer.from(input.loginSecret, 'base64url');
    await this.db.transaction().execute(async (db) => {
      const { numUpdatedRows } = await db
        .updateTable('staff')
        .set({
          state: 'active',
          invite_hash: null,
          invite_expires_at: null,
          kdf: JSON.stringify(input.kdf),
          verifier: verifierOf(loginSecret),
          public_key: input.publicKey,
          wrapped_private_key: input.wrappedPrivateKey,
          totp_sealed: sealTotp(input.totpSecret, loginSecret),
          totp_last_step: step,
        })
        .where('id', '=', member.id)
        .where('invite_hash', '=', member.invite_hash)
        .executeTakeFirst();
      if (numUpdatedRows === 0n) throw new StaffError(403, 'SignInFailed', 'This invitation is used.');
      if (input.first) {
        const keyId = await this.insertReviewKey(db, input.first.reviewPublicKey);
        await db
          .insertInto('review_key_grants')
          .values([
            { key_id: keyId, holder: member.id, sealed: input.first.sealedToSelf },
            { key_id: keyId, holder: RECOVERY, sealed: input.first.sealedToRecovery },
          ])
          .execute();
        // Inserted without "on conflict": of two first admins at once, one is told to begin again.
        await db
          .insertInto('staff_settings')
          .values({ name: 'recovery-public-key', value: input.first.recoveryPublicKey })
          .execute();
        await this.audit.append({ by: member.id, action: 'key.create', object: keyId }, db);
      }
      await this.audit.append({ by: member.id, action: 'staff.enrol', object: member.id }, db);
    });
    return this.byId(member.id);
  }

  /** What a browser derives its keys with. An unknown name gets a salt too, always the same one. */
  async kdfFor(name: string): Promise<Kdf> {
    const clean = name.trim().toLowerCase();
    const member = await this.db
      .selectFrom('staff')
      .select('kdf')
      .where('name', '=', clean)
      .where('state', '=', 'active')
      .executeTakeFirst();
    if (member?.kdf) return Kdf.parse(JSON.parse(member.kdf));
    const salt = createHmac('sha256', this.saltKey).update(clean).digest().subarray(0, 16).toString('base64url');
    return { salt, ...TODAYS_KDF };
  }

  /**
   * Signs in by name, login secret and six digits.
   *
   * @throws {StaffError} one and the same for a wrong name, secret or code; another when there were too many.
   */
  async login(input: z.infer<typeof Login>): Promise<StaffRow> {
    const name = input.name.trim().toLowerCase();
    const wait = await this.throttle.take(name);
    if (wait > 0) throw new StaffError(429, 'TooManyAttempts', 'Too many attempts. Wait, then try again.', { wait });
    const member = await this.db
      .selectFrom('staff')
      .selectAll()
      .where('name', '=', name)
      .where('state', '=', 'active')
      .executeTakeFirst();
    const isRight = await this.proves(member, input.loginSecret, input.totpCode);
    if (!member || !isRight) {
      if (member) await this.audit.append({ by: member.id, action: 'login.failed', object: member.id });
      throw new StaffError(403, 'SignInFailed', 'Name, passphrase or code is wrong.');
    }
    await this.throttle.succeeded(name);
    await this.audit.append({ by: member.id, action: 'login', object: member.id });
    return member;
  }

  /** Checks secret and code, and uses the code up. A member that does not exist costs the same work. */
  private async proves(member: StaffRow | undefined, secret: string, code: string): Promise<boolean> {
    const loginSecret = Buffer.from(secret, 'base64url');
    const given = sha256(verifierOf(loginSecret));
    const kept = sha256(member?.verifier ?? 'nobody');
    const isSecret = timingSafeEqual(given, kept);
    const totpSecret = member?.totp_sealed && isSecret ? openTotp(member.totp_sealed, loginSecret) : null;
    const step = stepOfCode(totpSecret ?? 'A'.repeat(32), code, this.now(), member?.totp_last_step ?? 0);
    if (!member || !isSecret || totpSecret === null || step === null) return false;
    const { numUpdatedRows } = await this.db
      .updateTable('staff')
      .set({ totp_last_step: step })
      .where('id', '=', member.id)
      .where('totp_last_step', '<', step)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async changePassphrase(member: StaffRow, input: z.infer<typeof ChangePassphrase>): Promise<void> {
    const wait = await this.throttle.take(member.name);
    if (wait > 0) throw new StaffError(429, 'TooManyAttempts', 'Too many attempts. Wait, then try again.', { wait });
    if (!(await this.proves(member, input.oldLoginSecret, input.totpCode))) {
      throw new StaffError(403, 'SignInFailed', 'Passphrase or code is wrong.');
    }
    await this.throttle.succeeded(member.name);
    const oldSecret = Buffer.from(input.oldLoginSecret, 'base64url');
    const newSecret = Buffer.from(input.loginSecret, 'base64url');
    const totpSecret = openTotp(member.totp_sealed ?? '', oldSecret);
    if (totpSecret === null) throw new StaffError(403, 'SignInFailed', 'Passphrase or code is wrong.');
    await this.db
      .updateTable('staff')
      .set({
        kdf: JSON.stringify(input.kdf),
        verifier: verifierOf(newSecret),
        wrapped_private_key: input.wrappedPrivateKey,
        totp_sealed: sealTotp(totpSecret, newSecret),
      })
      .where('id', '=', member.id)
      .where('verifier', '=', member.verifier)
      .execute();
    await this.audit.append({ by: member.id, action: 'passphrase.change', object: member.id });
  }

  async byId(id: string): Promise<StaffRow> {
    const member = await this.db.selectFrom('staff').selectAll().where('id', '=', id).executeTakeFirst();
    if (!member) throw new StaffError(404, 'NotFound', 'There is no such member of staff.');
    return member;
  }

  async reviewKeys(): Promise<ReviewKeyInfo[]> {
    const rows = await this.db
      .selectFrom('review_keys')
      .select(['id', 'public_key', 'retired_hour'])
      .orderBy('created_hour', 'desc')
      .execute();
    return rows
      .map(({ id, public_key, retired_hour }) => ({
        id,
        publicKey: Buffer.from(public_key).toString('base64url'),
        retired: retired_hour !== null,
      }))
      .sort((a, b) => Number(a.retired) - Number(b.retired));
  }

  async grantsOf(holder: string): Promise<Grant[]> {
    const rows = await this.db.selectFrom('review_key_grants').selectAll().where('holder', '=', holder).execute();
    return rows.map(({ key_id, sealed }) => ({ keyId: key_id, holder, sealed }));
  }

  async recoveryPublicKey(): Promise<string | null> {
    const row = await this.db
      .selectFrom('staff_settings')
      .select('value')
      .where('name', '=', 'recovery-public-key')
      .executeTakeFirst();
    return row?.value ?? null;
  }

  async list(): Promise<StaffInfo[]> {
    const [members, grants] = await Promise.all([
      this.db
        .selectFrom('staff')
        .select(['id', 'name', 'role', 'state', 'public_key'])
        .where('state', '!=', 'removed')
        .orderBy('name')
        .execute(),
      this.db.selectFrom('review_key_grants').select(['key_id', 'holder']).execute(),
    ]);
    return members.map(({ id, name, role, state, public_key }) => ({
      id,
      name,
      role,
      state: state === 'active' ? 'active' : 'invited',
      publicKey: public_key,
      keys: grants.filter((grant) => grant.holder === id).map((grant) => grant.key_id),
    }));
  }

  /**
   * Hands review keys on. To others only an admin may; to oneself anybody (with the recovery key), for what opens
   * nothing harms nobody else.
   */
  async putGrants(by: StaffRow, grants: readonly Grant[]): Promise<void> {
    const keys = new Set((await this.reviewKeys()).map((key) => key.id));
    const members = new Set((await this.list()).filter((each) => each.state === 'active').map((each) => each.id));
    for (const grant of grants) {
      if (grant.holder !== by.id && by.role !== 'admin')
        throw new StaffError(403, 'NotAllowed', 'Only an admin may do this.');
      if (!keys.has(grant.keyId) || !members.has(grant.holder))
        throw new StaffError(404, 'NotFound', 'There is no such key or member.');
    }
    await this.db.transaction().execute(async (db) => {
      for (const { keyId, holder, sealed } of grants) {
        await db
          .insertInto('review_key_grants')
          .values({ key_id: keyId, holder, sealed })
          .onConflict((conflict) => conflict.columns(['key_id', 'holder']).doUpdateSet({ sealed }))
          .execute();
        await this.audit.append({ by: by.id, action: 'key.grant', object: holder, details: { keyId } }, db);
      }
    });
  }

  async changeRole(by: StaffRow, id: string, role: Role): Promise<void> {
    const member = await this.byId(id);
    if (member.role === 'admin' && role !== 'admin') await this.keepAnAdmin(id);
    await this.db.updateTable('staff').set({ role }).where('id', '=', id).execute();
    await this.audit.append({ by: by.id, action: 'staff.role', object: id, details: { role } });
  }

  /**
   * Takes a member out: no login, no session, no grant; and a new review key for all turns from now on, sealed to
   * those who stay. The old key stays with those who stay, so that they still open old turns until these are purged.
   */
  async remove(by: StaffRow, id: string, { key }: z.infer<typeof RemoveStaff>): Promise<void> {
    const member = await this.byId(id);
    if (member.role === 'admin') await this.keepAnAdmin(id);
    const stay = (await this.list()).filter(
      (each) => each.id !== id && each.state === 'active' && each.keys.length > 0,
    );
    const holders = new Set(key.grants.map((grant) => grant.holder));
    const expected = [...stay.map((each) => each.id), RECOVERY];
    if (holders.size !== expected.length || expected.some((holder) => !holders.has(holder))) {
      throw new StaffError(
        409,
        'KeysIncomplete',
        'The new key must be sealed to each member who stays and to the recovery key.',
      );
    }
    await this.db.transaction().execute(async (db) => {
      await db.deleteFrom('staff_sessions').where('staff_id', '=', id).execute();
      await db.deleteFrom('review_key_grants').where('holder', '=', id).execute();
      await db
        .updateTable('staff')
        .set({
          state: 'removed',
          // The name may be given again; the row stays, so that the audit log still says who this was.
          name: `${member.name}~${id}`,
          kdf: null,
          verifier: null,
          invite_hash: null,
          public_key: null,
          wrapped_private_key: null,
          totp_sealed: null,
        })
        .where('id', '=', id)
        .execute();
      const keyId = await this.insertReviewKey(db, key.publicKey);
      await db
        .insertInto('review_key_grants')
        .values(key.grants.map(({ holder, sealed }) => ({ key_id: keyId, holder, sealed })))
        .execute();
      await this.audit.append({ by: by.id, action: 'staff.remove', object: id, details: { name: member.name } }, db);
      await this.audit.append({ by: by.id, action: 'key.rotate', object: keyId }, db);
    });
  }

  /** A new recovery key: every review key is sealed to it, and the old one opens nothing any more. */
  async replaceRecovery(by: StaffRow, input: z.infer<typeof NewRecoveryKey>): Promise<void> {
    const keys = (await this.reviewKeys()).map((key) => key.id);
    const given = new Set(input.grants.map((grant) => grant.keyId));
    if (given.size !== keys.length || keys.some((id) => !given.has(id))) {
      throw new StaffError(409, 'KeysIncomplete', 'Every review key must be sealed to the new recovery key.');
    }
    await this.db.transaction().execute(async (db) => {
      await db.deleteFrom('review_key_grants').where('holder', '=', RECOVERY).execute();
      await db
        .insertInto('review_key_grants')
        .values(input.grants.map(({ keyId, sealed }) => ({ key_id: keyId, holder: RECOVERY, sealed })))
        .execute();
      await db
        .insertInto('staff_settings')
        .values({ name: 'recovery-public-key', value: input.publicKey })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: input.publicKey }))
        .execute();
      await this.audit.append({ by: by.id, action: 'recovery.replace', object: RECOVERY }, db);
    });
  }

  private async keepAnAdmin(without: string): Promise<void> {
    const admins = (await this.list()).filter(
      (each) => each.role === 'admin' && each.state === 'active' && each.id !== without,
    );
    if (admins.length === 0)
      throw new StaffError(409, 'LastAdmin', 'There must always be an admin: make another one first.');
  }

  /** Inserts the newest review key and retires the ones before it. */
  private async insertReviewKey(db: StaffDb, publicKey: string): Promise<string> {
    const id = newId();
    const hour = Math.floor(this.now() / HOUR_MS);
    await db.updateTable('review_keys').set({ retired_hour: hour }).where('retired_hour', 'is', null).execute();
    await db
      .insertInto('review_keys')
      .values({ id, public_key: Buffer.from(publicKey, 'base64url'), created_hour: hour, retired_hour: null })
      .execute();
    return id;
  }
}
