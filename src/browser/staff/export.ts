import type { OpenedConversation } from './vault.js';

/**
 * A cell that no spreadsheet runs: what begins like a formula gets an apostrophe before it, and every cell is quoted.
 *
 * @see OWASP, CSV injection; RFC 4180
 */
export function csvCell(value: string | number): string {
  const text = String(value);
  const safe = /^[\s\p{C}]*[=+\-@|%＝＋－＠]/u.test(text) || /^[\t\r\n]/.test(text) ? `'${text}` : text;
  return `"${safe.replace(/"/g, '""')}"`;
}

export function csvOf(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

/** Opened conversations, one row a turn. */
export function conversationsCsv(conversations: readonly OpenedConversation[]): string {
  const head = [
    'conversation',
    'turn',
    'hour',
    'channel',
    'language',
    'place',
    'person',
    'bot',
    'topic',
    'action',
    'opened',
  ];
  const rows = conversations.flatMap(({ id, row, turns }) =>
    turns.map((each) => {
      const turn = each.status === 'opened' ? each.turn : null;
      return [
        id,
        each.seq,
        each.hour,
        row.channel,
        row.language ?? '',
        row.place ?? '',
        turn?.said ?? '',
        turn?.replies.map((reply) => reply.text).join('\n\n') ?? '',
        turn?.topic ?? '',
        turn?.action ?? '',
        each.status,
      ];
    }),
  );
  return csvOf([head, ...rows]);
}

/** One conversation a line. */
export function conversationsJsonl(conversations: readonly OpenedConversation[]): string {
  return conversations.map((each) => `${JSON.stringify(each)}\n`).join('');
}

/** Hands a file to the person; nothing goes to the server. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
