import { resolve } from 'node:path';
import { ROOT } from './server.js';
import { readSettings, unusableDatabase } from './settings.js';
import { type CommandStore, openDatabase, readIdKey } from './store/index.js';

/**
 * The store that the settings name, for one command.
 *
 * @throws {SettingsError} when it cannot be opened.
 */
export async function openCommandStore(): Promise<CommandStore> {
  const { databaseUrl, tokenSecret, transcripts, retentionDays, ...settings } = readSettings(process.env).settings;
  const dataDir = resolve(ROOT, settings.dataDir);
  try {
    const database = await openDatabase({ dataDir, databaseUrl });
    return { database, dataDir, idKey: readIdKey(dataDir, tokenSecret), transcripts, retentionDays };
  } catch (fault) {
    throw unusableDatabase(fault, databaseUrl);
  }
}
