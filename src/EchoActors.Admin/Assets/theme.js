// Light or dark: as the system has it, until the button says otherwise; the browser remembers that for this address.
(() => {
  const root = document.documentElement;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const changed = () => dispatchEvent(new Event('themechange'));

  const chosen = localStorage.getItem('theme');
  if (chosen) {
    root.dataset.theme = chosen;
  }
  dark.addEventListener('change', changed);
  document.addEventListener('click', event => {
    if (event.target.closest?.('#theme')) {
      root.dataset.theme = (root.dataset.theme ?? (dark.matches ? 'dark' : 'light')) === 'dark' ? 'light' : 'dark';
      localStorage.setItem('theme', root.dataset.theme);
      changed();
    }
  });
})();
