// Says an event or error again in another language: its code names the domain (`intake/empty-folder`), whose messages
// are loaded when they are first needed. English is already in the event.
import type { Explanation } from '../kernel/errors.ts';
import type { MadangEvent } from '../kernel/events.ts';
import type { Locale } from '../kernel/operation.ts';

// biome-ignore lint/suspicious/noExplicitAny: the values were typed where the event was made
type Sentence<Result> = (values: any) => Result;

interface DomainMessages {
  readonly errors?: Readonly<Record<string, Sentence<Explanation>>>;
  readonly notices?: Readonly<Record<string, Sentence<string>>>;
}

/** The extension of this file is the extension of its neighbours: `.ts` here, `.js` in the published package. */
const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
const loaded = new Map<string, DomainMessages>();

/** Messages of the domain that a code names; nothing when there are none in this language. */
export async function loadMessages(code: string, locale: Locale): Promise<DomainMessages | undefined> {
  const domain = code.slice(0, Math.max(0, code.lastIndexOf('/')));
  if (locale === 'en' || !/^[a-z-]+(\/[a-z-]+)*$/.test(domain)) return undefined;
  const known = loaded.get(`${domain}.${locale}`);
  if (known) return known;
  const address = new URL(`../${domain}/messages.${locale}${extension}`, import.meta.url).href;
  try {
    const messages = ((await import(address)) as Record<string, DomainMessages | undefined>)[locale] ?? {};
    loaded.set(`${domain}.${locale}`, messages);
    return messages;
  } catch {
    return undefined;
  }
}

export async function localizeExplanation<T extends Explanation & { readonly code: string; readonly values: unknown }>(
  explained: T,
  locale: Locale,
): Promise<T> {
  const messages = await loadMessages(explained.code, locale);
  const sentence = messages?.errors?.[keyOf(explained.code)];
  return sentence ? { ...explained, ...sentence(explained.values) } : explained;
}

export async function localizeEvent(event: MadangEvent, locale: Locale): Promise<MadangEvent> {
  if (locale === 'en') return event;
  if (event.type === 'warning' || event.type === 'error') return localizeExplanation(event, locale);
  if (event.type !== 'notice') return event;
  const messages = await loadMessages(event.code, locale);
  const sentence = messages?.notices?.[keyOf(event.code)];
  return sentence ? { ...event, text: sentence(event.values) } : event;
}

function keyOf(code: string): string {
  return code.slice(code.lastIndexOf('/') + 1);
}
