import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

export const ko = {
  errors: {
    'missing-source': (v) => ({
      found: `텍스트 출처 ${v.path} 이(가) 없습니다.`,
      expected: 'graft.yaml 을 기준으로 한 파일 또는 폴더.',
      next: 'graft.yaml 의 "sources" 아래 "path" 를 고치거나, 그 자리에 텍스트를 넣으십시오.',
    }),
    'empty-folder': (v) => ({
      found: `${v.path} 에 파일이 없습니다.`,
      expected: `글이 든 파일 하나 이상: ${v.endings}. 압축된 것도 됩니다: ${v.packed}.`,
      next: '텍스트를 넣거나, graft.yaml 의 "sources" 에 다른 폴더를 적으십시오.',
    }),
    'nothing-readable': (v) => ({
      found: `파일 ${v.files}개 중 하나도 읽지 못했습니다. 첫 번째 이유: ${v.reason}`,
      expected: `글이 든 파일 하나 이상: ${v.endings}. 압축된 것도 됩니다: ${v.packed}.`,
      next: '파일을 이 가운데 한 형식으로 바꾼 뒤 같은 명령을 다시 주십시오.',
    }),
    'file-unread': (v) => ({
      found: `${v.path} 을(를) 읽지 못했습니다: ${v.reason}`,
      expected: '온전하고, 아는 형식과 인코딩으로 된 텍스트 파일.',
      next: '이 파일을 빼고 계속합니다. 넣으려면 파일을 고친 뒤 같은 명령을 다시 주십시오.',
    }),
    'file-partly-read': (v) => ({
      found: `${v.path} 을(를) 일부만 읽었습니다: ${v.reason}.`,
      expected: '글을 모두 읽을 수 있는 파일.',
      next: '읽은 부분은 들어갔습니다. 나머지도 넣으려면 파일을 고친 뒤 같은 명령을 다시 주십시오.',
    }),
    'rows-unread': (v) => ({
      found: `${v.path} 의 ${v.rows}개 행을 읽지 못했습니다. 첫 번째 이유: ${v.reason}`,
      expected: '텍스트가 든 행.',
      next: '이 행들을 빼고 계속합니다. documents 결과 폴더의 failures.jsonl 에 행마다 이유가 적혀 있습니다.',
    }),
    'formats-unread': (v) => ({
      found: `파일 ${v.files}개는 아직 읽지 못하는 형식입니다: ${v.formats}.`,
      expected: `${v.endings}. 압축된 것도 됩니다: ${v.packed}.`,
      next: '이 파일들을 빼고 계속합니다. 넣으려면 텍스트로 바꾼 뒤 같은 명령을 다시 주십시오.',
    }),
    'more-unread': (v) => ({
      found: `그 밖에 파일 ${v.files}개를 더 읽지 못했습니다.`,
      expected: '온전하고, 아는 형식과 인코딩으로 된 텍스트 파일.',
      next: 'documents 결과 폴더의 failures.jsonl 에 파일마다 이유가 적혀 있습니다.',
    }),
    'texts-damaged': (v) => ({
      found: `글 ${v.texts}건이 손상되어 있습니다. 첫 번째는 ${v.path}: ${v.reason}`,
      expected: '사라진 글자, 깨진 음절, 사라진 띄어쓰기가 없는 글.',
      next: '그대로 읽었습니다. documents 결과 폴더의 warnings.jsonl 에 하나하나 적혀 있으니 원본 파일을 살펴보십시오.',
    }),
  },
  notices: {
    'column-chosen': (v) => `${v.path} 에 "text" 열이 없어, 글이 가장 긴 "${v.column}" 열을 읽었습니다.`,
    collected: (v) =>
      `파일 ${v.files}개에서 문서 ${v.documents}건(${v.bytes}바이트)을 읽었습니다. 읽지 못한 파일이나 행은 ${v.failures}건입니다.`,
    'read-by': (v) => `읽기 도구별 글 수: ${v.readers}. 인코딩별: ${v.encodings}.`,
    'unread-by-reason': (v) => `읽지 못한 까닭별: ${v.reasons}.`,
    'texts-mended': (v) => `글 ${v.texts}건을 바로잡았습니다. 첫 번째는 ${v.path}: ${v.reason}.`,
    'licence-unknown': (v) =>
      `${v.path} 의 이용 허락 조건이 적혀 있지 않아, 이 텍스트로 만든 릴리스는 내부용으로만 쓸 수 있습니다. graft.yaml 에 "licence" 를 적으십시오.`,
  },
  failures: {
    'no-permission': () => '읽기 권한이 없습니다',
    'damaged-container': (v) => `${v.container} 데이터가 잘렸거나 손상되었습니다`,
    'unpacks-too-large': (v) =>
      `텍스트 파일로 보기 어려울 만큼 크게 풀립니다(한도: ${v.limit}). 믿을 수 있는 파일이면 직접 풀어서 넣으십시오`,
    binary: () => '텍스트가 아니라 이진 데이터입니다',
    'not-utf8': (v) => `${v.position}번째 위치의 바이트 ${v.byte} 은(는) 이 형식이 요구하는 UTF-8 이 아닙니다`,
    'unknown-encoding': (v) =>
      `${v.position}번째 위치의 바이트 ${v.byte} 은(는) UTF-8 이 아니며, 알고 있는 다른 인코딩으로도 읽히지 않습니다`,
    'too-large': (v) => `${v.limitBytes}바이트보다 큽니다. 나누어 주십시오`,
    'line-too-long': (v) => `한 줄이 ${v.limitBytes}바이트보다 깁니다`,
    'not-json': () => '이 줄은 JSON 객체가 아닙니다',
    'no-text': (v) => `"text" 키에 문자열이 없습니다. 들어 있는 키: ${v.keys}`,
    'column-count': (v) => `행의 열은 ${v.found}개인데 머리글은 ${v.expected}개입니다`,
    'broken-csv': (v) => `여기부터는 CSV 가 아닙니다: ${v.reason}`,
    'unsupported-format': (v) => `"${v.extension}" 파일은 아직 읽지 못합니다`,
    'empty-file': () => '빈 파일입니다',
    'other-format': (v) => `${v.format} 파일이 아니라 ${v.found} 파일입니다`,
    'damaged-file': (v) => `잘렸거나 손상되었습니다(${v.format}: ${v.reason})`,
    encrypted: (v) => `암호가 걸려 있습니다(${v.format}). 암호 없이 다시 저장하십시오`,
    'distribution-document': () => '배포용 문서라서 작성자가 본문을 보호해 두었습니다. 작성자에게 원본을 요청하십시오',
    'old-hwp': (v) => `HWP 5.0 이전 형식(${v.found})입니다. 한글에서 열어 HWPX 로 저장하십시오`,
    'too-many-parts': (v) => `구성 요소가 ${v.limit}개보다 많습니다`,
    'holds-no-text': (v) => `글이 들어 있지 않습니다(${v.format})`,
    'image-pages': (v) => `전체 ${v.pages}쪽 가운데 ${v.images}쪽은 그림이어서 글이 없습니다`,
    'vertical-pages': (v) => `전체 ${v.pages}쪽 가운데 ${v.vertical}쪽에 세로쓰기가 있어 글의 순서가 틀릴 수 있습니다`,
    'pages-unread': (v) =>
      `${v.page}쪽부터 ${v.pages}쪽까지 읽지 못했습니다. 파일 하나에 주어진 시간, 쪽수 또는 손상된 쪽의 한도를 다 썼습니다`,
    'damaged-page': (v) => `전체 ${v.pages}쪽 가운데 ${v.page}쪽이 손상되었습니다: ${v.reason}`,
    'part-too-large': (v) => `한 부분의 압축을 풀면 ${v.limitBytes}바이트를 넘습니다`,
    'nested-too-deep': (v) => `요소가 ${v.limit}단계보다 깊이 겹쳐 있습니다`,
    'broken-record': (v) => `${v.link || '주소를 알 수 없는'} 기록이 잘렸거나 손상되었습니다`,
    'broken-xml': (v) => `여기부터는 XML 이 아닙니다: ${v.reason}`,
    'other-xml': (v) => `미디어위키 덤프가 아닌 다른 XML 입니다: <${v.root}>`,
    'link-outside': () => '폴더 밖을 가리키는 링크입니다',
    'not-a-file': () => '일반 파일이 아닙니다',
    unreadable: (v) => v.reason,
  },
  remarks: {
    'mojibake-repaired': (v) => `잘못된 인코딩으로 읽혔던 ${v.lines}줄을 되돌렸습니다`,
    'old-hangul-mapped': (v) => `한양 사용자 정의 영역의 글자 ${v.characters}자를 유니코드 옛한글 자모로 바꾸었습니다`,
    'replacement-characters': (v) => `U+FFFD 가 ${v.count}번 나옵니다(처음 ${v.line}번째 줄). 글자가 사라진 자리입니다`,
    'lost-korean': (v) => `사라진 한글의 흔적(占쏙옙 등)이 ${v.count}번 나옵니다(처음 ${v.line}번째 줄)`,
    'broken-jamo': (v) => `음절을 이룰 수 없는 자모가 ${v.count}개 있습니다(처음 ${v.line}번째 줄)`,
    'few-spaces': (v) => `한글 ${v.syllables}자 사이에 띄어쓰기가 ${v.spaces}곳뿐입니다. 띄어쓰기가 사라진 듯합니다`,
    'many-spaces': (v) => `한글 ${v.syllables}자 가운데 ${v.alone}자가 한 글자씩 떨어져 있습니다`,
  },
} satisfies Messages<typeof en>;
