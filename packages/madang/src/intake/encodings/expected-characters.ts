// What a text in each legacy encoding is mostly made of, beside ASCII: the characters by which a right decoding is told
// from a wrong one. Korean: the 160 most frequent syllables (77 % of running text); Chinese: the most frequent characters
// of the two scripts; elsewhere the letters of the alphabet.
import type { Encoding } from './encoding.ts';

export interface Candidate {
  readonly encoding: Encoding;
  readonly expected: RegExp;
  /** Of all characters beside ASCII, the share that must be expected ones. */
  readonly leastShare: number;
  /** Of all letters, the share beside ASCII that the language has: an accent in a word, or every letter. */
  readonly density: readonly [least: number, most: number];
}

const korean =
  /[이다는에하을가지의니고로를한서기은사자어수리도인있시아스나해정요대그으들보라일면만합게제용트화과전적여부상드할성주습구장데되문것세우소마거영모위입터개동미와경오원연러생진내무비조음공국유명안선야했었중재된체신반파간않작치려없프식함래분관설더계예네실포호때말행결단방발바남까저크표현같당환버출년좋운교타각변본력물학역두감메]/gu;
const japanese = /[ぁ-んァ-ヴー、。「」・]/gu;
const simplified =
  /[，。、的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运]/gu;
const traditional =
  /[，。、「」：；的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運]/gu;
const vietnamese = /[ăđơưạảấầậắếềệểịọốồộớờợủứừự]/gu;

const dense = [0.3, 1] as const;
const accents = [0, 0.3] as const;

/** Those of one byte a character read nearly anything: they are asked where none of several bytes reads the text. Of two
 * that read a text equally well the first is taken. */
export const candidates: readonly Candidate[] = [
  { encoding: 'cp949', expected: korean, leastShare: 0.35, density: [0, 1] },
  { encoding: 'johab', expected: korean, leastShare: 0.35, density: [0, 1] },
  { encoding: 'shift_jis', expected: japanese, leastShare: 0.35, density: [0, 1] },
  { encoding: 'euc-jp', expected: japanese, leastShare: 0.35, density: [0, 1] },
  { encoding: 'gb18030', expected: simplified, leastShare: 0.35, density: [0, 1] },
  { encoding: 'big5', expected: traditional, leastShare: 0.35, density: [0, 1] },
  { encoding: 'windows-1251', expected: /[оеаинтсрвлкмдпуяыьгзбчйхжшю]/gu, leastShare: 0.7, density: dense },
  { encoding: 'koi8-r', expected: /[оеаинтсрвлкмдпуяыьгзбчйхжшю]/gu, leastShare: 0.7, density: dense },
  { encoding: 'iso-8859-5', expected: /[оеаинтсрвлкмдпуяыьгзбчйхжшю]/gu, leastShare: 0.7, density: dense },
  { encoding: 'windows-1253', expected: /[αάεέηήιίοόυύωώβγδζθκλμνξπρσςτφχψ]/gu, leastShare: 0.7, density: dense },
  { encoding: 'windows-1255', expected: /[א-ת]/gu, leastShare: 0.7, density: dense },
  { encoding: 'windows-1256', expected: /[ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإ،]/gu, leastShare: 0.7, density: dense },
  { encoding: 'windows-874', expected: /[านรกอเงมยลวดทสตะ่้ั]/gu, leastShare: 0.6, density: dense },
  {
    encoding: 'windows-1252',
    expected: /[éèàçêôîâùûëïœöüäßñóíáúãõåøæ’“”–—…«»¿¡°]/gu,
    leastShare: 0.8,
    density: accents,
  },
  {
    encoding: 'windows-1250',
    expected: /[ąćęłńśźżčěřšžůýáíéóúůďťňôäľĺŕőűöüăâîșşţ„”–]/gu,
    leastShare: 0.8,
    density: accents,
  },
  {
    encoding: 'iso-8859-2',
    expected: /[ąćęłńśźżčěřšžůýáíéóúůďťňôäľĺŕőűöüăâîșşţ]/gu,
    leastShare: 0.8,
    density: accents,
  },
  { encoding: 'windows-1254', expected: /[ığşçöüâîûİĞŞÇÖÜ’“”]/gu, leastShare: 0.8, density: accents },
  { encoding: 'windows-1257', expected: /[āčēģīķļņšūžąęėįųõäöü„“–]/gu, leastShare: 0.8, density: accents },
  { encoding: 'viscii', expected: vietnamese, leastShare: 0.35, density: [0.15, 0.5] },
  { encoding: 'tcvn3', expected: vietnamese, leastShare: 0.35, density: [0.15, 0.5] },
  { encoding: 'windows-1258', expected: vietnamese, leastShare: 0.35, density: [0.15, 0.5] },
];
