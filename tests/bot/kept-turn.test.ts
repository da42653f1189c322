import { describe, expect, it } from 'vitest';
import { keptTurn } from '../../src/bot/kept-turn.js';
import { knowledge } from '../talk.js';

const none = (): null => null;
const activity = { channelId: 'directline', conversation: { id: 'c' } } as never;

describe('what is kept of a turn', () => {
  it('names nobody', () => {
    const text = 'my name is Zoraida Quintanilla and my A number is A123456789, can ice enter my home?';
    const understanding = knowledge().understander.understand(text, { language: 'en' });

    const kept = keptTurn(activity, { text, choice: null, offered: [], understanding, replies: [], versionOf: none });

    expect(kept.said).toContain('can ice enter my home');
    expect(JSON.stringify(kept)).not.toMatch(/Zoraida|Quintanilla|123456789/);
  });

  it('holds a choice only when it stood open', () => {
    const turn = { text: 'x', understanding: null, replies: [], versionOf: none };

    expect(keptTurn(activity, { ...turn, choice: 'topic:a', offered: ['topic:a'] }).choice).toBe('topic:a');
    expect(keptTurn(activity, { ...turn, choice: 'topic:my name is Zoraida', offered: [] }).choice).toBeNull();
    expect(keptTurn(activity, { ...turn, choice: 'topic:a', offered: [] }).said).toBeNull();
  });
});
