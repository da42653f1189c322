import { z } from 'zod';

const APP_TYPES = ['SingleTenant', 'UserAssignedMSI', 'MultiTenant'] as const;
const guid = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'write the id as Azure shows it: 8-4-4-4-12');
const url = z.url({ protocol: /^https?$/, error: 'write an address that begins with https://' });

/** The SDK's own names, as Azure's pages show them; the last ones change where keys and tokens come from. */
const Environment = z.object({
  MicrosoftAppId: guid.optional(),
  MicrosoftAppPassword: z.string().min(8).optional(),
  MicrosoftAppType: z
    .string()
    .transform((text) => APP_TYPES.find((type) => type.toLowerCase() === text.trim().toLowerCase()) ?? text)
    .pipe(z.enum(APP_TYPES, `write one of ${APP_TYPES.join(', ')}`))
    .default('SingleTenant'),
  MicrosoftAppTenantId: guid.optional(),
  TEAMS_TENANTS: z
    .string()
    .transform((text) => text.split(',').map((each) => each.trim().toLowerCase()))
    .refine(
      (tenants) => tenants.every((tenant) => tenant === '*' || guid.safeParse(tenant).success),
      'write tenant ids with commas between them, or *',
    )
    .optional(),
  ChannelService: z.string().optional(),
  OAuthUrl: url.optional(),
  ToChannelFromBotLoginUrl: url.optional(),
  ToChannelFromBotOAuthScope: z.string().optional(),
  ToBotFromChannelTokenIssuer: z.string().optional(),
  ToBotFromChannelOpenIdMetadataUrl: url.optional(),
  ToBotFromEmulatorOpenIdMetadataUrl: url.optional(),
});

/** How the bot is registered with Azure Bot Service; without an app id there is no registration. */
export interface TeamsSettings {
  readonly appId: string | null;
  /** Tenants whose people are answered; `*` for any. */
  readonly tenants: readonly string[];
  /** All settings under the SDK's names, for `ConfigurationBotFrameworkAuthentication`. */
  readonly sdk: Readonly<Record<string, string>>;
}

/** Names that are read here, for those who list settings. */
export const TEAMS_SETTING_NAMES: readonly string[] = Object.keys(Environment.shape);

/** Without a registration: only callers on this machine. */
export const NO_TEAMS: TeamsSettings = { appId: null, tenants: ['*'], sdk: {} };

/**
 * Reads the settings of Azure Bot Service.
 *
 * @param given the environment without empty values.
 * @returns the settings, and one line for each that cannot be used, with the mend.
 */
export function readTeamsSettings(given: Readonly<Record<string, string | undefined>>): {
  readonly settings: TeamsSettings;
  readonly faults: readonly string[];
} {
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    return {
      settings: NO_TEAMS,
      faults: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    };
  }
  const env = parsed.data;
  const faults = missingIn(env);
  const { TEAMS_TENANTS, MicrosoftAppType, ...rest } = env;
  if (env.MicrosoftAppId === undefined) return { settings: NO_TEAMS, faults };
  const sdk = Object.fromEntries(
    Object.entries({ ...rest, MicrosoftAppType }).filter(([, value]) => value !== undefined),
  );
  const own = env.MicrosoftAppTenantId?.toLowerCase();
  const tenants = TEAMS_TENANTS ?? (MicrosoftAppType === 'MultiTenant' || own === undefined ? ['*'] : [own]);
  return { settings: { appId: env.MicrosoftAppId, tenants, sdk: sdk as Record<string, string> }, faults };
}

function missingIn(env: z.infer<typeof Environment>): string[] {
  const faults: string[] = [];
  const { MicrosoftAppId, MicrosoftAppPassword, MicrosoftAppTenantId, MicrosoftAppType } = env;
  if (MicrosoftAppId === undefined) {
    if (MicrosoftAppPassword !== undefined) faults.push('MicrosoftAppId: is missing beside MicrosoftAppPassword');
    return faults;
  }
  if (MicrosoftAppType !== 'MultiTenant' && MicrosoftAppTenantId === undefined) {
    faults.push(`MicrosoftAppTenantId: is needed for ${MicrosoftAppType}; copy it from the registration's overview`);
  }
  if (MicrosoftAppType === 'UserAssignedMSI' && MicrosoftAppPassword !== undefined) {
    faults.push('MicrosoftAppPassword: must be empty for UserAssignedMSI, which has no password');
  }
  if (MicrosoftAppType !== 'UserAssignedMSI' && MicrosoftAppPassword === undefined) {
    faults.push(`MicrosoftAppPassword: is needed for ${MicrosoftAppType}; make a client secret in the registration`);
  }
  return faults;
}
