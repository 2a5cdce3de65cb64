/**
 * Answers of the server that came with the page, by address: what its first paint would ask for. Each is taken once;
 * whoever asks again asks the server.
 */
const brought = new Map<RequestInfo | URL, unknown>(Object.entries(readBrought()))

function readBrought(): Record<string, unknown> {
  const text = document.getElementById('answers')?.textContent
  return text ? (JSON.parse(text) as Record<string, unknown>) : {}
}

export const fetchUnlessBrought: typeof fetch = (input, init) => {
  const answer = typeof input === 'string' && init?.method === 'GET' ? brought.get(input) : undefined
  if (answer === undefined) return fetch(input, init)
  brought.delete(input)
  return Promise.resolve(Response.json(answer))
}
