export const en = {
  errors: {
    'missing-source': (v: { path: string }) => ({
      found: `The source ${v.path} does not exist.`,
      expected: 'A file or a folder, relative to graft.yaml.',
      next: 'Correct "path" under "sources" in graft.yaml, or put the texts there.',
    }),
    'empty-folder': (v: { path: string; endings: string; packed: string }) => ({
      found: `No file lies in ${v.path}.`,
      expected: `At least one text: ${v.endings}; also packed: ${v.packed}.`,
      next: 'Put texts there, or name another folder under "sources" in graft.yaml.',
    }),
    'nothing-readable': (v: { files: number; reason: string; endings: string; packed: string }) => ({
      found: `None of the ${v.files} files could be read. The first reason: ${v.reason}`,
      expected: `At least one text: ${v.endings}; also packed: ${v.packed}.`,
      next: 'Mend the files or convert them to one of these, then give the same command again.',
    }),
    'file-unread': (v: { path: string; reason: string }) => ({
      found: `${v.path} was not read: ${v.reason}`,
      expected: 'A file of text that is whole, in a known format and encoding.',
      next: 'The rest goes on without it. Mend the file and give the same command again to have it in.',
    }),
    'file-partly-read': (v: { path: string; reason: string }) => ({
      found: `${v.path} was read in part: ${v.reason}.`,
      expected: 'A file whose text can be read whole.',
      next: 'What could be read is in. Mend the file and give the same command again to have the rest in.',
    }),
    'rows-unread': (v: { path: string; rows: number; reason: string }) => ({
      found: `${v.rows} rows of ${v.path} were not read. The first: ${v.reason}`,
      expected: 'Rows with a text.',
      next: 'The rest goes on without them. failures.jsonl in the documents artifact names each row.',
    }),
    'formats-unread': (v: { files: number; formats: string; endings: string; packed: string }) => ({
      found: `${v.files} files are of a kind that is not read yet: ${v.formats}.`,
      expected: `${v.endings}; also packed: ${v.packed}.`,
      next: 'The rest goes on without them. Convert them to text and give the same command again to have them in.',
    }),
    'more-unread': (v: { files: number }) => ({
      found: `${v.files} further files were not read.`,
      expected: 'Files with text.',
      next: 'failures.jsonl in the documents artifact names each file with its reason.',
    }),
    'texts-damaged': (v: { texts: number; path: string; reason: string }) => ({
      found: `${v.texts} texts are damaged. The first, in ${v.path}: ${v.reason}`,
      expected: 'Texts without lost characters, broken syllables or lost spaces.',
      next: 'They were taken as they are. warnings.jsonl in the documents artifact names each; look at the files they come from.',
    }),
  },
  notices: {
    'column-chosen': (v: { path: string; column: string }) =>
      `${v.path} has no column "text": the one with the longest texts, "${v.column}", was taken.`,
    collected: (v: { documents: number; files: number; bytes: number; failures: number }) =>
      `Read ${v.documents} documents (${v.bytes} bytes) from ${v.files} files; ${v.failures} files or rows could not be read.`,
    'read-by': (v: { readers: string; encodings: string }) =>
      `Texts by reader: ${v.readers}. By encoding: ${v.encodings}.`,
    'unread-by-reason': (v: { reasons: string }) => `Not read, by reason: ${v.reasons}.`,
    'texts-mended': (v: { texts: number; path: string; reason: string }) =>
      `${v.texts} texts were mended. The first, in ${v.path}: ${v.reason}.`,
    'licence-unknown': (v: { path: string }) =>
      `No licence is given for ${v.path}: a release made from it is for local use only. Add "licence" in graft.yaml.`,
  },
  /** Why a file or a row was not read; the English sentence is stored in failures.jsonl. */
  failures: {
    'no-permission': (_: object) => 'the system does not permit reading it',
    'damaged-container': (v: { container: string }) => `the ${v.container} data is cut off or damaged`,
    'unpacks-too-large': (v: { limit: string }) =>
      `it unpacks to far more than files of text do (limit of ${v.limit}); unpack it yourself if you trust it`,
    binary: (_: object) => 'it holds binary data, not text',
    'not-utf8': (v: { position: number; byte: string }) =>
      `byte ${v.byte} at position ${v.position} is not UTF-8, which the format demands`,
    'unknown-encoding': (v: { position: number; byte: string }) =>
      `byte ${v.byte} at position ${v.position} is not UTF-8, and no other encoding that is known reads the text`,
    'too-large': (v: { limitBytes: number }) => `it is larger than ${v.limitBytes} bytes; split it`,
    'line-too-long': (v: { limitBytes: number }) => `the line is longer than ${v.limitBytes} bytes`,
    'not-json': (_: object) => 'the line is not a JSON object',
    'no-text': (v: { keys: string }) => `there is no string under the key "text"; its keys are: ${v.keys}`,
    'column-count': (v: { found: number; expected: number }) =>
      `the row has ${v.found} columns, the header ${v.expected}`,
    'broken-csv': (v: { reason: string }) => `from here on it is not CSV: ${v.reason}`,
    'unsupported-format': (v: { extension: string }) => `files ending in "${v.extension}" are not read yet`,
    'empty-file': (_: object) => 'the file is empty',
    'other-format': (v: { format: string; found: string }) => `it is no ${v.format} file but ${v.found}`,
    'damaged-file': (v: { format: string; reason: string }) => `it is cut off or damaged (${v.format}: ${v.reason})`,
    encrypted: (v: { format: string }) => `it is encrypted with a password (${v.format}); save it without one`,
    'distribution-document': (_: object) =>
      'it is a distribution document of Hangul (배포용 문서): its author protected the text; ask the author for the original',
    'old-hwp': (v: { found: string }) => `it is ${v.found}, older than HWP 5.0; open it in Hangul and save it as HWPX`,
    'too-many-parts': (v: { limit: number }) => `it has more than ${v.limit} parts or elements`,
    'holds-no-text': (v: { format: string }) => `it holds no text (${v.format})`,
    'image-pages': (v: { images: number; pages: number }) => `${v.images} of ${v.pages} pages are images; no text`,
    'vertical-pages': (v: { vertical: number; pages: number }) =>
      `${v.vertical} of ${v.pages} pages hold vertical text; its order may be wrong`,
    'pages-unread': (v: { page: number; pages: number }) =>
      `the pages from ${v.page} to ${v.pages} were not read: the time, the number of pages or of damaged pages for one file is used up`,
    'damaged-page': (v: { page: number; pages: number; reason: string }) =>
      `page ${v.page} of ${v.pages} is damaged: ${v.reason}`,
    'part-too-large': (v: { limitBytes: number }) => `a part of it unpacks to more than ${v.limitBytes} bytes`,
    'nested-too-deep': (v: { limit: number }) => `its elements lie more than ${v.limit} deep in one another`,
    'broken-record': (v: { link: string }) => `the record of ${v.link || 'an unnamed address'} is cut off or damaged`,
    'broken-xml': (v: { reason: string }) => `from here on it is not XML: ${v.reason}`,
    'other-xml': (v: { root: string }) => `it is XML of another kind than a MediaWiki dump: <${v.root}>`,
    'link-outside': (_: object) => 'it is a link that leads out of the folder',
    'not-a-file': (_: object) => 'it is no regular file',
    unreadable: (v: { reason: string }) => v.reason,
  },
  /** What was mended in a text, and damage that stays; the English sentence is stored in warnings.jsonl. */
  remarks: {
    'mojibake-repaired': (v: { lines: number }) => `${v.lines} lines had been decoded in the wrong encoding; undone`,
    'old-hangul-mapped': (v: { characters: number }) =>
      `${v.characters} characters of Hanyang's private use area became jamo of Unicode`,
    'replacement-characters': (v: { count: number; line: number }) =>
      `it holds U+FFFD ${v.count} times, first in line ${v.line}: characters were lost`,
    'lost-korean': (v: { count: number; line: number }) =>
      `it holds the trace of lost Korean (as 占쏙옙) ${v.count} times, first in line ${v.line}`,
    'broken-jamo': (v: { count: number; line: number }) =>
      `${v.count} jamo stand where no syllable can be, first in line ${v.line}`,
    'few-spaces': (v: { syllables: number; spaces: number }) =>
      `${v.syllables} syllables have ${v.spaces} spaces between them: word spaces seem lost`,
    'many-spaces': (v: { syllables: number; alone: number }) =>
      `${v.alone} of ${v.syllables} syllables stand alone between spaces`,
  },
};
