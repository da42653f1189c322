// Import direction, as the house plan has it: each level may import what stands to its right, neighbours not each other.
// server, cli → channels | bot | staff → dialogs → reply | understanding → directory → content | store
const level = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^src/', pathNot: [from, ...allowed] },
});
const folder = (name) => `^src/${name}/`;
const [content, store, directory, reply, understanding, dialogs] = [
  'content',
  'store',
  'directory',
  'reply',
  'understanding',
  'dialogs',
].map(folder);
module.exports = {
  forbidden: [
    { name: 'no-loops', severity: 'error', from: {}, to: { circular: true } },
    level('content', content, []),
    level('store', store, []),
    level('directory', directory, [content, store]),
    level('reply', reply, [directory, content, store]),
    level('understanding', understanding, [directory, content, store]),
    level('dialogs', dialogs, [reply, understanding, directory, content, store]),
    level('staff', folder('staff'), [dialogs, reply, understanding, directory, content, store]),
    level('bot', folder('bot'), [dialogs, reply, understanding, directory, content, store]),
    ...['web', 'terminal', 'teams', 'slack'].map((channel) =>
      level(`channels-${channel}`, folder(`channels/${channel}`), [
        '^src/channels/[a-z-]+\\.ts$',
        dialogs,
        reply,
        understanding,
        directory,
        content,
        store,
      ]),
    ),
    level('browser', folder('browser'), [folder('channels/web'), folder('staff'), reply, content]),
    {
      name: 'browser-types-only',
      severity: 'error',
      from: { path: folder('browser') },
      to: { path: '^src/(?!browser/)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'sdk-stays-in-bot-and-channels',
      comment:
        'The SDK is no longer maintained: a later change of SDK touches bot/, channels/ and the two joining files only.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/bot/', '^src/channels/', '^src/(server|cli|simulate)\\.ts$'] },
      to: { path: 'node_modules/(botbuilder|botframework)' },
    },
    {
      name: 'natural-by-deep-import-only',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: 'node_modules/natural/(lib/natural/index\\.js|index)' },
    },
    {
      name: 'through-the-door',
      comment: "Another folder's parts are reached through its index.ts.",
      severity: 'error',
      from: { path: '^src/([a-z]+)/' },
      to: {
        path: '^src/(bot|staff|dialogs|reply|understanding|directory|content|store)/',
        pathNot: ['^src/$1/', '/index\\.ts$', '^src/staff/contract\\.ts$'],
      },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.d\\.ts$' },
  },
};
