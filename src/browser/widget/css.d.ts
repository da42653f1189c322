/** A style sheet as text (esbuild, `with { type: 'text' }`), for a constructable style sheet. */
declare module '*.css' {
  const text: string;
  export default text;
}
