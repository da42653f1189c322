import { useEffect, useState } from 'preact/hooks';
import type { Count, Report as ReportData } from '../../staff/contract.js';
import { call } from './call.js';
import { placeName, sayError, topicName, useDesk } from './context.js';
import { csvOf, saveFile } from './export.js';
import { Field, Message, Screen } from './parts.js';

const PARTS = ['outcome', 'topic', 'place', 'language', 'channel', 'day', 'hour'] as const;
const DAY_MS = 86_400_000;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Counts of what was asked, without texts and without small numbers. */
export function Report() {
  const desk = useDesk();
  const { say } = desk;
  const [from, setFrom] = useState(dayOf(Date.now() - 29 * DAY_MS));
  const [to, setTo] = useState(dayOf(Date.now()));
  const [report, setReport] = useState<ReportData | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = async (): Promise<void> => {
    setError(null);
    try {
      setReport(await call<ReportData>('GET', `/report?from=${from}&to=${to}`));
    } catch (fault) {
      setError(sayError(say, fault));
    }
  };
  useEffect(() => void load(), []);
  const nameOf = (part: (typeof PARTS)[number], name: string): string =>
    part === 'topic'
      ? topicName(desk, name)
      : part === 'place'
        ? placeName(desk, name)
        : part === 'hour'
          ? `${name.padStart(2, '0')}:00`
          : name || '–';
  const save = (): void => {
    const rows = PARTS.flatMap((part) =>
      (report?.by[part] ?? []).map(({ name, n }) => [part, name, n ?? '<5'] as const),
    );
    saveFile('report.csv', 'text/csv;charset=utf-8', csvOf([['by', 'name', 'number'], ...rows]));
  };
  return (
    <Screen title={say('report')}>
      <form
        class="card row"
        onSubmit={(event) => {
          event.preventDefault();
          void load();
        }}
      >
        <Field label={say('from')} type="date" value={from} onInput={setFrom} required />
        <Field label={say('to')} type="date" value={to} onInput={setTo} required />
        <button type="submit" class="main">
          {say('show')}
        </button>
        <button type="button" onClick={save} disabled={!report}>
          {say('csv')}
        </button>
      </form>
      <Message error={error} />
      <p>{say('hiddenText')}</p>
      {report ? (
        <>
          <p>
            <strong>
              {say('total')}: {report.total ?? say('hiddenNumber')}
            </strong>
          </p>
          <div class="grid wide">
            {PARTS.map((part) => (
              <Chart
                key={part}
                title={say(part)}
                counts={report.by[part]}
                nameOf={(name) => nameOf(part, name)}
                number={say('number')}
                hiddenNumber={say('hiddenNumber')}
              />
            ))}
          </div>
        </>
      ) : null}
    </Screen>
  );
}

interface ChartProps {
  readonly title: string;
  readonly counts: readonly Count[];
  readonly nameOf: (name: string) => string;
  readonly number: string;
  readonly hiddenNumber: string;
}

/** A table whose rows carry a bar: the same for eyes, for paper and for a screen reader. */
function Chart({ title, counts, nameOf, number, hiddenNumber }: ChartProps) {
  const most = Math.max(1, ...counts.map((count) => count.n ?? 0));
  return (
    <section class="card">
      <table class="chart">
        <caption>{title}</caption>
        <thead>
          <tr>
            <th scope="col">{title}</th>
            <th scope="col">{number}</th>
          </tr>
        </thead>
        <tbody>
          {counts.map(({ name, n }) => (
            <tr key={name}>
              <th scope="row">
                {nameOf(name)}
                <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" class="bar">
                  <rect width={((n ?? 0) / most) * 100} height="4" rx="1" />
                </svg>
              </th>
              <td>{n ?? hiddenNumber}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
