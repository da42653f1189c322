import { z } from 'zod';

const token = (prefix: string) =>
  z.string().regex(new RegExp(`^${prefix}-[\\w.-]+$`), `copy the token that begins with ${prefix}-`);

const Environment = z.object({
  SLACK_SIGNING_SECRET: z.string().min(16, "copy the signing secret from the app's basic information").optional(),
  SLACK_BOT_TOKEN: token('xoxb').optional(),
  SLACK_APP_TOKEN: token('xapp').optional(),
  SLACK_CLIENT_ID: z.string().min(5).optional(),
  SLACK_CLIENT_SECRET: z.string().min(16, "copy the client secret from the app's basic information").optional(),
  SLACK_API_URL: z
    .url({ protocol: /^https?$/, error: 'write an address such as https://slack.com/api/' })
    .transform((url) => (url.endsWith('/') ? url : `${url}/`))
    .optional(),
});

/** How the app is registered with Slack. */
export interface SlackSettings {
  /** Checks requests over HTTP; null in Socket Mode. */
  readonly signingSecret: string | null;
  /** Opens the socket; null where Slack calls us over HTTP. */
  readonly appToken: string | null;
  /** One workspace by its token, or any that installs the app. */
  readonly access:
    | { readonly kind: 'token'; readonly botToken: string }
    | { readonly kind: 'oauth'; readonly clientId: string; readonly clientSecret: string };
  /** Slack's Web API; null for Slack's own. */
  readonly apiUrl: string | null;
}

/** Names that are read here, for those who list settings. */
export const SLACK_SETTING_NAMES: readonly string[] = Object.keys(Environment.shape);

/**
 * Reads the settings of Slack.
 *
 * @param given the environment without empty values.
 * @returns null where Slack is not set up; and one line for each setting that cannot be used, with the mend.
 */
export function readSlackSettings(given: Readonly<Record<string, string | undefined>>): {
  readonly settings: SlackSettings | null;
  readonly faults: readonly string[];
} {
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    return { settings: null, faults };
  }
  const env = parsed.data;
  const named = Object.keys(env).filter((name) => name !== 'SLACK_API_URL' && env[name as keyof typeof env]);
  if (named.length === 0) return { settings: null, faults: [] };
  const faults = missingIn(env, given.TOKEN_SECRET !== undefined, named[0] ?? '');
  const { SLACK_BOT_TOKEN: botToken, SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = env;
  const access: SlackSettings['access'] | null = botToken
    ? { kind: 'token', botToken }
    : clientId && clientSecret
      ? { kind: 'oauth', clientId, clientSecret }
      : null;
  if (access === null || faults.length > 0) return { settings: null, faults };
  const settings = {
    signingSecret: env.SLACK_SIGNING_SECRET ?? null,
    appToken: env.SLACK_APP_TOKEN ?? null,
    access,
    apiUrl: env.SLACK_API_URL ?? null,
  };
  return { settings, faults };
}

function missingIn(env: z.infer<typeof Environment>, hasSecret: boolean, first: string): string[] {
  const faults: string[] = [];
  const { SLACK_SIGNING_SECRET, SLACK_APP_TOKEN, SLACK_BOT_TOKEN, SLACK_CLIENT_ID, SLACK_CLIENT_SECRET } = env;
  if (!SLACK_SIGNING_SECRET && !SLACK_APP_TOKEN) {
    faults.push(`SLACK_SIGNING_SECRET: is missing beside ${first}; or set SLACK_APP_TOKEN for Socket Mode`);
  }
  if (!SLACK_BOT_TOKEN && !SLACK_CLIENT_ID) {
    faults.push('SLACK_BOT_TOKEN: is missing; or set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET for several workspaces');
  }
  if ((SLACK_CLIENT_ID === undefined) !== (SLACK_CLIENT_SECRET === undefined)) {
    const missing = SLACK_CLIENT_ID ? 'SLACK_CLIENT_SECRET' : 'SLACK_CLIENT_ID';
    faults.push(`${missing}: both or none of SLACK_CLIENT_ID and SLACK_CLIENT_SECRET must be set`);
  }
  if (SLACK_BOT_TOKEN && SLACK_CLIENT_ID) {
    faults.push('SLACK_BOT_TOKEN: must be empty beside SLACK_CLIENT_ID: the token then comes from each installation');
  }
  if (SLACK_CLIENT_ID && !hasSecret) {
    faults.push('TOKEN_SECRET: is needed beside SLACK_CLIENT_ID: the tokens of workspaces are encrypted with it');
  }
  return faults;
}
