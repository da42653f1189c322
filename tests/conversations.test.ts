import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { talk } from './talk.js';

/** What a turn must bring; all that is named must hold (tests/conversations/README.md). */
const Hears = z.strictObject({
  topic: z.string().nullable().optional(),
  action: z.enum(['answer', 'clarify', 'out-of-scope', 'refuse']).optional(),
  emergency: z.boolean().optional(),
  place: z.string().nullable().optional(),
  language: z.string().optional(),
  messages: z.number().optional(),
  contains: z.array(z.string()).default([]),
  lacks: z.array(z.string()).default([]),
  /** The first organization shown. */
  first: z.string().optional(),
  offers: z.array(z.string()).default([]),
});

const Conversation = z.strictObject({
  title: z.string(),
  language: z.string().default('en'),
  place: z.string().optional(),
  now: z.string().optional(),
  turns: z.array(z.strictObject({ says: z.string().optional(), taps: z.string().optional(), hears: Hears })).min(1),
});

const folder = join(import.meta.dirname, 'conversations');
for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const conversations = z.array(Conversation).parse(parse(readFileSync(join(folder, file), 'utf8')));
  describe(file, () => {
    it.each(conversations.map((each) => [each.title, each] as const))('%s', async (_title, conversation) => {
      const { turns, title: _name, ...options } = conversation;
      const person = talk(JSON.parse(JSON.stringify(options)));
      for (const [index, { says, taps, hears }] of turns.entries()) {
        const heard = taps === undefined ? await person.says(says ?? '') : await person.taps(taps);
        const where = `turn ${index + 1}: ${says ?? taps}`;
        const { contains, lacks, first, offers, ...facts } = hears;
        expect(heard, where).toMatchObject(facts);
        const text = heard.text.replace(/\s+/g, ' ');
        for (const each of contains) expect(text, where).toContain(each);
        for (const each of lacks) expect(text, where).not.toContain(each);
        if (first !== undefined) expect(heard.organizations[0], where).toBe(first);
        const offered = heard.choices.flatMap(({ id, label }) => [id, label]);
        for (const each of offers) expect(offered, where).toContain(each);
      }
    });
  });
}
