import { readFileSync } from 'node:fs';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';

/** One thing that is wrong with a content file, and how to mend it. */
export interface Fault {
  /** Path from the project's root, with forward slashes. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
  /** A fault must be mended before the content is served; a warning should be looked at. */
  readonly severity: 'fault' | 'warning';
}

/** Shows a fault the way editors can open it: `file:line  message`. */
export function formatFault(fault: Fault): string {
  return `${fault.file}:${fault.line}  ${fault.severity === 'warning' ? '(warning) ' : ''}${fault.message}`;
}

/**
 * Parses YAML text against a zod schema.
 *
 * @param file      name to report, from the project's root.
 * @param lineShift lines of the file before `text`, for a head inside another file.
 * @returns the value, or null with every fault and its line.
 */
export function parseYaml<T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
  lineShift = 0,
): { value: T | null; faults: Fault[]; lineOf: (path: readonly (string | number)[]) => number } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (path: readonly (string | number)[]): number => {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
      if (node?.range) return counter.linePos(node.range[0]).line + lineShift;
    }
    return 1 + lineShift;
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => ({
      file,
      line: counter.linePos(error.pos[0]).line + lineShift,
      message: `this is not valid YAML: ${error.message.split('\n')[0]}`,
      severity: 'fault' as const,
    }));
    return { value: null, faults, lineOf };
  }
  const parsed = schema.safeParse(document.toJS());
  if (parsed.success) return { value: parsed.data, faults: [], lineOf };
  const faults = parsed.error.issues.map((issue) => {
    const path = issue.path.filter((key): key is string | number => typeof key !== 'symbol');
    const field = path.reduce<string>(
      (all, key) => (typeof key === 'number' ? `${all}[${key}]` : all ? `${all}.${key}` : key),
      '',
    );
    return {
      file,
      line: lineOf(path),
      message: `${field || 'the file'}: ${issue.message}`,
      severity: 'fault' as const,
    };
  });
  return { value: null, faults, lineOf };
}

/** Reads a text file as UTF-8 with Unix line ends and without a byte order mark. */
export function readText(path: string): string {
  return readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
}
