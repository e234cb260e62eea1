// Small pieces of Markdown for the generated documents. Text from outside cannot break a table or become markup.

export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

/** One line of foreign text. */
export function plain(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\|`*_<>[\]#]/g, (character) => `\\${character}`);
}

/** A link only where it leads to the web. */
export function link(text: string, address: string | undefined): string {
  const web = address !== undefined && /^https?:\/\/[^\s<>()|]+$/.test(address);
  return web ? `[${plain(text)}](${address})` : plain(text);
}

export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** With its sign: `-0.437`, `+0.012`. */
export function signed(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return value > 0 ? `+${text}` : text;
}

export function percent(share: number): string {
  return `${signed(share * 100, 1)} %`;
}
