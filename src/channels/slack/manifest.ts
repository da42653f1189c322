import { z } from 'zod';

/** What the app may do, and no more: be spoken to, answer, and read the language that a person has set. */
export const SCOPES = [
  'app_mentions:read',
  'assistant:write',
  'chat:write',
  'commands',
  'im:history',
  'users:read',
] as const;

/** Events the app is told of. */
export const EVENTS = [
  'app_home_opened',
  'app_mention',
  'app_uninstalled',
  'assistant_thread_started',
  'message.im',
  'tokens_revoked',
] as const;

const url = z.url({ protocol: /^https$/ });

/** The parts of Slack's app manifest that are used here, with the lengths of its reference. */
export const SlackManifest = z.strictObject({
  display_information: z.strictObject({
    name: z.string().min(1).max(35),
    description: z.string().min(1).max(140),
    long_description: z.string().min(174).max(4000),
    background_color: z.string().regex(/^#[0-9a-f]{6}$/i),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: z.string().min(1).max(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\/[a-z0-9_-]{1,31}$/),
          description: z.string().min(1).max(2000),
          usage_hint: z.string().max(1000),
          should_escape: z.boolean(),
          url: url.optional(),
        }),
      )
      .max(50),
    assistant_view: z.strictObject({ assistant_description: z.string().min(1).max(300) }),
  }),
  oauth_config: z.strictObject({
    redirect_urls: z.array(url).max(1000).optional(),
    scopes: z.strictObject({ bot: z.array(z.string()).max(255) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ request_url: url.optional(), bot_events: z.array(z.string()).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.boolean(), request_url: url.optional() }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});
export type SlackManifest = z.infer<typeof SlackManifest>;

export interface SlackManifestOptions {
  /** Address of the server, https; not needed in Socket Mode. */
  readonly url: string | null;
  readonly socketMode: boolean;
  /** Several workspaces install the app themselves. */
  readonly oauth: boolean;
  readonly words: {
    readonly name: string;
    readonly short: string;
    readonly full: string;
    /** What stands behind `/rights` in Slack's own hint. */
    readonly command: string;
  };
}

/** The app's manifest for "Create an app from a manifest". */
export function slackManifest({ url: base, socketMode, oauth, words }: SlackManifestOptions): SlackManifest {
  const request = socketMode || base === null ? {} : { request_url: `${base}/slack/events` };
  const command = {
    command: '/rights',
    description: words.command,
    usage_hint: 'chicago home',
    should_escape: false,
    ...(socketMode || base === null ? {} : { url: `${base}/slack/events` }),
  };
  return SlackManifest.parse({
    display_information: {
      name: words.name,
      description: words.short,
      long_description: words.full,
      background_color: '#0e4f4c',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      bot_user: { display_name: words.name, always_online: true },
      slash_commands: [command],
      assistant_view: { assistant_description: words.short },
    },
    oauth_config: {
      ...(oauth && base !== null ? { redirect_urls: [`${base}/slack/oauth_redirect`] } : {}),
      scopes: { bot: [...SCOPES] },
    },
    settings: {
      event_subscriptions: { ...request, bot_events: [...EVENTS] },
      interactivity: { is_enabled: true, ...request },
      org_deploy_enabled: false,
      socket_mode_enabled: socketMode,
      token_rotation_enabled: false,
    },
  });
}
