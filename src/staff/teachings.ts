import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { z } from 'zod';
import type { NewTeaching, TeachingInfo } from './contract.js';
import type { StaffDb } from './tables.js';

/** Utterances that staff retyped without personal data, with the topic that is right for them. */
export class Teachings {
  constructor(
    private readonly db: StaffDb,
    private readonly now: () => number,
  ) {}

  async add(by: string, input: z.infer<typeof NewTeaching>): Promise<string> {
    const id = randomBytes(9).toString('base64url');
    await this.db
      .insertInto('teachings')
      .values({
        id,
        text: input.text,
        language: input.language,
        topic: input.topic,
        place: input.place,
        kind: input.kind,
        by,
        at: new Date(this.now()).toISOString(),
        exported_at: null,
      })
      .execute();
    return id;
  }

  async list(): Promise<TeachingInfo[]> {
    const rows = await this.db
      .selectFrom('teachings as t')
      .leftJoin('staff as s', 's.id', 't.by')
      .selectAll('t')
      .select('s.name')
      .orderBy('t.at', 'desc')
      .limit(1000)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      text: row.text,
      language: row.language,
      topic: row.topic,
      place: row.place,
      kind: row.kind as TeachingInfo['kind'],
      by: (row.name ?? '').split('~')[0] ?? '',
      at: row.at,
      exportedAt: row.exported_at,
    }));
  }

  async remove(id: string): Promise<boolean> {
    const { numDeletedRows } = await this.db.deleteFrom('teachings').where('id', '=', id).executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async markExported(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.db
      .updateTable('teachings')
      .set({ exported_at: new Date(this.now()).toISOString() })
      .where('id', 'in', ids)
      .execute();
  }
}

/**
 * Teachings as files to be looked at and committed: example lines to add to `content/`, and conversation tests.
 *
 * @returns the paths from the folder: `examples/<topic>.<language>.txt`, `conversations/taught-<language>.yaml`.
 */
export function teachingFiles(teachings: readonly TeachingInfo[]): Map<string, string> {
  const files = new Map<string, string>();
  const sorted = [...teachings].sort((a, b) => a.topic.localeCompare(b.topic) || a.text.localeCompare(b.text));
  for (const each of sorted.filter(({ kind }) => kind !== 'test')) {
    const path = join('examples', ...each.topic.split('.'), `examples.${each.language}.txt`);
    files.set(path, `${files.get(path) ?? ''}${each.text}\n`);
  }
  const tests = sorted.filter(({ kind }) => kind !== 'example');
  for (const language of new Set(tests.map((each) => each.language))) {
    const conversations = tests
      .filter((each) => each.language === language)
      .map(({ text, topic, place, by, at }) => ({
        title: `taught by ${by} on ${at.slice(0, 10)}: ${topic}`,
        language,
        ...(place === null ? {} : { place }),
        turns: [{ says: text, hears: { topic } }],
      }));
    files.set(join('conversations', `taught-${language}.yaml`), stringify(conversations));
  }
  return files;
}

/** Writes the files under a folder; @returns their paths. */
export function writeTeachingFiles(folder: string, files: ReadonlyMap<string, string>): string[] {
  return [...files].map(([path, text]) => {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
    return target;
  });
}
