import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Document, sourceSchema } from '../intake/contract.ts';
import { makeDocuments } from '../intake/make-documents.ts';
import { curateSettingsSchema, type Verdict } from './contract.ts';
import { foldText } from './fold-text.ts';
import { judgeDocuments } from './judge-documents.ts';

const source = sourceSchema.parse({ path: 'a.jsonl', licence: 'CC0-1.0' });
const settings = curateSettingsSchema.parse({ minimumCharacters: 8, sharedRunCharacters: 12, heldOutShare: 0.2 });

const documentsOf = (texts: readonly string[], language?: string): Document[] =>
  texts.flatMap((text, index) =>
    makeDocuments(
      { kind: 'text', text, row: index + 1, ...(language === undefined ? {} : { language }) },
      source,
      0,
      'a.jsonl',
    ),
  );
const judge = (documents: readonly Document[], language = 'ko', changed = {}) =>
  judgeDocuments(documents, language, { ...settings, ...changed });
const reasons = (verdicts: readonly Verdict[]) => verdicts.map(({ reason }) => reason);

const syllables = fc.array(fc.constantFrom(...'가나다라마바사아자차카타파하 '), { minLength: 4, maxLength: 40 });
/** Distinct texts with some repeated, changed in case and spaces, too short, or sharing runs. */
const textLists = fc
  .array(
    syllables.map((parts) => parts.join('')),
    { minLength: 25, maxLength: 60 },
  )
  .chain((texts) =>
    fc
      .array(fc.tuple(fc.nat(texts.length - 1), fc.constantFrom('  ', '\n', ' A', ' a')), { maxLength: 10 })
      .map((copies) => [...texts, ...copies.map(([index, added]) => `${texts[index]}${added}`)]),
  );

describe('judgeDocuments', () => {
  it('gives every document a verdict, in order', () => {
    fc.assert(
      fc.property(textLists, (texts) => {
        const documents = documentsOf(texts);
        const { verdicts } = judge(documents);
        expect(verdicts.map(({ id, row }) => [id, row])).toEqual(documents.map(({ id, row }) => [id, row]));
      }),
    );
  });

  it('adding documents, copies among them, moves no text from held-out to train', () => {
    const sideOf = (documents: readonly Document[], side: Verdict['verdict']) => {
      const { verdicts, rule } = judge(documents);
      const chosen = documents.filter((_, index) => verdicts[index]?.verdict === side);
      return { by: rule.by, texts: new Set(chosen.map(({ text }) => foldText(text))) };
    };
    fc.assert(
      fc.property(textLists, textLists, fc.boolean(), (texts, others, inFront) => {
        const before = sideOf(documentsOf(texts), 'held-out');
        fc.pre(before.by === 'parent');
        const copies = texts.map((text) => text.replace(/\s+/g, '\n \n'));
        const more = [...copies, ...others];
        const after = sideOf(documentsOf(inFront ? [...more, ...texts] : [...texts, ...more]), 'train');
        expect(after.by).toBe('parent');
        expect([...before.texts].filter((text) => after.texts.has(text))).toEqual([]);
      }),
    );
  });

  it('leaves no folded duplicate and no shared run between train and held-out', () => {
    fc.assert(
      fc.property(textLists, (texts) => {
        const documents = documentsOf(texts);
        const { verdicts } = judge(documents);
        const having = (wanted: Verdict['verdict']) =>
          documents.filter((_, index) => verdicts[index]?.verdict === wanted).map(({ text }) => foldText(text));
        const train = having('train');
        const heldOut = having('held-out');
        expect(new Set([...train, ...heldOut]).size).toBe(train.length + heldOut.length);
        for (const text of train) {
          for (let start = 0; start + 12 <= text.length; start += 1) {
            const run = text.slice(start, start + 12);
            expect(heldOut.some((other) => other.includes(run))).toBe(false);
          }
        }
      }),
    );
  });

  it('holds passages of one parent together', () => {
    const long = (name: string) =>
      Array.from({ length: 700 }, (_, index) => `${name} 이야기 ${index}번째 문장이다.`).join('\n');
    const documents = documentsOf(Array.from({ length: 40 }, (_, index) => long(`제${index}편`)));
    const { verdicts, rule } = judge(documents, 'ko', { sharedRunCharacters: 1000 });
    expect(rule.by).toBe('parent');
    const sides = new Map<string, Set<string>>();
    for (const [index, { parent }] of documents.entries()) {
      const side = verdicts[index]?.verdict ?? '';
      sides.set(parent, new Set([...(sides.get(parent) ?? []), side]));
    }
    expect(documents.length).toBeGreaterThan(80);
    expect([...sides.values()].every((side) => side.size === 1)).toBe(true);
    expect(new Set(reasons(verdicts))).toEqual(new Set(['kept', 'held-out']));
  });

  it('says what each is dropped for', () => {
    const texts = [
      '',
      '짧다',
      'This is English, and nothing else.',
      '우리말 글이다 하나 둘 셋',
      '우리말  글이다\n하나 둘 셋',
      '１２３ 또 다른 우리말 글이다',
      '123 또 다른 우리말 글이다',
    ];
    const { verdicts } = judge(documentsOf(texts));
    expect(reasons(verdicts).slice(0, 3)).toEqual(['empty', 'too-short', 'wrong-language']);
    expect(verdicts[1]?.detail).toBe('2 characters');
    expect(verdicts[2]?.detail).toBe('0.0 % of the letters are Hangul');
    expect(reasons(verdicts).filter((reason) => reason === 'exact-duplicate')).toHaveLength(2);
  });
});

describe('language', () => {
  const long = '이것은 우리말로 쓴 글이다.';
  const reasonOf = (text: string, language: string, declared?: string) =>
    reasons(judge(documentsOf([text, `${long} 둘째`], declared), language).verdicts)[0];

  it('unknown languages drop nothing', () => {
    for (const language of ['qaa', 'und', 'Korean', 'tlh'])
      expect(reasonOf('anything at all, it is kept', language)).not.toBe('wrong-language');
    for (const declared of ['und', 'Korean', 'x-other', '??'])
      expect(reasonOf(long, 'ko', declared)).not.toBe('wrong-language');
  });

  it('a declared other language drops, the same under another tag does not', () => {
    expect(reasonOf(long, 'ko', 'ja')).toBe('wrong-language');
    for (const declared of ['ko', 'kor', 'ko-KR', 'ko_KR', 'KO'])
      expect(reasonOf(long, 'ko', declared)).not.toBe('wrong-language');
    expect(reasonOf(long, 'kor', 'ko')).not.toBe('wrong-language');
  });

  it.each([
    ['ja', 'これは日本語の文章です。', 'Это русский текст целиком.'],
    ['ru', 'Это русский текст целиком.', 'Αυτό είναι ελληνικά.'],
    ['hi', 'यह हिन्दी में लिखा गया है।', 'ข้อความนี้เป็นภาษาไทย'],
    ['th', 'ข้อความนี้เป็นภาษาไทย', 'هذا نص باللغة العربية'],
    ['ar', 'هذا نص باللغة العربية', 'זה טקסט בעברית לגמרי'],
    ['vi', 'Đây là tiếng Việt đầy đủ dấu.', '이것은 우리말로 쓴 글이다.'],
    ['eu', 'Hau euskaraz idatzita dago.', '这是一段中文文字吗是的'],
    ['zh', '这是一段中文文字吗是的', 'Hau euskaraz idatzita dago.'],
  ])('%s by its script', (language, own, other) => {
    expect(reasonOf(own, language)).not.toBe('wrong-language');
    expect(reasonOf(other, language)).toBe('wrong-language');
  });

  it('a text without letters is in no language', () => {
    expect(reasonOf('12345 67890 !!! 2024', 'ko')).toBe('wrong-language');
  });
});

describe('few texts', () => {
  it('hold out contiguous blocks of the share asked for', () => {
    const book = Array.from({ length: 2000 }, (_, index) => `${index}번째 문장은 이렇게 이어진다.`).join('\n');
    const documents = documentsOf(Array.from({ length: 5 }, (_, index) => book.replaceAll('문장', `${index}권 문장`)));
    const { verdicts, rule } = judge(documents, 'ko', { sharedRunCharacters: 1000 });
    expect(rule).toEqual({ by: 'block', parents: 5 });
    const sides = verdicts.map(({ verdict }) => (verdict === 'held-out' ? 'h' : 't')).join('');
    expect(sides.replaceAll('t', '')).toHaveLength(Math.round(0.2 * documents.length));
    expect(sides.split(/t+/).filter((block) => block !== '').length).toBeLessThanOrEqual(4);
  });

  it('two texts give one of each, one text gives nothing to measure', () => {
    const [one = '', two = ''] = ['첫째 우리말 글이다 정말로', '또 다른 둘째 이야기가 있다'];
    expect(reasons(judge(documentsOf([one, two])).verdicts).sort()).toEqual(['held-out', 'kept']);
    expect(reasons(judge(documentsOf([one])).verdicts)).toEqual(['kept']);
  });
});
