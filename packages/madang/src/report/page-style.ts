// How the page looks: the system's own fonts, one column, two accents that hold 4.5:1 on light and on dark, Hangul
// with whole words and without letter-spacing or slant. Its hash stands in the page's policy.

export const pageStyle = `
:root{color-scheme:light dark;--paper:#fcfbf8;--panel:#f3f0e9;--ink:#1d1b18;--soft:#645f56;--hair:#dcd7cc;--target:#0a675a;--source:#924f00;--reference:#736d62;--faint:#b9d2cc;--pass:#17673b;--fail:#b02a20;--passed:#e3f0e6;--failed:#fae5e2}
@media (prefers-color-scheme:dark){:root{--paper:#171613;--panel:#211f1b;--ink:#ebe7dd;--soft:#aaa497;--hair:#3a372f;--target:#62cfb9;--source:#e6a95e;--reference:#a29b8d;--faint:#2f5b53;--pass:#7fd39d;--fail:#ff9288;--passed:#1d3325;--failed:#452320}}
@media print{:root{color-scheme:light;--paper:#fff;--panel:#f4f4f2;--ink:#000;--soft:#444;--hair:#bbb;--target:#0a675a;--source:#924f00;--reference:#736d62;--faint:#b9d2cc;--pass:#17673b;--fail:#b02a20;--passed:#fff;--failed:#fff}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:400 1.0625rem/1.6 -apple-system,"Segoe UI","Apple SD Gothic Neo","Pretendard Variable",Pretendard,"Noto Sans KR","Noto Sans CJK KR","Malgun Gothic",system-ui,sans-serif;font-kerning:normal}
:lang(ko){word-break:keep-all;overflow-wrap:anywhere;line-break:strict;text-wrap:pretty}
main:lang(ko){line-height:1.7}
p,li,dd,blockquote{text-wrap:pretty;overflow-wrap:anywhere}
.page,.switch{max-width:46rem;margin-inline:auto;padding-inline:1.25rem}
.choice{position:absolute;opacity:0;pointer-events:none}
#language-en:checked~.page[lang=ko],#language-ko:checked~.page[lang=en]{display:none}
.switch{display:flex;gap:.25rem;align-items:center;padding-block:1.25rem 0;font-size:.875rem}
.brand{font-weight:700;margin-inline-end:auto}
.switch label{padding:.25rem .75rem;border-radius:99px;color:var(--soft);cursor:pointer}
#language-en:checked~.switch label[lang=en],#language-ko:checked~.switch label[lang=ko]{background:var(--panel);color:var(--ink);font-weight:600}
#language-en:focus-visible~.switch label[lang=en],#language-ko:focus-visible~.switch label[lang=ko]{outline:2px solid var(--target);outline-offset:2px}
a{color:inherit;text-decoration-color:var(--reference);text-underline-offset:.2em}
a:hover{text-decoration-color:currentColor}
:focus-visible{outline:2px solid var(--target);outline-offset:2px}
h1,h2,h3{line-height:1.3;text-wrap:balance;margin:0}
h1{font-size:clamp(1.5rem,1.1rem + 1.9vw,2.125rem);font-weight:650;margin-block:.5rem 1.75rem}
h1:not(:lang(ko)){letter-spacing:-.012em}
h2{font-size:1.375rem;font-weight:650;margin-block-end:.75rem}
h3{font-size:1.0625rem;font-weight:650;margin-block:2rem .5rem}
header{padding-block:2.25rem 1rem}
section{padding-block:2.5rem 1rem;border-block-start:1px solid var(--hair)}
p{margin:0 0 1rem}
.kind,.soft,.label,.under,figcaption,footer,summary{color:var(--soft)}
.kind{font-size:.9375rem}
.soft,figcaption{font-size:.9375rem}
.small,.under{font-size:.8125rem}
.under{display:block;font-weight:400}
.name{white-space:nowrap}
.notice{background:var(--failed);padding:.75rem 1rem;border-radius:.375rem}
.notice+.figures{margin-block-start:1.75rem}
.pass{color:var(--pass)}.fail{color:var(--fail)}.target{color:var(--target)}.source{color:var(--source)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:1.5rem;margin-block:0 1.5rem}
.figures>div{border-block-start:2px solid currentColor;padding-block-start:.75rem}
.figures p{margin:0}
.label{font-size:.875rem;margin:0}
.big{font-size:2.25rem;line-height:1.25;font-weight:650;font-variant-numeric:lining-nums tabular-nums}
.bits{font-variant-numeric:tabular-nums;white-space:nowrap}
nav{font-size:.9375rem;margin-block-end:2rem}
nav ul{list-style:none;margin:0;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}
.scroll{overflow-x:auto;margin-block:0 1rem}
table{border-collapse:collapse;width:100%;font-size:.9375rem;line-height:1.45;font-variant-numeric:tabular-nums}
table.narrow{max-width:26rem}
th,td{text-align:start;vertical-align:top;padding:.5rem .75rem .5rem 0;border-block-end:1px solid var(--hair)}
th:last-child,td:last-child{padding-inline-end:0}
thead th{font-size:.8125rem;font-weight:500;color:var(--soft);vertical-align:bottom}
tbody th{font-weight:500}
.number{text-align:end;white-space:nowrap;font-variant-numeric:tabular-nums}
thead .number{white-space:normal}
td.wide{width:28%;vertical-align:middle;padding-inline-start:.75rem}
ul.plain{list-style:none;padding:0;margin:0 0 1rem}
.row{display:flex;flex-wrap:wrap;justify-content:space-between;gap:0 1rem;margin:0}
.proofs>li{padding-block:.5rem;border-block-end:1px solid var(--hair);flex-wrap:nowrap;align-items:center}
.files .number{font-size:.9375rem}
.dropped>li,.files>li{padding-block:.75rem;border-block-end:1px solid var(--hair)}
blockquote{margin:.5rem 0 0;padding-inline-start:.875rem;border-inline-start:2px solid var(--hair);font-size:.9375rem}
.bar{display:block;border-radius:2px}.bar .track{fill:var(--panel)}
.bar .target{fill:var(--target)}.bar .reference{fill:var(--reference)}
.words th{white-space:nowrap}
.pieces{display:inline-flex;flex-wrap:wrap;gap:2px;vertical-align:middle}
.piece{display:inline-block;min-width:1.4em;text-align:center;padding:0 .3em;border-radius:.2rem;border:1px solid var(--target);line-height:1.5;white-space:pre}
.piece.byte{border-color:var(--hair);background:var(--panel);color:var(--soft);font:.75rem/2 ui-monospace,"SF Mono",Menlo,Consolas,monospace}
.count{white-space:nowrap;font-size:.8125rem}
figure{margin:1.5rem 0 2rem}
figcaption{margin-block-end:.5rem}figcaption strong{color:var(--ink);font-weight:650}
.plot{padding-inline-start:2.75rem}
svg{display:block;overflow:visible}
svg text{fill:var(--soft);font-size:.8125rem;font-variant-numeric:tabular-nums}
.grid{stroke:var(--hair)}.zero{stroke:var(--reference);stroke-dasharray:2 3}
.line{fill:none;stroke-width:2.25;stroke-linejoin:round;stroke-linecap:round;vector-effect:non-scaling-stroke}
.line.target{stroke:var(--target)}.line.source{stroke:var(--source)}.line.faint{stroke:var(--faint);stroke-width:1}
.line.reference{stroke:var(--reference);stroke-dasharray:5 5;stroke-linecap:butt}
.dot.target{fill:var(--target)}.dot.source{fill:var(--source)}.dot.reference{fill:var(--reference)}
.legend{list-style:none;margin:0 0 .75rem;padding:0;display:flex;flex-wrap:wrap;gap:.125rem 1.5rem;font-size:.875rem}
.legend .key{display:inline-block;vertical-align:middle}
.gate>li{display:grid;grid-template:'what picture outcome' auto 'value picture outcome' auto/15.5rem 1fr 4.5rem;gap:0 1.5rem;align-items:center;padding-block:.625rem;border-block-end:1px solid var(--hair);font-size:.9375rem;line-height:1.4}
.gate .what{grid-area:what}.gate .value{grid-area:value}.gate .picture{grid-area:picture}.gate .outcome{grid-area:outcome}
.gate .scale{border:0;padding-block:.25rem}.gate .scale svg{grid-area:picture}
.what{font-weight:500}.value{font-variant-numeric:tabular-nums}
.whisker{stroke:var(--pass);stroke-width:3;stroke-linecap:round}.whisker.fail{stroke:var(--fail)}
.mean{fill:var(--pass);stroke:var(--paper);stroke-width:2}.mean.fail{fill:var(--fail)}
.hollow{fill:var(--paper);stroke:var(--reference);stroke-width:2}
.bound{stroke:var(--ink);stroke-width:2}
.outcome{justify-self:end;white-space:nowrap;font-size:.8125rem;font-weight:600;padding:.125rem .5rem;border-radius:99px;background:var(--panel);color:var(--soft)}
.outcome.pass{background:var(--passed);color:var(--pass)}.outcome.fail{background:var(--failed);color:var(--fail)}
.prompt{margin-block:1.75rem .75rem;padding-inline-start:.875rem;border-inline-start:2px solid var(--target);text-wrap:pretty}
.pair{display:grid;grid-template-columns:1fr 1fr;gap:1rem 1.5rem}
.pair>div{background:var(--panel);border-radius:.375rem;padding:.75rem 1rem}
.answer{white-space:pre-wrap;margin:.25rem 0 0;overflow-wrap:anywhere}
p.soft code{white-space:nowrap}
code,pre,.hash,.path{font-family:ui-monospace,"SF Mono",Menlo,Consolas,"Liberation Mono",monospace;font-size:.875em;word-break:normal;overflow-wrap:anywhere}
.hash{user-select:all;color:var(--soft);font-size:.75rem;word-break:break-all;flex:1 1 12rem}
.path{font-weight:600}
pre{margin:.25rem 0 1rem;padding:.625rem .875rem;background:var(--panel);border-radius:.375rem;overflow-x:auto;font-size:.9375rem;user-select:all}
pre code{font-size:.875em}
dl{margin:0}dt{font-size:.9375rem}dd{margin:0}
.copy{display:none;font:inherit;font-size:.75rem;color:var(--soft);background:none;border:1px solid var(--hair);border-radius:.25rem;padding:.125rem .5rem;cursor:pointer}
.scripted .copy{display:inline-block}
details{margin-block:.5rem}summary{cursor:pointer;font-size:.875rem;padding-block:.25rem}
footer{border-block-start:1px solid var(--hair);padding-block:1.5rem 3rem;font-size:.875rem}
@media (max-width:40rem){
.page,.switch{padding-inline:1rem}
.gate>li{grid-template:'what outcome' auto 'picture picture' auto 'value value' auto/1fr auto}
.gate .scale{display:block;padding-inline:1rem}.gate .picture{padding-inline:1rem}
.gate .picture:empty{display:none}td.optional,th.optional{display:none}
.pair{grid-template-columns:1fr}
table{font-size:.875rem}td.wide{display:none}
}
@media print{
body{font-size:10.5pt}
.switch,.copy,nav{display:none!important}
.page{max-width:none;padding:0}header{padding-block-start:0}
section{padding-block:1.25rem .5rem}
figure,article,tr,li,.figures{break-inside:avoid}h2,h3{break-after:avoid}
details::details-content{content-visibility:visible;block-size:auto}
a{text-decoration:none}
}
`;
