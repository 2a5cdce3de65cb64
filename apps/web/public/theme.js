// Runs before the first paint, so that a chosen theme never flashes into view. Kept as a file: the content security
// policy allows no inline script. The same key is written by src/lib/theme.ts.
;(() => {
  const theme = localStorage.getItem('grantry.theme')
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme
})()
