// What can go wrong, as data. A domain's `messages.en.ts` holds the sentences under a code; the terminal renders
// them again in another language from the same code and values. Exit code and HTTP status come from one table here.

/** What a person reads: what was found, what was expected, and the command or action that mends it. */
export interface Explanation {
  readonly found: string;
  readonly expected: string;
  readonly next: string;
}

export type Values = Readonly<Record<string, string | number | undefined>>;

interface Outcome {
  readonly exitCode: number;
  readonly httpStatus: number;
}

/** Kinds of failure, each with its exit code and HTTP status. */
export const outcomes = {
  internal: { exitCode: 1, httpStatus: 500 },
  usage: { exitCode: 2, httpStatus: 400 },
  input: { exitCode: 3, httpStatus: 422 },
  missing: { exitCode: 4, httpStatus: 404 },
  conflict: { exitCode: 5, httpStatus: 409 },
  unavailable: { exitCode: 6, httpStatus: 503 },
  resources: { exitCode: 7, httpStatus: 507 },
  gate: { exitCode: 10, httpStatus: 422 },
  interrupted: { exitCode: 130, httpStatus: 499 },
} as const satisfies Record<string, Outcome>;

export type OutcomeKind = keyof typeof outcomes;

/** A domain's error sentences: one function per code, from values to an explanation. */
// biome-ignore lint/suspicious/noExplicitAny: each code has its own values; `errorsOf` gives them back typed
export type ErrorSentences = Readonly<Record<string, (values: any) => Explanation>>;

export class MadangError extends Error implements Explanation {
  override readonly name = 'MadangError';
  readonly kind: OutcomeKind;
  readonly code: string;
  readonly values: Values;
  readonly found: string;
  readonly expected: string;
  readonly next: string;

  constructor(kind: OutcomeKind, code: string, values: Values, explanation: Explanation, cause?: unknown) {
    super(`${explanation.found} Expected: ${explanation.expected} Next: ${explanation.next}`, { cause });
    this.kind = kind;
    this.code = code;
    this.values = values;
    this.found = explanation.found;
    this.expected = explanation.expected;
    this.next = explanation.next;
  }

  get exitCode(): number {
    return outcomes[this.kind].exitCode;
  }
}

/**
 * Makes a domain's error constructor: `const intakeError = errorsOf('intake', en.errors)`, then
 * `throw intakeError('input', 'empty-folder', { path })`. The code becomes `intake/empty-folder`.
 */
export function errorsOf<Sentences extends ErrorSentences>(domain: string, sentences: Sentences) {
  return <Code extends keyof Sentences & string>(
    kind: OutcomeKind,
    code: Code,
    values: Parameters<Sentences[Code]>[0] & Values,
    cause?: unknown,
  ): MadangError => {
    const explain = sentences[code];
    if (!explain) throw new Error(`no sentence for ${domain}/${code}`);
    return new MadangError(kind, `${domain}/${code}`, values, explain(values), cause);
  };
}

/** The shape a translation must have: the same codes and keys as the English file. */
export type Messages<English> = {
  readonly [Key in keyof English]: English[Key] extends (values: infer V) => infer R
    ? (values: V) => R
    : English[Key] extends string
      ? string
      : Messages<English[Key]>;
};
