import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createConversationState } from '../src/server.js';
import { PlayedConversations, playConversation, stepsAndOptions } from '../src/simulate.js';
import { knowledge, TEST_NOW } from './talk.js';

const folder = join(import.meta.dirname, 'conversations');
const visited = new Set<string>();

for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml'))) {
  const conversations = PlayedConversations.parse(parse(readFileSync(join(folder, file), 'utf8')));
  describe(file, () => {
    it.each(
      conversations.map((each) => [`${each.title} (${each.language})`, each] as const),
    )('%s', async (_title, conversation) => {
      const departures = await playConversation(conversation, {
        knowledge: knowledge(),
        createState: (now) => createConversationState(now).state,
        now: () => Date.parse(TEST_NOW),
        visited,
      });

      expect(departures).toEqual([]);
    });
  });
}

describe('all conversations together', () => {
  const all = stepsAndOptions(knowledge().flows);
  const missed = () => all.filter((each) => !visited.has(each));

  it('go through every step and every option of every flow', () => {
    expect(missed()).toEqual([]);
  });

  afterAll(() => {
    process.stdout.write(`Flow steps and options gone through: ${all.length - missed().length} of ${all.length}\n`);
  });
});
