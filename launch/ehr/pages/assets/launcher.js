// Keeps the address in step with the choices, so that it can be copied as a link.
const form = document.querySelector('form.choices');

form?.addEventListener('change', () => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value === '') continue;
    query.set(name, name === 'faults' && query.has(name) ? `${query.get(name)},${value}` : value);
  }
  history.replaceState(null, '', `?${query}`);
});
