import { strToU8, zipSync } from 'fflate';
import { colourIcon, outlineIcon } from './icons.js';

/** Version of the manifest's schema. */
export const MANIFEST_VERSION = '1.29';
const SCHEMAS = `https://developer.microsoft.com/json-schemas/teams/v${MANIFEST_VERSION}`;
export const ACCENT = '#0e4f4c';
/** All files carry one date, so that the same settings give the same bytes. */
const FILE_DATE = '2026-01-01T12:00:00';

/** What the app says of itself in one language; lengths as the schema has them. */
export interface AppWords {
  readonly name: string;
  /** At most 80 characters. */
  readonly short: string;
  /** At most 4000 characters. */
  readonly full: string;
  /** Commands that Teams offers while somebody writes, in the words that the bot understands. */
  readonly commands: readonly string[];
}

export interface AppPackageOptions {
  /** Application id of the bot's registration; also the app's own id. */
  readonly appId: string;
  /** Address of the server, https. */
  readonly url: string;
  /** Version of the app, such as 0.1.0: Teams takes an update only with a higher one. */
  readonly version: string;
  /** Who publishes it, at most 32 characters. */
  readonly publisher: string;
  readonly privacyUrl: string;
  readonly termsUrl: string;
  /** Words by language; the first is the default. */
  readonly words: ReadonlyMap<string, AppWords>;
}

const SCOPES = ['personal', 'groupChat', 'team'] as const;

/** The files of the app package by name: manifest, icons, and one file a further language. */
export function appPackageFiles(options: AppPackageOptions): Readonly<Record<string, Uint8Array>> {
  const [[language, words] = [], ...others] = [...options.words];
  if (!language || !words) throw new RangeError('words: give at least one language');
  const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 2)}\n`);
  const localized = others.map(([code, its]) => [`${code}.json`, json(localization(its))] as const);
  return {
    'manifest.json': json(
      manifest(
        options,
        language,
        words,
        others.map(([code]) => code),
      ),
    ),
    'color.png': colourIcon(ACCENT),
    'outline.png': outlineIcon(),
    ...Object.fromEntries(localized),
  };
}

/** The app package: a ZIP file to upload in Teams or in its admin centre. */
export function makeAppPackage(options: AppPackageOptions): Uint8Array {
  return zipSync({ ...appPackageFiles(options) }, { level: 9, mtime: FILE_DATE });
}

/** @see Microsoft Teams app manifest schema 1.29 */
function manifest(options: AppPackageOptions, language: string, words: AppWords, others: readonly string[]) {
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.schema.json`,
    manifestVersion: MANIFEST_VERSION,
    version: options.version,
    id: options.appId,
    localizationInfo: {
      defaultLanguageTag: language,
      additionalLanguages: others.map((code) => ({ languageTag: code, file: `${code}.json` })),
    },
    developer: {
      name: options.publisher,
      websiteUrl: options.url,
      privacyUrl: options.privacyUrl,
      termsOfUseUrl: options.termsUrl,
    },
    name: { short: words.name, full: words.name },
    description: { short: words.short, full: words.full },
    icons: { outline: 'outline.png', color: 'color.png' },
    accentColor: ACCENT,
    bots: [
      {
        botId: options.appId,
        scopes: SCOPES,
        isNotificationOnly: false,
        supportsFiles: false,
        supportsCalling: false,
        supportsVideo: false,
        commandLists: [{ scopes: SCOPES, commands: words.commands.map((title) => ({ title, description: title })) }],
      },
    ],
    defaultInstallScope: 'personal',
    // It needs neither who somebody is nor the right to write first.
    permissions: [],
    validDomains: [new URL(options.url).host],
  };
}

function localization(words: AppWords) {
  const commands = words.commands.flatMap((title, at) => {
    const key = `bots[0].commandLists[0].commands[${at}]`;
    return [
      [`${key}.title`, title],
      [`${key}.description`, title],
    ];
  });
  return {
    $schema: `${SCHEMAS}/MicrosoftTeams.Localization.schema.json`,
    'name.short': words.name,
    'name.full': words.name,
    'description.short': words.short,
    'description.full': words.full,
    ...Object.fromEntries(commands),
  };
}
