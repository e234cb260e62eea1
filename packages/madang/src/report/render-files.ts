// The released files with sizes and hashes, and the proofs that the exports say the same as what was measured.
import type { Proof, Proofs } from '../release/contract.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';

export function renderFiles(context: PageContext): Html {
  const { text, report, numbers } = context;
  const { release } = report;
  if (!release) return html`<p>${text.files.none}</p>`;
  const size = release.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const items = release.files.map(
    (
      file,
    ) => html`<li><p class="row"><span class="path">${file.path}</span> <span class="number">${numbers.bytes(file.sizeBytes)}</span></p>
<p class="row"><code class="hash">${file.sha256}</code> <button type="button" class="copy" data-copy="${file.sha256}" data-copied="${text.files.copied}" aria-label="${text.files.copy}: SHA-256, ${file.path}">${text.files.copy}</button></p></li>`,
  );
  return html`<p>${text.files.summary({ folder: release.folder, size: numbers.bytes(size) })} ${release.licence && text.files.licence({ licence: release.licence })}</p>
<ul class="plain files">${items}</ul>${release.proofs && renderProofs(context, release.proofs)}`;
}

function renderProofs({ text, numbers }: PageContext, { proofs, text: proven }: Proofs): Html {
  const items = proofs.map((proof) => {
    const measured = sayValue({ text, numbers }, proof, proof.value);
    const bound = proof.check === 'argmax-equal' ? undefined : sayValue({ text, numbers }, proof, proof.bound);
    return html`<li class="row">
<span><b>${proof.export}</b> ${text.files.checks[proof.check]}
<span class="under">${measured}${bound && html` (${text.files.bound({ bound })})`}</span></span>
<span class="outcome ${proof.outcome}">${text.gate.outcomes[proof.outcome]}</span>
</li>`;
  });
  return html`<h3>${text.files.proofsHeading}</h3>
<p class="soft">${text.files.provenOn({ size: numbers.bytes(proven.bytes) })}</p>
<ul class="plain proofs">${items}</ul>`;
}

function sayValue(
  { text, numbers }: Pick<PageContext, 'text' | 'numbers'>,
  { unit }: Proof,
  value: number | undefined,
): string | undefined {
  if (value === undefined) return undefined;
  if (unit === 'share') return text.files.share({ share: numbers.percent(value) });
  if (unit === 'bits per byte') return `${numbers.decimal(value)} ${text.verdict.bitsPerByte}`;
  return [numbers.decimal(value), unit].join(' ').trim();
}
