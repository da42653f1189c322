import { Graph, layout } from '@dagrejs/dagre';
import type { Language } from '../content/index.js';
import type { Flow } from './load-flows.js';
import type { FlowWords, Step } from './schema.js';

type Kind = 'question' | 'answer' | 'says' | 'effect' | 'decision' | 'flow' | 'end';

interface Node {
  readonly id: string;
  readonly kind: Kind;
  /** Lines as shown; the first says what the step is. */
  readonly lines: readonly string[];
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** A flow as boxes and arrows. */
export interface FlowGraph {
  readonly title: string;
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

const LINE_CHARACTERS = 30;
const MOST_LINES = 4;

/**
 * A flow's steps as boxes, with its sentences and labels in a language.
 *
 * @param language one of the flow's; English where the flow does not speak it.
 */
export function graphOf(flow: Flow, language: Language): FlowGraph {
  const words = flow.words.get(language) ?? (flow.words.get('en') as FlowWords);
  const nodes: Node[] = [];
  const edges: Edge[] = [];
  for (const [id, step] of Object.entries(flow.steps)) {
    nodes.push({ id, ...describe(id, step, words) });
    edges.push(...edgesOf(id, step, words));
  }
  if (edges.some(({ to }) => to === 'end')) nodes.push({ id: 'end', kind: 'end', lines: ['end'] });
  return { title: `${flow.id}: ${words.title}`, nodes, edges };
}

function describe(id: string, step: Step, words: FlowWords): { kind: Kind; lines: string[] } {
  const said = wrap(words.say[id] ?? '');
  if ('ask' in step || 'choose' in step) return { kind: 'question', lines: said };
  if ('say' in step) return { kind: 'says', lines: said };
  if ('list' in step) return { kind: 'says', lines: [...said, `(list of ${words.lists[id]?.length ?? 0})`] };
  if ('answer' in step) {
    const part = step.part ? ` #${step.part}` : '';
    return { kind: 'answer', lines: wrap(`answer: ${step.answer}${part}`) };
  }
  if ('search' in step) return { kind: 'answer', lines: wrap(`organizations: ${step.search.join(', ')}`) };
  if ('effect' in step) return { kind: 'effect', lines: [step.effect] };
  if ('go' in step) return { kind: 'flow', lines: [`flow: ${step.go}`] };
  if ('set' in step) return { kind: 'decision', lines: [`asked = ${step.set.asked}`] };
  return { kind: 'decision', lines: step.branch.map(({ when }) => `${when}?`) };
}

function edgesOf(from: string, step: Step, words: FlowWords): Edge[] {
  if ('choose' in step) {
    return step.choose.map((option) => ({
      from,
      to: step.then[option] ?? 'end',
      label: words.options[from]?.[option]?.label ?? option,
    }));
  }
  if ('branch' in step) {
    return [
      ...step.branch.map(({ then }) => ({ from, to: then, label: 'yes' })),
      { from, to: step.otherwise, label: 'no' },
    ];
  }
  return 'go' in step ? [] : [{ from, to: step.then, label: '' }];
}

function wrap(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < LINE_CHARACTERS) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.length > MOST_LINES ? [...lines.slice(0, MOST_LINES - 1), `${lines[MOST_LINES - 1]} …`] : lines;
}

const MERMAID_SHAPES: Readonly<Record<Kind, readonly [string, string]>> = {
  question: ['(["', '"])'],
  answer: ['["', '"]'],
  says: ['["', '"]'],
  effect: ['[["', '"]]'],
  decision: ['{"', '"}'],
  flow: ['[/"', '"/]'],
  end: ['(("', '"))'],
};

/** A graph in Mermaid's flowchart language. */
export function toMermaid(graph: FlowGraph): string {
  const names = new Map(graph.nodes.map(({ id }, index) => [id, `n${index}`]));
  const quoted = (text: string) => text.replaceAll('"', '#quot;');
  const nodes = graph.nodes.map(({ id, kind, lines }) => {
    const [open, close] = MERMAID_SHAPES[kind];
    return `  ${names.get(id)}${open}${lines.map(quoted).join('<br>')}${close}`;
  });
  const edges = graph.edges.map(({ from, to, label }) => {
    const arrow = label === '' ? '-->' : `-->|"${quoted(label)}"|`;
    return `  ${names.get(from)} ${arrow} ${names.get(to)}`;
  });
  return ['---', `title: "${quoted(graph.title)}"`, '---', 'flowchart TD', ...nodes, ...edges, ''].join('\n');
}

const FONT = 13;
const CHARACTER = 7;
const LINE = 18;
const PADDING = 12;
const MARGIN = 24;
const FILL: Readonly<Record<Kind, string>> = {
  question: '#e8f1fb',
  answer: '#e9f6ec',
  says: '#f6f6f4',
  effect: '#fbe9e7',
  decision: '#fff6dd',
  flow: '#efe9fb',
  end: '#ffffff',
};

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A graph as an SVG picture of its own, with system fonts and nothing to load. */
export function toSvg(graph: FlowGraph): string {
  const drawn = new Graph({ multigraph: true });
  drawn.setGraph({ rankdir: 'TB', nodesep: 28, ranksep: 46, marginx: MARGIN, marginy: MARGIN + LINE });
  drawn.setDefaultEdgeLabel(() => ({}));
  for (const { id, lines } of graph.nodes) {
    const longest = Math.max(...lines.map((line) => line.length), 3);
    drawn.setNode(id, { width: longest * CHARACTER + 2 * PADDING, height: lines.length * LINE + 2 * PADDING - 6 });
  }
  graph.edges.forEach(({ from, to, label }, index) => {
    const size = label === '' ? {} : { width: label.length * CHARACTER + 8, height: LINE, labelpos: 'c' };
    drawn.setEdge(from, to, size, String(index));
  });
  layout(drawn);
  const edges = graph.edges.map(({ from, to, label }, index) => {
    const { points, x, y } = drawn.edge(from, to, String(index)) as { points: Point[]; x: number; y: number };
    return drawEdge(points, label, { x, y });
  });
  const nodes = graph.nodes.map((node) => {
    const { x, y, width, height } = drawn.node(node.id) as Point & { width: number; height: number };
    return drawNode(node, x, y, width, height);
  });
  const { width = 0, height = 0 } = drawn.graph() as { width?: number; height?: number };
  const size = `${Math.ceil(width)} ${Math.ceil(height)}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size}" role="img" aria-label="${escapeXml(graph.title)}" font-family="system-ui, sans-serif" font-size="${FONT}">`,
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0L8 4L0 8z" fill="#556"/></marker></defs>',
    `<rect width="100%" height="100%" fill="#ffffff"/>`,
    `<text x="${MARGIN}" y="${MARGIN}" font-size="16" font-weight="600" fill="#1b1b1b">${escapeXml(graph.title)}</text>`,
    ...edges,
    ...nodes,
    '</svg>',
    '',
  ].join('\n');
}

function drawEdge(points: readonly Point[], label: string, at: Point): string {
  const path = points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join('');
  const line = `<path d="${path}" fill="none" stroke="#556" marker-end="url(#tip)"/>`;
  if (label === '') return line;
  const width = label.length * CHARACTER + 8;
  return (
    `${line}<rect x="${round(at.x - width / 2)}" y="${round(at.y - LINE / 2)}" width="${width}" height="${LINE}" fill="#ffffff"/>` +
    `<text x="${round(at.x)}" y="${round(at.y + 4)}" text-anchor="middle" fill="#333">${escapeXml(label)}</text>`
  );
}

function drawNode({ kind, lines }: Node, x: number, y: number, width: number, height: number): string {
  const corner = kind === 'question' || kind === 'end' ? 14 : 4;
  const box = `<rect x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}" rx="${corner}" fill="${FILL[kind]}" stroke="#8893a5"/>`;
  const top = y - ((lines.length - 1) * LINE) / 2 + 4;
  const text = lines.map(
    (line, index) =>
      `<text x="${round(x)}" y="${round(top + index * LINE)}" text-anchor="middle" fill="#1b1b1b">${escapeXml(line)}</text>`,
  );
  return `${box}${text.join('')}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
