import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { QueuePage, QueueRow, SealedConversation } from '../../staff/contract.js';
import { call } from './call.js';
import { type Desk, hourName, placeName, sayError, topicName, useDesk } from './context.js';
import { conversationsCsv, conversationsJsonl, saveFile } from './export.js';
import { Choose, Field, Message, Screen } from './parts.js';
import type { OpenedConversation } from './vault.js';
import type { WordId } from './words.js';

const FLAGS = ['unanswered', 'clarified', 'emergency', 'badFeedback', 'hold'] as const;
const OPEN_AT_ONCE = 100;
const MOST_LISTED = 1000;

type Filters = Readonly<Record<string, string>>;

/** The list as it was left, so that coming back from a transcript shows the same. */
const kept: { filters: Filters; rows: readonly QueueRow[]; next: string | null; loaded: boolean; search: string } = {
  filters: {},
  rows: [],
  next: null,
  loaded: false,
  search: '',
};

/** The ids in the order of the list, for next and previous. */
export function listedIds(): readonly string[] {
  return kept.rows.map((row) => row.id);
}

/** Forgets the list, as when somebody signs out. */
export function forgetList(): void {
  Object.assign(kept, { filters: {}, rows: [], next: null, loaded: false, search: '' });
}

export async function fetchPage(filters: Filters, cursor: string | null, limit: number): Promise<QueuePage> {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== ''));
  query.set('limit', String(limit));
  if (cursor) query.set('cursor', cursor);
  return call<QueuePage>('GET', `/conversations?${query}`);
}

/** Fetches and opens conversations, a hundred at a time; those open already are not fetched again. */
export async function openAll(desk: Desk, ids: readonly string[], again = false): Promise<OpenedConversation[]> {
  const missing = again ? [...ids] : ids.filter((id) => !desk.vault.opened.has(id));
  for (let at = 0; at < missing.length; at += OPEN_AT_ONCE) {
    const { conversations } = await call<{ conversations: SealedConversation[] }>('POST', '/conversations/open', {
      ids: missing.slice(at, at + OPEN_AT_ONCE),
    });
    for (const sealed of conversations) desk.vault.open(sealed);
  }
  return ids.flatMap((id) => desk.vault.opened.get(id) ?? []);
}

/** The first thing a person wrote, for the list. */
export function firstWords(conversation: OpenedConversation | undefined): string | null {
  for (const turn of conversation?.turns ?? []) if (turn.status === 'opened' && turn.turn.said) return turn.turn.said;
  return null;
}

function matches(conversation: OpenedConversation | undefined, search: string): boolean {
  if (search === '') return true;
  const wanted = search.toLowerCase();
  return (conversation?.turns ?? []).some(
    (each) =>
      each.status === 'opened' &&
      [each.turn.said ?? '', ...each.turn.replies.map((reply) => reply.text)].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
  );
}

/** The queue of conversations. What they say is sealed until somebody opens it here. */
export function Queue() {
  const desk = useDesk();
  const { say, vault, catalog } = desk;
  const [, redraw] = useState(0);
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const keep = (change: Partial<typeof kept>): void => {
    Object.assign(kept, change);
    redraw((n) => n + 1);
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      await work();
    } catch (fault) {
      setError(sayError(say, fault));
    } finally {
      setBusy(false);
    }
  };
  const load = (filters: Filters) =>
    run(async () => {
      const page = await fetchPage(filters, null, 50);
      keep({ filters, rows: page.rows, next: page.next, loaded: true });
    });
  const more = () =>
    run(async () => {
      const page = await fetchPage(kept.filters, kept.next, 50);
      keep({ rows: [...kept.rows, ...page.rows], next: page.next });
    });
  const listAndOpen = (most: number) =>
    run(async () => {
      let [rows, next] = [kept.rows, kept.next];
      while (next && rows.length < most) {
        const page: QueuePage = await fetchPage(kept.filters, next, Math.min(200, most - rows.length));
        [rows, next] = [[...rows, ...page.rows], page.next];
      }
      await openAll(
        desk,
        rows.map((row) => row.id),
      );
      keep({ rows, next });
    });
  useEffect(() => {
    if (!kept.loaded) void load(kept.filters);
  }, []);
  const shown = useMemo(
    () => kept.rows.filter((row) => matches(vault.opened.get(row.id), kept.search)),
    [kept.rows, kept.search, vault.opened.size],
  );
  const filter = (name: string, value: string) => void load({ ...kept.filters, [name]: value });
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (step === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const links = [...(list.current?.querySelectorAll<HTMLAnchorElement>('a.conversation') ?? [])];
    const at = links.indexOf(document.activeElement as HTMLAnchorElement);
    links[Math.max(0, Math.min(links.length - 1, at + step))]?.focus();
    event.preventDefault();
  };
  const all: readonly [string, string] = ['', say('all')];
  const value = (name: string): string => kept.filters[name] ?? '';
  return (
    <Screen title={say('queue')}>
      <details class="card filters" open={window.innerWidth > 800}>
        <summary>{say('filters')}</summary>
        <fieldset class="flags">
          <legend class="sr">{say('filters')}</legend>
          {FLAGS.map((flag) => (
            <label key={flag} class="check">
              <input
                type="checkbox"
                checked={value(flag) === '1'}
                onChange={(event) => filter(flag, event.currentTarget.checked ? '1' : '')}
              />
              {say(flag)}
            </label>
          ))}
        </fieldset>
        <div class="grid">
          <Choose
            label={say('state')}
            value={value('state')}
            onChange={(v) => filter('state', v)}
            options={[all, ['new', say('new')], ['open', say('open')], ['done', say('done')]]}
          />
          <Choose
            label={say('language')}
            value={value('language')}
            onChange={(v) => filter('language', v)}
            options={[all, ...catalog.languages.map((code) => [code, code] as const)]}
          />
          <Choose
            label={say('channel')}
            value={value('channel')}
            onChange={(v) => filter('channel', v)}
            options={[all, ...['directline', 'msteams', 'slack', 'terminal'].map((name) => [name, name] as const)]}
          />
          <Choose
            label={say('place')}
            value={value('place')}
            onChange={(v) => filter('place', v)}
            options={[all, ...catalog.places.map(({ id, name }) => [id, name] as const)]}
          />
          <Choose
            label={say('topic')}
            value={value('topic')}
            onChange={(v) => filter('topic', v)}
            options={[
              all,
              ...catalog.topics.map(({ id, titles }) => [id, `${id}: ${titles[desk.language] ?? ''}`] as const),
            ]}
          />
          <Choose
            label={say('assigned')}
            value={value('assigned')}
            onChange={(v) => filter('assigned', v)}
            options={[all, ...catalog.staff.map(({ id, name }) => [id, name] as const)]}
          />
          <Field label={say('from')} type="date" value={value('from')} onInput={(v) => filter('from', v)} />
          <Field label={say('to')} type="date" value={value('to')} onInput={(v) => filter('to', v)} />
        </div>
      </details>
      <div class="row">
        <button type="button" class="main" disabled={busy} onClick={() => void listAndOpen(kept.rows.length)}>
          {say('openListed')}
        </button>
        <button type="button" disabled={busy} onClick={() => void listAndOpen(MOST_LISTED)}>
          {say('openThousand')}
        </button>
        <button type="button" disabled={busy} onClick={() => void load(kept.filters)}>
          {say('reload')}
        </button>
      </div>
      <Field label={say('search')} value={kept.search} onInput={(search) => keep({ search })} type="search" />
      <Message
        error={error}
        done={
          busy ? say('working') : `${say('listed', { n: shown.length })}. ${say('opened', { n: vault.opened.size })}.`
        }
      />
      <p class="small">{say('keyboard')}</p>
      <ol class="queue" ref={list} onKeyDown={move} aria-label={say('queue')}>
        {shown.map((row) => (
          <Row key={row.id} row={row} words={firstWords(vault.opened.get(row.id))} desk={desk} />
        ))}
      </ol>
      {shown.length === 0 && kept.loaded ? <p>{say('nothing')}</p> : null}
      {kept.next ? (
        <button type="button" onClick={() => void more()} disabled={busy}>
          {say('more')}
        </button>
      ) : null}
      <ExportBox />
    </Screen>
  );
}

function Row({ row, words, desk }: { readonly row: QueueRow; readonly words: string | null; readonly desk: Desk }) {
  const { say } = desk;
  const flags = FLAGS.filter((flag) => row[flag]);
  return (
    <li>
      <a class="conversation" href={`#/c/${row.id}`}>
        <span class={words === null ? 'words sealed' : 'words'} lang={row.language ?? undefined}>
          {words ?? say('sealedRow')}
        </span>
        <span class="tags">
          {flags.map((flag) => (
            <span key={flag} class={`tag ${flag}`}>
              {say(flag)}
            </span>
          ))}
          <span class="tag">{say(row.state as WordId)}</span>
          {row.labels.map((label) => (
            <span key={label} class="tag label">
              {label}
            </span>
          ))}
        </span>
        <span class="small">
          {hourName(desk, row.lastHour)} · {say('turns', { n: row.turns })} · {row.channel} · {row.language ?? '–'} ·{' '}
          {placeName(desk, row.place)} · {row.topics.map((topic) => topicName(desk, topic)).join(', ') || '–'}
        </span>
      </a>
    </li>
  );
}

function ExportBox() {
  const desk = useDesk();
  const { say, vault } = desk;
  const [error, setError] = useState<string | null>(null);
  const conversations = [...vault.opened.values()];
  if (conversations.length === 0) return null;
  const save = async (format: 'csv' | 'jsonl'): Promise<void> => {
    try {
      await call('POST', '/exported', { format, ids: conversations.map((each) => each.id).slice(0, 5000) });
      if (format === 'csv') saveFile('conversations.csv', 'text/csv;charset=utf-8', conversationsCsv(conversations));
      else saveFile('conversations.jsonl', 'application/jsonl;charset=utf-8', conversationsJsonl(conversations));
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  return (
    <section class="card" aria-labelledby="export">
      <h2 id="export">{say('exportTitle')}</h2>
      <p>{say('exportText')}</p>
      <div class="row">
        <button type="button" onClick={() => void save('csv')}>
          CSV
        </button>
        <button type="button" onClick={() => void save('jsonl')}>
          JSONL
        </button>
        <a class="button" href="#/print">
          {say('print')}
        </a>
      </div>
      <Message error={error} />
    </section>
  );
}
