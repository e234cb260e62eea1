// JSON.parse keeps the last of two equal keys and says nothing, which lets two readers of one file see two models.

/** The first key that an object in `json` holds twice. The text must be valid JSON. */
export function findDuplicateKey(json: string): string | undefined {
  const objects: (Set<string> | undefined)[] = [];
  for (let index = 0; index < json.length; index += 1) {
    const character = json[index];
    if (character === '{') objects.push(new Set());
    else if (character === '[') objects.push(undefined);
    else if (character === '}' || character === ']') objects.pop();
    else if (character === '"') {
      const start = index;
      index = endOfString(json, index);
      const keys = objects.at(-1);
      if (!keys || !isKey(json, index + 1)) continue;
      const key = JSON.parse(json.slice(start, index + 1)) as string;
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length && json[index] !== '"') index += json[index] === '\\' ? 2 : 1;
  return index;
}

function isKey(json: string, afterString: number): boolean {
  let index = afterString;
  while (json[index] === ' ' || json[index] === '\n' || json[index] === '\r' || json[index] === '\t') index += 1;
  return json[index] === ':';
}
