import { useEffect, useState } from 'preact/hooks';
import type { TeachingInfo } from '../../staff/contract.js';
import { CallError, call } from './call.js';
import { placeName, sayError, topicName, useDesk } from './context.js';
import { Choose, Field, Message, Screen } from './parts.js';

interface Line {
  readonly text: string;
  readonly language: string;
  readonly topic: string;
  readonly place: string;
}
const EMPTY: Line = { text: '', language: 'en', topic: '', place: '' };
let waiting: Line | null = null;

/** Opens the form with what was said; the person's own words are only a help to retype them. */
export function startTeaching(text: string, language: string | null, topic: string | null, place: string | null): void {
  waiting = { text, language: language ?? 'en', topic: topic ?? '', place: place ?? '' };
  location.hash = '#/teach';
}

interface Checked {
  readonly masked: string;
  readonly personal: number;
  readonly topic: string | null;
}

/** Right topics for questions, collected as example lines and conversation tests. */
export function Teach() {
  const desk = useDesk();
  const { say, catalog, me } = desk;
  const [line, setLine] = useState<Line>(waiting ?? EMPTY);
  const [kind, setKind] = useState('both');
  const [confirmed, setConfirmed] = useState(false);
  const [checked, setChecked] = useState<Checked | null>(null);
  const [error, setError] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);
  const [list, setList] = useState<readonly TeachingInfo[]>([]);
  const load = async (): Promise<void> => {
    setList((await call<{ teachings: TeachingInfo[] }>('GET', '/teachings')).teachings);
  };
  const run = async (work: () => Promise<void>): Promise<void> => {
    setError(null);
    setDone(null);
    try {
      await work();
    } catch (fault) {
      const masked =
        fault instanceof CallError && fault.code === 'PersonalData' ? ` ${String(fault.details.masked ?? '')}` : '';
      setError(sayError(say, fault) + masked);
    }
  };
  const check = (text: string, language: string) =>
    run(async () =>
      setChecked(text.trim() === '' ? null : await call<Checked>('POST', '/check-text', { text, language })),
    );
  useEffect(() => {
    waiting = null;
    void run(load);
    if (line.text !== '') void check(line.text, line.language);
  }, []);
  const change = (part: Partial<Line>): void => {
    setLine({ ...line, ...part });
    setConfirmed(false);
  };
  const save = (event: Event): void => {
    event.preventDefault();
    if (!confirmed) {
      setError(say('teachFirstConfirm'));
      return;
    }
    void run(async () => {
      await call('POST', '/teachings', { ...line, place: line.place || null, kind, confirmed });
      setLine({ ...EMPTY, language: line.language });
      setConfirmed(false);
      setChecked(null);
      await load();
      setDone(say('saved'));
    });
  };
  return (
    <Screen title={say('teach')}>
      <form class="card" onSubmit={save}>
        <Field
          label={say('teachText')}
          value={line.text}
          onInput={(text) => change({ text })}
          rows={3}
          maxLength={300}
          required
        />
        <div class="row">
          <button type="button" onClick={() => void check(line.text, line.language)}>
            {say('teachMasked')}
          </button>
        </div>
        {checked ? (
          <div class="notice">
            <p>
              <strong>{say('teachMasked')}:</strong> {checked.masked}
            </p>
            <p>
              {say('teachNow')}: {topicName(desk, checked.topic)}
            </p>
            {checked.personal > 0 ? (
              <button type="button" onClick={() => change({ text: checked.masked })}>
                {say('teachUse')}
              </button>
            ) : null}
          </div>
        ) : null}
        <div class="grid">
          <Choose
            label={say('teachTopic')}
            value={line.topic}
            onChange={(topic) => change({ topic })}
            options={[
              ['', '–'],
              ...catalog.topics.map(({ id, titles }) => [id, `${id}: ${titles[desk.language] ?? ''}`] as const),
            ]}
          />
          <Choose
            label={say('language')}
            value={line.language}
            onChange={(language) => change({ language })}
            options={catalog.languages.map((code) => [code, code] as const)}
          />
          <Choose
            label={say('place')}
            value={line.place}
            onChange={(place) => change({ place })}
            options={[['', '–'], ...catalog.places.map(({ id, name }) => [id, name] as const)]}
          />
          <Choose
            label={say('teachKind')}
            value={kind}
            onChange={setKind}
            options={[
              ['both', say('kindBoth')],
              ['example', say('kindExample')],
              ['test', say('kindTest')],
            ]}
          />
        </div>
        <label class="check">
          <input type="checkbox" checked={confirmed} onChange={(event) => setConfirmed(event.currentTarget.checked)} />
          {say('teachConfirm')}
        </label>
        <Message error={error} done={done} />
        <button type="submit" class="main">
          {say('teachSave')}
        </button>
      </form>
      <h2>{say('teachList')}</h2>
      <ul class="plain">
        {list.map((each) => (
          <li key={each.id} class="card">
            <p lang={each.language}>{each.text}</p>
            <p class="small">
              {each.topic} · {each.language} · {placeName(desk, each.place)} · {each.by} · {each.at.slice(0, 10)}
              {each.exportedAt ? ` · ${say('exported')}` : ''}
            </p>
            {me.role === 'reviewer' ? null : (
              <button
                type="button"
                onClick={() =>
                  void run(async () => {
                    await call('DELETE', `/teachings/${each.id}`);
                    await load();
                  })
                }
              >
                {say('remove')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </Screen>
  );
}
