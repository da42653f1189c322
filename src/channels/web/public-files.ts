import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const BuiltFile = z.strictObject({
  /** Path on this server; its name changes with its content. */
  path: z.string().regex(/^\/[\w./-]+$/),
  /** Subresource Integrity value. */
  integrity: z.string().regex(/^sha384-/),
});
export type BuiltFile = z.infer<typeof BuiltFile>;

/** What the build made for browsers, `files.json` beside the files themselves. */
export const PublicFiles = z.strictObject({
  widget: BuiltFile,
  panel: BuiltFile,
  chat: BuiltFile,
  more: BuiltFile,
  page: BuiltFile,
});
export type PublicFiles = z.infer<typeof PublicFiles>;

/**
 * Reads what the build made.
 *
 * @throws with the mend where the folder was not built.
 */
export function readPublicFiles(publicDir: string): PublicFiles {
  const file = join(publicDir, 'files.json');
  try {
    return PublicFiles.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new Error(`${file}: cannot be used; run "npm run build"`, { cause });
  }
}

/**
 * The script tag that puts the chat on a page, pinned to the file of this build (Subresource Integrity).
 *
 * @param base origin of this server as the public sees it, for example `https://chat.example.org`.
 */
export function widgetTag({ widget }: PublicFiles, base: string): string {
  return `<script src="${base}${widget.path}" integrity="${widget.integrity}" crossorigin="anonymous" async></script>`;
}
