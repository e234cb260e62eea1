// Tables of wikitext ({| … |}) as lines of cells joined by " | "; attributes of rows and cells go, captions stay.
export function writeTables(source: string): string {
  const out: string[] = [];
  let depth = 0;
  let row: string[] = [];
  const closeRow = () => {
    if (row.some((cell) => cell !== '')) out.push(row.join(' | '));
    row = [];
  };
  for (const line of source.split('\n')) {
    const start = line.trimStart();
    if (/^:*\{\|/.test(start)) {
      closeRow();
      depth += 1;
    } else if (depth === 0) out.push(line);
    else if (start.startsWith('|}')) {
      closeRow();
      depth -= 1;
    } else if (start.startsWith('|-')) closeRow();
    else if (start.startsWith('|+')) out.push(contentOf(start.slice(2)));
    else if (start.startsWith('|') || start.startsWith('!')) {
      row.push(
        ...start
          .slice(1)
          .split(start.startsWith('!') ? /!!|\|\|/ : '||')
          .map(contentOf),
      );
    } else if (row.length > 0) row[row.length - 1] = `${row.at(-1) ?? ''} ${start}`.trim();
  }
  closeRow();
  return out.join('\n');
}

/** `style="…" | text` → `text` */
function contentOf(cell: string): string {
  return cell.replace(/^[^|[]*=[^|[]*\|(?!\|)/, '').trim();
}
