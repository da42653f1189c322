import { useEffect, useState } from 'preact/hooks';
import type { QueueRow, ReplayResult, ReviewState, SealedConversation } from '../../staff/contract.js';
import { CallError, call } from './call.js';
import { type Desk, hourName, placeName, sayError, topicName, useDesk } from './context.js';
import type { OpenedTurn } from './opened-turn.js';
import { Choose, Field, Message, Screen } from './parts.js';
import { listedIds, openAll } from './queue.js';
import { startTeaching } from './teach.js';
import type { OpenedConversation, Turn } from './vault.js';

/** One conversation, turn by turn. */
export function Conversation({ id }: { readonly id: string }) {
  const desk = useDesk();
  const { say } = desk;
  const [conversation, setConversation] = useState<OpenedConversation | null | undefined>(undefined);
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    setConversation(undefined);
    desk.vault.opened.delete(id);
    openAll(desk, [id], true).then(
      ([found]) => setConversation(found ?? null),
      (fault) => setError(sayError(say, fault)),
    );
  }, [id]);
  const ids = listedIds();
  const at = ids.indexOf(id);
  const [before, after] = [at > 0 ? ids[at - 1] : undefined, at >= 0 ? ids[at + 1] : undefined];
  return (
    <Screen title={`${say('queue')}: ${id.slice(0, 8)}`}>
      <nav class="row" aria-label={say('queue')}>
        <a class="button" href="#/queue">
          {say('back')}
        </a>
        {before ? (
          <a class="button" href={`#/c/${before}`}>
            {say('previous')}
          </a>
        ) : null}
        {after ? (
          <a class="button" href={`#/c/${after}`}>
            {say('next')}
          </a>
        ) : null}
      </nav>
      <Message
        error={error ?? (conversation === null ? say('gone') : null)}
        done={conversation === undefined && !error ? say('working') : null}
      />
      {conversation ? (
        <div class="beside">
          <div>
            <p class="small">
              {hourName(desk, conversation.row.firstHour)} · {conversation.row.channel} ·{' '}
              {conversation.row.language ?? '–'} · {placeName(desk, conversation.row.place)}
            </p>
            <ol class="turns">
              {conversation.turns.map((turn) => (
                <TurnView key={turn.seq} turn={turn} conversation={conversation} desk={desk} />
              ))}
            </ol>
          </div>
          <div>
            <ReviewBox row={conversation.row} desk={desk} />
            <Notes conversation={conversation} desk={desk} onChange={setConversation} />
          </div>
        </div>
      ) : null}
    </Screen>
  );
}

function TurnView({
  turn,
  conversation,
  desk,
}: {
  readonly turn: Turn;
  readonly conversation: OpenedConversation;
  readonly desk: Desk;
}) {
  const { say } = desk;
  if (turn.status !== 'opened') {
    return (
      <li class="turn">
        <p class="message bad">{say(turn.status === 'damaged' ? 'damaged' : 'noKeyForTurn')}</p>
      </li>
    );
  }
  const opened = turn.turn;
  return (
    <li class="turn">
      <div class="said">
        <h2 class="small">
          {say('person')}, {hourName(desk, turn.hour)}
        </h2>
        <p lang={opened.language ?? undefined}>{opened.said ?? `${say('tapped')}: ${opened.choice ?? ''}`}</p>
      </div>
      {opened.replies.map((reply, index) => (
        <div class="replied" key={index}>
          <h2 class="small">{say('bot')}</h2>
          <p lang={opened.language ?? undefined}>{reply.text}</p>
          <Version reply={reply} turn={opened} desk={desk} />
        </div>
      ))}
      <Understood turn={opened} desk={desk} />
      {opened.said ? <Replay turn={opened} before={topicBefore(conversation, turn.seq)} desk={desk} /> : null}
    </li>
  );
}

function topicBefore(conversation: OpenedConversation, seq: number): string | null {
  const earlier = conversation.turns.filter((turn) => turn.seq < seq && turn.status === 'opened');
  const last = earlier.at(-1);
  return last?.status === 'opened' ? last.turn.topic : null;
}

function Understood({ turn, desk }: { readonly turn: OpenedTurn; readonly desk: Desk }) {
  const { say } = desk;
  const sure = turn.confidence === null ? '' : `, ${say('confidence')} ${Math.round(turn.confidence * 100)} %`;
  return (
    <div class="understood small">
      <p>
        <strong>{say('understood')}:</strong> {turn.action ?? '–'}, {topicName(desk, turn.topic)} ({turn.topic ?? '–'})
        {sure}
        {turn.emergency ? `, ${say('emergency')}` : ''}, {turn.language ?? '–'}, {placeName(desk, turn.place)}
      </p>
      {turn.alternatives.length > 0 ? (
        <p>
          {say('alternatives')}:{' '}
          {turn.alternatives
            .map(({ topic, confidence }) =>
              confidence === null ? topic : `${topic} ${Math.round(confidence * 100)} %`,
            )
            .join(', ')}
        </p>
      ) : null}
    </div>
  );
}

function Version({
  reply,
  turn,
  desk,
}: {
  readonly reply: OpenedTurn['replies'][number];
  readonly turn: OpenedTurn;
  readonly desk: Desk;
}) {
  const { say, catalog } = desk;
  if (reply.version === null) return null;
  const versions = catalog.topics.find((topic) => topic.id === reply.topic)?.versions ?? {};
  const same = Object.values(versions).includes(reply.version);
  const now = versions[`${turn.language}@${turn.place}`] ?? versions[turn.language ?? 'en'] ?? '–';
  return (
    <p class="small">
      {say('versionThen')}: <code>{reply.version}</code>,{' '}
      {same ? say('versionSame') : `${say('versionChanged')}; ${say('versionNow')}: `}
      {same ? null : <code>{now}</code>}
    </p>
  );
}

function Replay({
  turn,
  before,
  desk,
}: {
  readonly turn: OpenedTurn;
  readonly before: string | null;
  readonly desk: Desk;
}) {
  const { say } = desk;
  const [result, setResult] = useState<ReplayResult | null>(null);
  const [error, setError] = useState<string | null>(null);
  const run = async (): Promise<void> => {
    try {
      setResult(
        await call<ReplayResult>('POST', '/replay', {
          text: turn.said,
          language: turn.language,
          topic: before,
          place: turn.place,
        }),
      );
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  return (
    <div>
      <div class="row">
        <button type="button" onClick={() => void run()}>
          {say('replay')}
        </button>
        <button type="button" onClick={() => startTeaching(turn.said ?? '', turn.language, turn.topic, turn.place)}>
          {say('teachThis')}
        </button>
      </div>
      <Message error={error} />
      {result ? (
        <section class="today" role="status">
          <h3>{say('today')}</h3>
          <p>
            {result.action}, {topicName(desk, result.topic)} ({result.topic ?? '–'})
            {result.confidence === null ? '' : `, ${say('confidence')} ${Math.round(result.confidence * 100)} %`}
            {result.emergency ? `, ${say('emergency')}` : ''}
          </p>
          <p class="answer">{result.text}</p>
          <p class="small">
            {say('why')}: {result.words.map(({ word, weight }) => `${word} ${weight.toFixed(2)}`).join(', ') || '–'}
          </p>
          <p class="small">
            {say('alike')}: {result.neighbours.map(({ text, topic }) => `“${text}” (${topic})`).join(', ') || '–'}
          </p>
        </section>
      ) : null}
    </div>
  );
}

function ReviewBox({ row: first, desk }: { readonly row: QueueRow; readonly desk: Desk }) {
  const { say, me, catalog } = desk;
  const [row, setRow] = useState(first);
  const [state, setState] = useState<ReviewState>(first.state);
  const [assigned, setAssigned] = useState(first.assigned ?? '');
  const [labels, setLabels] = useState(first.labels.join(', '));
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const take = (next: QueueRow): void => {
    setRow(next);
    setState(next.state);
    setAssigned(next.assigned ?? '');
    setLabels(next.labels.join(', '));
  };
  const run = async (work: () => Promise<{ row: QueueRow }>): Promise<void> => {
    setError(null);
    setDone(null);
    try {
      take((await work()).row);
      setDone(say('saved'));
    } catch (fault) {
      if (fault instanceof CallError && fault.code === 'Changed') {
        take(fault.details.row as QueueRow);
        setError(say('changedByOther'));
      } else setError(sayError(say, fault));
    }
  };
  const save = (event: Event): void => {
    event.preventDefault();
    const list = labels
      .split(',')
      .map((label) => label.trim())
      .filter(Boolean);
    void run(() =>
      call('PUT', `/conversations/${row.id}/review`, {
        revision: row.revision,
        state,
        assigned: assigned || null,
        labels: list,
      }),
    );
  };
  return (
    <form class="card" onSubmit={save}>
      <h2>{say('state')}</h2>
      <Choose
        label={say('state')}
        value={state}
        onChange={(value) => setState(value as ReviewState)}
        options={(['new', 'open', 'done'] as const).map((each) => [each, say(each)] as const)}
      />
      <Choose
        label={say('assigned')}
        value={assigned}
        onChange={setAssigned}
        options={[['', say('nobody')], ...catalog.staff.map(({ id, name }) => [id, name] as const)]}
      />
      <Field label={say('labels')} value={labels} onInput={setLabels} maxLength={300} />
      <Message error={error} done={done} />
      <div class="row">
        <button type="submit" class="main">
          {say('save')}
        </button>
        {me.role === 'admin' ? (
          <button
            type="button"
            onClick={() => void run(() => call('PUT', `/conversations/${row.id}/hold`, { hold: !row.hold }))}
          >
            {say(row.hold ? 'releaseHold' : 'setHold')}
          </button>
        ) : null}
      </div>
    </form>
  );
}

function Notes(props: {
  readonly conversation: OpenedConversation;
  readonly desk: Desk;
  readonly onChange: (next: OpenedConversation) => void;
}) {
  const { conversation, desk, onChange } = props;
  const { say, me, vault } = desk;
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const add = async (event: Event): Promise<void> => {
    event.preventDefault();
    const sealed = vault.sealNote(me, text.trim());
    if (!sealed || text.trim() === '') return;
    try {
      const answer = await call<{ conversation: SealedConversation | null }>(
        'POST',
        `/conversations/${conversation.id}/notes`,
        sealed,
      );
      setText('');
      if (answer.conversation) onChange(vault.open(answer.conversation));
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  const remove = async (id: string): Promise<void> => {
    try {
      await call('DELETE', `/notes/${id}`);
      onChange({ ...conversation, notes: conversation.notes.filter((note) => note.id !== id) });
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  return (
    <section class="card" aria-labelledby="notes">
      <h2 id="notes">{say('notes')}</h2>
      <ul class="plain">
        {conversation.notes.map((note) => (
          <li key={note.id}>
            <p>{note.text ?? say('damaged')}</p>
            <p class="small">
              {note.byName}, {note.at.slice(0, 16).replace('T', ' ')}
            </p>
            {note.by === me.id ? (
              <button type="button" onClick={() => void remove(note.id)}>
                {say('remove')}
              </button>
            ) : null}
          </li>
        ))}
      </ul>
      <form onSubmit={(event) => void add(event)}>
        <Field label={say('newNote')} value={text} onInput={setText} rows={3} maxLength={2000} />
        <Message error={error} />
        <button type="submit">{say('addNote')}</button>
      </form>
    </section>
  );
}

/** All opened transcripts on paper. */
export function PrintView() {
  const desk = useDesk();
  const { say, vault } = desk;
  const conversations = [...vault.opened.values()];
  const print = async (): Promise<void> => {
    await call('POST', '/exported', { format: 'print', ids: conversations.map((each) => each.id).slice(0, 5000) });
    window.print();
  };
  return (
    <Screen title={say('print')}>
      <p class="row screen-only">
        <a class="button" href="#/queue">
          {say('back')}
        </a>
        <button type="button" class="main" disabled={conversations.length === 0} onClick={() => void print()}>
          {say('print')}
        </button>
      </p>
      {conversations.map(({ id, row, turns }) => (
        <article key={id}>
          <h2>
            {id.slice(0, 8)}, {hourName(desk, row.firstHour)}, {row.language ?? '–'}, {placeName(desk, row.place)}
          </h2>
          {turns.map((turn) => (
            <div key={turn.seq}>
              {turn.status === 'opened' ? (
                <>
                  <p>
                    <strong>{say('person')}:</strong> {turn.turn.said ?? turn.turn.choice}
                  </p>
                  {turn.turn.replies.map((reply, index) => (
                    <p key={index} class="answer">
                      <strong>{say('bot')}:</strong> {reply.text}
                    </p>
                  ))}
                </>
              ) : (
                <p>{say('damaged')}</p>
              )}
            </div>
          ))}
        </article>
      ))}
    </Screen>
  );
}
