import { z } from 'zod';
import { readSlackSettings, type SlackSettings } from './channels/slack/settings.js';
import { readTeamsSettings, type TeamsSettings } from './channels/teams/settings.js';

const flag = z.enum(['true', 'false'], 'write true or false').transform((text) => text === 'true');
const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d+$/, `write a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((value) => value >= least && value <= most, `write a whole number from ${least} to ${most}`);

/** The environment as Amparo reads it. An empty value counts as unset. One line each in `.env.example`. */
const Environment = z.object({
  PORT: wholeNumber(0, 65535).default(3978),
  HOST: z.string().default('127.0.0.1'),
  NODE_ENV: z
    .enum(['development', 'production', 'test'], 'write development, production or test')
    .default('production'),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], 'write debug, info, warn, error or silent')
    .default('info'),
  ALLOWED_ORIGINS: z
    .string()
    .default('*')
    .transform((text) => text.split(',').map((origin) => origin.trim().replace(/\/$/, '')))
    .refine(
      (origins) => origins.every((origin) => origin === '*' || /^https?:\/\/[^/]+$/.test(origin)),
      'write origins such as https://example.org with commas between them, or *',
    ),
  TOKEN_SECRET: z.string().min(32, 'write at least 32 characters of random text').optional(),
  DIRECT_LINE_SECRET: z
    .string()
    .regex(/^[\w.~+/=-]{32,}$/, 'write at least 32 random letters and digits, without spaces')
    .optional(),
  REQUIRE_REVIEW: flag.default(false),
  RATE_LIMIT_PER_MINUTE: wholeNumber(0, 1_000_000).default(600),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\/[^/\s?#]+(\/[^\s?#]*)?$/, 'write the address of this server, such as https://chat.example.org')
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  CONTENT_RELOAD: flag.default(false),
  DIRECTORY_STALE_DAYS: wholeNumber(1, 3650).default(90),
  LEAVE_URL: z
    .string()
    .regex(/^https?:\/\/[^\s"<>]+$/, 'write the whole address of a harmless page, such as https://www.weather.gov/')
    .optional(),
  DATA_DIR: z.string().default('data'),
  DATABASE_URL: z
    .string()
    .regex(
      /^postgres(ql)?:\/\/\S+$/,
      'write postgres://person:password@host:5432/database, or leave it empty for SQLite',
    )
    .optional(),
  TRANSCRIPTS: z
    .enum(['on', 'off'], 'write on or off')
    .default('on')
    .transform((text) => text === 'on'),
  RETENTION_DAYS: wholeNumber(1, 3650).default(30),
  STAFF_HOST: z
    .string()
    .regex(/^[a-z0-9.-]+$/i, 'write a host name only, such as staff.example.org')
    .transform((name) => name.toLowerCase())
    .optional(),
  STAFF_PORT: wholeNumber(0, 65535).optional(),
  THREAD_IDLE_MINUTES: wholeNumber(5, 1440).default(1440),
  THREAD_MEMORY_MB: wholeNumber(4, 4096).default(24),
});

/** The settings, named as the code uses them. */
export interface Settings {
  readonly port: number;
  readonly host: string;
  readonly environment: 'development' | 'production' | 'test';
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Origins whose pages may carry the widget; `*` for any. */
  readonly allowedOrigins: readonly string[];
  /** Signs the tokens of conversations; null: a random one for this process. */
  readonly tokenSecret: string | null;
  /** Lets other servers ask for tokens; null: nobody needs one. */
  readonly directLineSecret: string | null;
  readonly requireReview: boolean;
  /** Requests a minute from one address; 0 for no limit. */
  readonly rateLimitPerMinute: number;
  /** Proxies in front of this server whose X-Forwarded-For is believed. */
  readonly trustProxyHops: number;
  /** Address under which people reach this server, without a slash at the end; null where it is not told. */
  readonly publicUrl: string | null;
  readonly contentReload: boolean;
  /** Registration with Azure Bot Service; without one Teams is closed. */
  readonly teams: TeamsSettings;
  /** Registration with Slack; null where there is none. */
  readonly slack: SlackSettings | null;
  /** Days without a check after which an organization is told to be unconfirmed. */
  readonly staleDays: number;
  /** Where "leave and forget" goes; null for the weather page. */
  readonly leaveUrl: string | null;
  /** Folder of the SQLite file and of the key that hashes ids. */
  readonly dataDir: string;
  /** PostgreSQL; null for SQLite. */
  readonly databaseUrl: string | null;
  /** False: no text is kept, only counts. */
  readonly transcripts: boolean;
  readonly retentionDays: number;
  /** The only host name under which the staff console answers; null for any. */
  readonly staffHost: string | null;
  /** A port of its own for the staff console; null: it is on the common one. */
  readonly staffPort: number | null;
  readonly threadIdleMinutes: number;
  readonly threadMemoryMb: number;
}

/** A setting that cannot be used. The message names each variable and the mend. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

/** Says why the store cannot be opened. The fault's own message is left out: it may hold the password of DATABASE_URL. */
export function unusableDatabase(fault: unknown, databaseUrl: string | null): SettingsError {
  const code = (fault as { code?: unknown }).code;
  const why = typeof code === 'string' ? code : fault instanceof Error ? fault.name : 'fault';
  const mend =
    databaseUrl === null
      ? 'DATA_DIR: the database file cannot be opened; name a folder that this server may write to'
      : 'DATABASE_URL: the database cannot be reached; check address, name, password and that it runs';
  return new SettingsError(`Some settings cannot be used (see .env.example):\n  ${mend} (${why})`);
}

/**
 * Parses the environment, once, at start.
 *
 * @throws {SettingsError} naming every variable with a bad value and how to mend it.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): {
  settings: Settings;
} {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const parsed = Environment.safeParse(given);
  const teams = readTeamsSettings(given);
  const slack = readSlackSettings(given);
  if (!parsed.success || teams.faults.length > 0 || slack.faults.length > 0) {
    const own = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    const lines = [...own, ...teams.faults, ...slack.faults].map((line) => `  ${line}`);
    throw new SettingsError(`Some settings cannot be used (see .env.example):\n${lines.join('\n')}`);
  }
  const env = parsed.data;
  return {
    settings: {
      port: env.PORT,
      host: env.HOST,
      environment: env.NODE_ENV,
      logLevel: env.LOG_LEVEL,
      allowedOrigins: env.ALLOWED_ORIGINS,
      tokenSecret: env.TOKEN_SECRET ?? null,
      directLineSecret: env.DIRECT_LINE_SECRET ?? null,
      requireReview: env.REQUIRE_REVIEW,
      rateLimitPerMinute: env.RATE_LIMIT_PER_MINUTE,
      trustProxyHops: env.TRUST_PROXY,
      publicUrl: env.PUBLIC_URL ?? null,
      contentReload: env.CONTENT_RELOAD,
      teams: teams.settings,
      slack: slack.settings,
      staleDays: env.DIRECTORY_STALE_DAYS,
      leaveUrl: env.LEAVE_URL ?? null,
      dataDir: env.DATA_DIR,
      databaseUrl: env.DATABASE_URL ?? null,
      transcripts: env.TRANSCRIPTS,
      retentionDays: env.RETENTION_DAYS,
      staffHost: env.STAFF_HOST ?? null,
      staffPort: env.STAFF_PORT ?? null,
      threadIdleMinutes: env.THREAD_IDLE_MINUTES,
      threadMemoryMb: env.THREAD_MEMORY_MB,
    },
  };
}
