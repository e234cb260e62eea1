// One request to a hub. The token goes to the hub's own origin (`fetch` drops it when a redirect leads elsewhere); a busy
// hub is waited for as it asks (Retry-After; RateLimit of draft-ietf-httpapi-ratelimit-headers); what it refuses becomes
// an error that names the page to visit. Addresses in messages are ours, never a redirect's: that one is signed.
import type { Emit } from '../../kernel/events.ts';
import { modelError, modelNotice } from '../errors.ts';
import type { HubSettings } from './hub-settings.ts';
import type { Outside } from './outside.ts';

const mostAttempts = 5;
/** A hub that asks for more is left: the command can be given again. */
const longestWaitSeconds = 300;

export interface Hub {
  readonly settings: HubSettings;
  readonly repository: string;
  readonly fetch: Outside['fetch'];
  readonly wait: Outside['wait'];
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

export interface HubQuestion {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Until the answer begins. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export async function askHub(hub: Hub, question: HubQuestion): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await answerOf(hub, question);
    const seconds = isBusy(response.status) ? secondsToWait(response.headers, attempt) : undefined;
    if (seconds === undefined || attempt === mostAttempts || seconds > longestWaitSeconds) return response;
    await response.body?.cancel();
    const { endpoint } = hub.settings;
    hub.emit(modelNotice('hub-busy', { endpoint, status: response.status, seconds }));
    await hub.wait(seconds * 1000, hub.signal);
  }
}

async function answerOf({ settings, ...hub }: Hub, { url, headers, timeoutMs, signal }: HubQuestion) {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(new Error(`no answer in ${timeoutMs / 1000} s`)), timeoutMs);
  const own = new URL(url).origin === new URL(settings.endpoint).origin;
  const authorization = own && settings.authorization ? { authorization: settings.authorization } : {};
  const signals = [hub.signal, late.signal, ...(signal ? [signal] : [])];
  try {
    return await hub.fetch(url, { headers: { ...headers, ...authorization }, signal: AbortSignal.any(signals) });
  } finally {
    clearTimeout(timer);
  }
}

function isBusy(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status);
}

export function secondsToWait(headers: Headers, attempt: number): number {
  const after = headers.get('retry-after') ?? '';
  if (/^\d+$/.test(after)) return Number(after);
  const date = Date.parse(after);
  if (!Number.isNaN(date)) return Math.max(0, Math.ceil((date - Date.now()) / 1000));
  const reset = /;\s*t\s*=\s*(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1];
  return reset === undefined ? 2 ** (attempt - 1) : Number(reset);
}

/** What a refused answer means. `what`: the model, revision or file that was asked for. */
export function refusalOf({ settings, repository }: Hub, response: Response, what: string) {
  const { status, headers } = response;
  const page = `${settings.endpoint}/${repository}`;
  if (status === 401 || status === 403) {
    const isGated = headers.get('x-error-code') === 'GatedRepo';
    const hasToken = settings.authorization === undefined ? 0 : 1;
    return modelError('unavailable', isGated ? 'hub-gated' : 'hub-forbidden', { what, status, page, hasToken });
  }
  if (status === 404) return modelError('missing', 'hub-not-found', { what });
  if (status === 429) {
    const seconds = secondsToWait(headers, mostAttempts);
    return modelError('unavailable', 'hub-busy', { endpoint: settings.endpoint, seconds });
  }
  return modelError('unavailable', 'hub-unreachable', { endpoint: settings.endpoint, reason: `HTTP ${status}` });
}

/** `fetch failed` says nothing: its cause does. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
