import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: 'text' | 'password' | 'date' | 'datetime-local' | 'search' | 'url';
  readonly hint?: string;
  readonly required?: boolean;
  readonly autocomplete?: string;
  readonly inputMode?: 'numeric' | 'text' | 'url';
  readonly maxLength?: number;
  readonly rows?: number;
  readonly lang?: string;
}

/** A labelled text field; with `rows` of several lines. */
export function Field(props: FieldProps) {
  const id = useId();
  const { label, value, onInput, hint, rows } = props;
  const shared = {
    id,
    value,
    required: props.required ?? false,
    lang: props.lang,
    'aria-describedby': hint ? `${id}-hint` : undefined,
    onInput: (event: Event) => onInput((event.currentTarget as HTMLInputElement).value),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint ? (
        <p class="small" id={`${id}-hint`}>
          {hint}
        </p>
      ) : null}
      {rows ? (
        <textarea rows={rows} maxLength={props.maxLength} {...shared} />
      ) : (
        <input
          type={(props.type ?? 'text') as 'text'}
          autocomplete={(props.autocomplete ?? 'off') as 'off'}
          inputMode={props.inputMode}
          maxLength={props.maxLength}
          spellcheck={false}
          autocapitalize="none"
          {...shared}
        />
      )}
    </div>
  );
}

/** A labelled list to choose one from. */
export function Choose(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly options: readonly (readonly [string, string])[];
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select id={id} value={props.value} onChange={(event) => props.onChange(event.currentTarget.value)}>
        {props.options.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** What went wrong, or what was done; told to screen readers as it comes. */
export function Message({ error, done }: { readonly error?: string | null; readonly done?: string | null }) {
  return (
    <>
      <div role="alert">{error ? <p class="message bad">{error}</p> : null}</div>
      <div role="status">{done ? <p class="message good">{done}</p> : null}</div>
    </>
  );
}

/** A screen with its one heading, which takes the focus when it is opened. */
export function Screen({ title, children }: { readonly title: string; readonly children: ComponentChildren }) {
  return (
    <>
      <h1 tabIndex={-1} id="heading">
        {title}
      </h1>
      {children}
    </>
  );
}
