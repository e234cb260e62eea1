// What the page does with a script, and could do without: the reader's own language first, the title with it, hashes
// to the clipboard, everything opened for print. Plain browser JavaScript; its hash stands in the page's policy.

export const pageScript = `
const choices = [...document.querySelectorAll('input[name=language]')];
const show = () => {
  const chosen = choices.find((choice) => choice.checked);
  if (!chosen) return;
  document.documentElement.lang = chosen.value;
  document.title = document.querySelector('main[lang=' + chosen.value + ']').dataset.title;
};
const named = location.hash.slice(1).split('-')[0];
const wanted = [named, ...navigator.languages].map((tag) => tag.slice(0, 2));
const first = wanted.map((tag) => choices.find((choice) => choice.value === tag)).find(Boolean);
if (first) first.checked = true;
for (const choice of choices) choice.addEventListener('change', show);
show();
if (location.hash.includes('-')) document.getElementById(location.hash.slice(1))?.scrollIntoView();
document.documentElement.classList.add('scripted');
document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-copy]');
  if (!button) return;
  const said = button.textContent;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    const range = document.createRange();
    range.selectNodeContents(button.previousElementSibling);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
    document.execCommand('copy');
  }
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = said; }, 1500);
});
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details')) details.open = true;
});
`;
