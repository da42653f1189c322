import type { Count, Report } from './contract.js';
import type { StaffDb } from './tables.js';

/** Numbers under this are hidden: few enough people could be recognised by those who know them. */
const LEAST_SHOWN = 5;

const COLUMNS = {
  day: 'day',
  hour: 'hour_of_day',
  topic: 'topic',
  place: 'place',
  language: 'language',
  channel: 'channel',
  outcome: 'outcome',
} as const;

/** Hides a number under five; nothing is told of zero either where the row exists. */
function shown(n: number): number | null {
  return n < LEAST_SHOWN ? null : n;
}

/**
 * Counts of turns by topic, place, language, channel, day, hour and outcome. They come from the daily statistics,
 * which hold no text and no conversation.
 *
 * Where exactly one number of a table is hidden, the smallest other one is hidden too: else the total would give it away.
 */
export async function makeReport(db: StaffDb, from: string, to: string): Promise<Report> {
  const by: Record<string, Count[]> = {};
  let total = 0;
  for (const [name, column] of Object.entries(COLUMNS)) {
    const rows = await db
      .selectFrom('counts')
      .select((select) => [`${column} as name` as never, select.fn.sum<number>('n').as('n')])
      .where('day', '>=', from)
      .where('day', '<=', to)
      .groupBy(column as never)
      .execute();
    const counts = (rows as { name: unknown; n: unknown }[])
      .map((row) => ({ name: String(row.name ?? ''), n: Number(row.n) }))
      .sort((a, b) =>
        name === 'day' || name === 'hour' ? byName(a.name, b.name) : b.n - a.n || byName(a.name, b.name),
      );
    if (name === 'day') total = counts.reduce((sum, each) => sum + each.n, 0);
    by[name] = hideSmall(counts);
  }
  return { from, to, total: shown(total), by: by as unknown as Report['by'] };
}

/** Exported for its test. */
export function hideSmall(counts: readonly { name: string; n: number }[]): Count[] {
  const hidden = counts.filter((each) => each.n < LEAST_SHOWN);
  const second =
    hidden.length === 1 ? [...counts].filter((each) => each.n >= LEAST_SHOWN).sort((a, b) => a.n - b.n)[0] : undefined;
  return counts.map((each) => ({ name: each.name, n: each === second ? null : shown(each.n) }));
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
