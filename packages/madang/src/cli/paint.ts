// Colour where it is wanted: NO_COLOR, FORCE_COLOR and a stream that is no terminal are honoured (util.styleText).
import { styleText } from 'node:util';

export type Paint = (style: 'red' | 'yellow' | 'green' | 'bold' | 'dim', text: string) => string;

export const plain: Paint = (_style, text) => text;

export function paintFor(
  stream: NodeJS.WritableStream,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  if (environment.NO_COLOR) return plain;
  return (style, text) => styleText(style, text, { stream });
}
