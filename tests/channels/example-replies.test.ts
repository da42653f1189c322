import { expect, it } from 'vitest';
import { exampleReplies, keepExampleReplies, makeExampleReplies } from '../fixtures/example-replies.js';

it('the example replies are what the bot says, in kind', async () => {
  const now = await makeExampleReplies();
  if (process.env.UPDATE_EXAMPLES) keepExampleReplies(now);
  const inKind = (examples: typeof now) =>
    examples.map(({ name, reply: { action, topic, language, emergency } }) => ({
      name,
      action,
      topic,
      language,
      emergency,
    }));

  expect(inKind(exampleReplies()), 'run it once with UPDATE_EXAMPLES=1 and look at what changed').toEqual(inKind(now));
});
